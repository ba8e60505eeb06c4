import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../root.ts';
import { endWithUs } from '../local/process.ts';
import { runGroup } from './group.ts';

interface Failure {
  readonly name: string;
  readonly message: string;
}

export interface JestRun {
  readonly passed: number;
  /** Tests, and files that could not be run. */
  readonly failed: number;
  readonly skipped: number;
  readonly failures: readonly Failure[];
  /** Those of the failures that are none of a test: what Jest printed does not tell of them. */
  readonly untold: readonly Failure[];
  /** What Jest printed. */
  readonly output: string;
}

export interface JestOptions {
  /** For the tests, beside our own environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Which files; none: all. */
  readonly patterns: readonly string[];
  /** For what Jest leaves behind. */
  readonly folder: string;
  /** Another checkout than ours. */
  readonly cwd?: string;
  /** Keeps what Jest prints instead of showing it. */
  readonly quiet?: boolean;
  readonly args?: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

/** Jest with the test files as ES modules, as arguments of Node.js. */
const JEST = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'] as const;
/** What Jest says of a worker that would not end. */
const LEFT_OPEN = 'failed to exit gracefully';
/** So long a process may live on when all is told: Jest itself would wait for a handle that nobody closes for ever. */
const AFTER_REPORT_MS = 60_000;

/**
 * Runs test files with Jest as a process of its own. An exit that the report does not explain, or one by force, counts
 * as one failure.
 */
export async function runJest({
  env,
  patterns,
  folder,
  cwd = root,
  quiet = false,
  args = [],
  signal,
}: JestOptions): Promise<JestRun> {
  const reportFile = join(folder, 'jest.json');
  rmSync(reportFile, { force: true });
  let output = '';
  const overdue = endAfter(reportFile);
  const { status, error } = await runGroup(process.execPath, [...JEST, ...args, '--useStderr', ...patterns], {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...env, JEST_REPORT: reportFile },
    signal: signal === undefined ? overdue.signal : AbortSignal.any([signal, overdue.signal]),
    onStart: child =>
      child.stderr?.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        if (!quiet) process.stderr.write(chunk);
      }),
  }).finally(overdue.stop);
  const report = readReport(reportFile);
  const untold: Failure[] = [];
  // Whoever interrupts a run knows that it is not whole.
  const interrupted = signal?.aborted === true;
  if (overdue.signal.aborted)
    untold.push({
      name: 'something was left open',
      message: `Jest had told everything and still lived ${AFTER_REPORT_MS / 1_000} s later`,
    });
  else if (error !== null) untold.push({ name: 'Jest', message: `could not be started: ${error.message}` });
  else if (report === null && !interrupted)
    untold.push({ name: 'Jest', message: `ended with ${status ?? 'a signal'} and left no report` });
  else if (output.includes(LEFT_OPEN))
    untold.push({ name: 'something was left open', message: 'a worker of Jest had to be ended by force' });
  else if (report?.failed === 0 && status !== 0 && !interrupted)
    untold.push({ name: 'Jest', message: `ended with ${status ?? 'a signal'} although no test failed` });
  const { passed, failed, skipped, failures } = report ?? { passed: 0, failed: 0, skipped: 0, failures: [] };
  return { passed, failed: failed + untold.length, skipped, failures: [...failures, ...untold], untold, output };
}

/**
 * The test files that Jest would run, by their full paths.
 * @param args what else Jest is told.
 */
export function listTests(patterns: readonly string[], args: readonly string[] = []): string[] {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [...JEST, ...args, '--listTests', '--json', ...patterns],
    {
      cwd: root,
      encoding: 'utf8',
    },
  );
  if (status !== 0) throw new Error(`Jest does not tell which tests there are:\n${stderr}`);
  return JSON.parse(stdout) as string[];
}

/**
 * Runs test files again and again as they, or what they use, change; until somebody ends it at the keyboard. Without
 * patterns those run that what is not committed can have broken.
 * @returns Jest's exit code.
 */
export async function watchJest({
  env,
  patterns,
  args = [],
  signal,
}: Pick<JestOptions, 'env' | 'patterns' | 'args' | 'signal'>): Promise<number> {
  // What has changed is asked of git.
  const watch = patterns.length === 0 && existsSync(join(root, '.git')) ? '--watch' : '--watchAll';
  // In our own group: it reads the keys that are pressed.
  const jest = spawn(
    process.execPath,
    [...JEST, '--globalSetup', '<rootDir>/ops/test/fresh-bundle.mjs', ...args, watch, ...patterns],
    { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } },
  );
  endWithUs(jest, 'SIGKILL');
  signal?.addEventListener('abort', () => jest.kill('SIGTERM'), { once: true });
  const [code] = (await once(jest, 'close')) as [number | null];
  return code ?? 0;
}

function readReport(file: string): Pick<JestRun, 'passed' | 'failed' | 'skipped' | 'failures'> | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as JestRun;
  } catch {
    return null;
  }
}

/** A signal that is aborted some time after the report was written. */
function endAfter(reportFile: string): { readonly signal: AbortSignal; readonly stop: () => void } {
  const overdue = new AbortController();
  let writtenAt: number | null = null;
  const timer = setInterval(() => {
    if (!existsSync(reportFile)) return;
    writtenAt ??= performance.now();
    if (performance.now() - writtenAt > AFTER_REPORT_MS) overdue.abort();
  }, 1_000);
  return { signal: overdue.signal, stop: () => clearInterval(timer) };
}

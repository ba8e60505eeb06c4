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

/** Result of a run of Jest. */
export interface JestRun {
  readonly passed: number;
  /** Number of failed tests, test files that could not be run, and failures of the run itself. */
  readonly failed: number;
  readonly skipped: number;
  readonly failures: readonly Failure[];
  /** Those failures that belong to no test, such as a process left open; Jest's output does not report them. */
  readonly untold: readonly Failure[];
  /** Everything Jest printed. */
  readonly output: string;
}

export interface JestOptions {
  /** Added to this process's environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Regular expressions for the paths of test files; when empty, all files run. */
  readonly patterns: readonly string[];
  /** Folder for the report. */
  readonly folder: string;
  /** Root of the checkout to test, if it is another one. */
  readonly cwd?: string;
  /** Does not show what Jest prints; it is in `JestRun.output` in any case. */
  readonly quiet?: boolean;
  /** Further command-line arguments of Jest. */
  readonly args?: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

/** Arguments of Node.js that run Jest with the test files as ES modules. */
const JEST = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'] as const;
/** Part of Jest's message about a worker process that did not exit. */
const LEFT_OPEN = 'failed to exit gracefully';
/** How long Jest may keep running after its report: an open handle would otherwise keep it running forever. */
const AFTER_REPORT_MS = 60_000;

/**
 * Runs test files with Jest in a separate process. An exit that the report does not explain, or a process that had to
 * be ended by force, counts as one failure.
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
  // An interrupted run is expected to be incomplete.
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
 * The absolute paths of the test files that Jest would run.
 * @param patterns as of `JestOptions`.
 * @param args further command-line arguments of Jest.
 * @throws when Jest cannot list them, with its error output.
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
 * Runs Jest in watch mode, until it is ended at the keyboard or by `signal`. Without patterns it runs the tests
 * affected by uncommitted changes (all tests where there is no Git repository).
 * @returns Jest's exit code.
 */
export async function watchJest({
  env,
  patterns,
  args = [],
  signal,
}: Pick<JestOptions, 'env' | 'patterns' | 'args' | 'signal'>): Promise<number> {
  // `--watch` asks Git for the changed files.
  const watch = patterns.length === 0 && existsSync(join(root, '.git')) ? '--watch' : '--watchAll';
  // In our own process group, because it reads the keyboard.
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

/** A signal that is aborted AFTER_REPORT_MS after the report was written. */
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

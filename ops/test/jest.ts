import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../root.ts';

export interface JestRun {
  readonly passed: number;
  /** Tests, and files that could not be run. */
  readonly failed: number;
  readonly skipped: number;
  readonly failures: readonly { readonly name: string; readonly message: string }[];
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
  readonly signal?: AbortSignal;
}

/** What Jest says of a worker that would not end. */
const LEFT_OPEN = 'failed to exit gracefully';

/** Runs test files with Jest as a process of its own. An exit that the report does not explain, or one by force, counts as one failure. */
export async function runJest({ env, patterns, folder, cwd = root, quiet = false, args = [], signal }: JestOptions): Promise<JestRun> {
  const reportFile = join(folder, 'jest.json');
  rmSync(reportFile, { force: true });
  const child = spawn(process.execPath, ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js', ...args, ...patterns], {
    cwd, stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, ...env, JEST_REPORT: reportFile }, ...(signal === undefined ? {} : { signal }),
  });
  let output = '';
  child.stderr.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    if (!quiet) process.stderr.write(chunk);
  });
  const status = await new Promise<number | null>(resolve => {
    child.once('error', () => resolve(null));
    child.once('close', code => resolve(code));
  });
  try {
    const report = JSON.parse(readFileSync(reportFile, 'utf8')) as Omit<JestRun, 'output'>;
    const unexplained = report.failed === 0 && (status !== 0 || output.includes(LEFT_OPEN));
    return { ...report, failed: unexplained ? 1 : report.failed, output };
  } catch {
    return { passed: 0, failed: 1, skipped: 0, failures: [{ name: 'Jest', message: `ended with ${status} and left no report` }], output };
  }
}

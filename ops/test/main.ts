/**
 * `npm test`: static checks, then the servers the tests need, then Jest. The last line counts all of it; anything failed
 * or (in CI) skipped makes the exit code non-zero.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../root.ts';
import { auditPackages } from './audit.ts';
import { startTestServers } from './servers.ts';

interface Counts { passed: number; failed: number; skipped: number }

const patterns = process.argv.slice(2);
const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
const say = (line: string): void => console.log(`• ${line}`);

if (patterns.length === 0) {
  check('types', process.execPath, ['node_modules/typescript/bin/tsc', '--noEmit']);
  check('workbench types', process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'web', '--noEmit']);
  check('workbench build', process.execPath, ['node_modules/vite/bin/vite.js', 'build', 'web', '--logLevel', 'error']);
  check('lint', process.execPath, ['node_modules/eslint/bin/eslint.js', '.', '--max-warnings', '0']);
  check('dependency rules', 'npm', ['run', '--silent', 'borders']);
  say(auditPackages(counts));
}

const folder = mkdtempSync(join(tmpdir(), 'sigfollow-test-'));
const tidy = (): void => rmSync(folder, { recursive: true, force: true });
const servers = await startTestServers(folder, say).catch((error: unknown) => {
  tidy();
  throw error;
});
let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => (interrupted = true));
try {
  runJest(servers.env);
} finally {
  await servers.stop();
  tidy();
}

console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
const skipsCount = process.env['CI'] === 'true' && counts.skipped > 0;
process.exit(counts.failed > 0 || counts.passed === 0 || skipsCount || interrupted ? 1 : 0);

function check(name: string, command: string, args: readonly string[]): void {
  const begun = Date.now();
  const { status } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  say(`${name}: ${status === 0 ? 'clean' : 'NOT clean'} (${Math.round((Date.now() - begun) / 1000)} s)`);
  counts[status === 0 ? 'passed' : 'failed'] += 1;
}

function runJest(env: Readonly<Record<string, string>>): void {
  const output = join(folder, 'jest.json');
  const { status } = spawnSync(process.execPath, ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js', '--json', `--outputFile=${output}`, ...patterns], {
    cwd: root, stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, ...env },
  });
  try {
    const result = JSON.parse(readFileSync(output, 'utf8')) as { numPassedTests: number; numFailedTests: number; numPendingTests: number; numTodoTests: number; numRuntimeErrorTestSuites: number };
    counts.passed += result.numPassedTests;
    counts.failed += result.numFailedTests + result.numRuntimeErrorTestSuites;
    counts.skipped += result.numPendingTests + result.numTodoTests;
  } catch {
    counts.failed += 1;
  }
  if (status !== 0 && counts.failed === 0) counts.failed += 1;
}

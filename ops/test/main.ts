/**
 * `npm test`: static checks, then the servers the tests need, then Jest. It ends with the time of each part and the seed;
 * the last line counts all of it. Anything failed or (in CI) skipped makes the exit code non-zero.
 */
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../root.ts';
import { auditPackages } from './audit.ts';
import { runJest } from './jest.ts';
import { startTestServers } from './servers.ts';

/** Static checks that run at once: one a core of a small machine. */
const CHECKS_AT_ONCE = 2;

interface Counts { passed: number; failed: number; skipped: number }

const patterns = process.argv.slice(2);
const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
const times: { readonly part: string; readonly ms: number }[] = [];
const say = (line: string): void => console.log(`• ${line}`);
const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());

if (patterns.length === 0) {
  await timed('static checks', checkAll);
  say(auditPackages(counts));
}

const folder = mkdtempSync(join(tmpdir(), 'sigfollow-test-'));
const tidy = (): void => rmSync(folder, { recursive: true, force: true });
const servers = await timed('servers', () => startTestServers(folder, say)).catch((error: unknown) => {
  tidy();
  throw error;
});
const seed = process.env['SEED'] ?? String(randomInt(2 ** 31));
try {
  const run = await timed('tests', () => runJest({ env: { ...servers.env, SEED: seed }, patterns, folder, signal: interrupted.signal }));
  counts.passed += run.passed;
  counts.failed += run.failed;
  counts.skipped += run.skipped;
} finally {
  await timed('stopping', servers.stop);
  tidy();
}

say(`Seed ${seed}. Time: ${times.map(({ part, ms }) => `${part} ${Math.round(ms / 1_000)} s`).join(', ')}.`);
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
const skipsCount = process.env['CI'] === 'true' && counts.skipped > 0;
process.exitCode = counts.failed > 0 || counts.passed === 0 || skipsCount || interrupted.signal.aborted ? 1 : 0;

async function timed<T>(part: string, work: () => Promise<T>): Promise<T> {
  const begun = performance.now();
  try {
    return await work();
  } finally {
    times.push({ part, ms: performance.now() - begun });
  }
}

async function checkAll(): Promise<void> {
  const node = process.execPath;
  const waiting: (readonly [name: string, command: string, args: readonly string[]])[] = [
    ['lint', node, ['node_modules/eslint/bin/eslint.js', '.', '--max-warnings', '0']],
    ['types', node, ['node_modules/typescript/bin/tsc', '--noEmit']],
    ['workbench types', node, ['node_modules/typescript/bin/tsc', '-p', 'web', '--noEmit']],
    ['workbench build', node, ['node_modules/vite/bin/vite.js', 'build', 'web', '--logLevel', 'error']],
    ['dependency rules', 'npm', ['run', '--silent', 'borders']],
  ];
  await Promise.all(Array.from({ length: CHECKS_AT_ONCE }, async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await check(...next);
  }));
}

async function check(name: string, command: string, args: readonly string[]): Promise<void> {
  const begun = performance.now();
  const status = await new Promise<number | null>(resolve => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], signal: interrupted.signal });
    child.once('error', () => resolve(null));
    child.once('close', resolve);
  });
  say(`${name}: ${status === 0 ? 'clean' : 'NOT clean'} (${Math.round((performance.now() - begun) / 1_000)} s)`);
  counts[status === 0 ? 'passed' : 'failed'] += 1;
}

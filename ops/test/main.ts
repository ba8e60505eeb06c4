/**
 * `npm test`: static checks, then the servers the tests need, then Jest. It ends with the time of each part and the
 * seed; the last line counts all of it. Anything failed or (in CI) skipped makes the exit code non-zero.
 */
import { randomInt } from 'node:crypto';
import { root } from '../root.ts';
import { auditPackages } from './audit.ts';
import { runGroup } from './group.ts';
import { INTERRUPTED, isInterrupted, untilInterrupted } from './interrupt.ts';
import { runJest } from './jest.ts';
import { withTestServers } from './servers.ts';

/** Static checks that run at once: one a core of a small machine. */
const CHECKS_AT_ONCE = 2;

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

const patterns = process.argv.slice(2);
const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
const times: { readonly part: string; readonly ms: number }[] = [];
const say = (line: string): void => console.log(`• ${line}`);
const interrupted = untilInterrupted(say);
const seed = process.env['SEED'] ?? String(randomInt(2 ** 31));

if (patterns.length === 0) {
  await timed('static checks', checkAll);
  if (!(await isInterrupted(interrupted))) say(auditPackages(counts));
}
if (!(await isInterrupted(interrupted))) await testAll();

say(`Seed ${seed}. Time: ${times.map(({ part, ms }) => `${part} ${Math.round(ms / 1_000)} s`).join(', ')}.`);
console.log(
  `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped${interrupted.aborted ? '; interrupted' : ''}`,
);
const skipsCount = process.env['CI'] === 'true' && counts.skipped > 0;
process.exitCode = interrupted.aborted ? INTERRUPTED : counts.failed > 0 || counts.passed === 0 || skipsCount ? 1 : 0;
// Handlers of signals do not keep a process, but what an interrupt cut off may.
if (interrupted.aborted) process.exit();

async function testAll(): Promise<void> {
  let begun = performance.now();
  try {
    await withTestServers(
      'sigfollow-test-',
      say,
      async ({ env, folder }) => {
        note('servers', begun);
        const run = await timed('tests', () =>
          runJest({ env: { ...env, SEED: seed }, patterns, folder, signal: interrupted }),
        );
        counts.passed += run.passed;
        counts.failed += run.failed;
        counts.skipped += run.skipped;
        for (const { name, message } of run.untold) say(`${name}: ${message}`);
        begun = performance.now();
      },
      interrupted,
    );
    note('stopping', begun);
  } catch (error) {
    // Who did not wait for the servers knows why they do not stand.
    if (!interrupted.aborted) throw error;
  }
}

function note(part: string, begun: number): void {
  times.push({ part, ms: performance.now() - begun });
}

async function timed<T>(part: string, work: () => Promise<T>): Promise<T> {
  const begun = performance.now();
  try {
    return await work();
  } finally {
    note(part, begun);
  }
}

async function checkAll(): Promise<void> {
  const node = process.execPath;
  const waiting: (readonly [name: string, command: string, args: readonly string[]])[] = [
    [
      'lint',
      node,
      [
        'node_modules/eslint/bin/eslint.js',
        '.',
        '--max-warnings',
        '0',
        '--suppressions-location',
        'ops/lint/exceptions.json',
      ],
    ],
    ['format', node, ['node_modules/prettier/bin/prettier.cjs', '--check', '.', '--log-level', 'warn']],
    ['types', node, ['node_modules/typescript/bin/tsc', '--noEmit']],
    ['workbench types', node, ['node_modules/typescript/bin/tsc', '-p', 'web', '--noEmit']],
    ['workbench build', node, ['--import', 'tsx', 'ops/build-workbench.ts']],
    ['dependency rules', 'npm', ['run', '--silent', 'borders']],
  ];
  await Promise.all(
    Array.from({ length: CHECKS_AT_ONCE }, async () => {
      for (let next = waiting.shift(); next !== undefined && !interrupted.aborted; next = waiting.shift())
        await check(...next);
    }),
  );
}

async function check(name: string, command: string, args: readonly string[]): Promise<void> {
  const begun = performance.now();
  const { status, error } = await runGroup(command, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    signal: interrupted,
  });
  if (interrupted.aborted) return;
  say(
    `${name}: ${status === 0 ? 'clean' : 'NOT clean'} (${error?.message ?? `${Math.round((performance.now() - begun) / 1_000)} s`})`,
  );
  counts[status === 0 ? 'passed' : 'failed'] += 1;
}

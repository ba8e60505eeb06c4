/**
 * `npm test`: runs static checks, starts the servers the tests need, and runs Jest. Finally it prints the seed, the
 * duration of each part, and the totals. A failure, a run without any test, or (in CI) a skipped test makes the exit
 * code non-zero.
 */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { root } from '../root.ts';
import { auditPackages } from './audit.ts';
import { runGroup } from './group.ts';
import { INTERRUPTED, isInterrupted, untilInterrupted } from './interrupt.ts';
import { listTests, runJest, watchJest } from './jest.ts';
import { needsOf } from './needs.ts';
import type { TestServers } from './servers.ts';
import { withTestServers } from './servers.ts';

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

const HELP = `npm test [-- PATTERN …] [--unit] [--watch]

PATTERN  runs the test files whose path has that in it (a regular expression), and starts the servers that they need;
         none: static checks, and all tests
--unit   the tests of pure rules and of the workbench's parts alone, without any server
--watch  runs them again as files change: those of a pattern, else those that what is not committed can have broken

SEED=… gives the same chances again, TEST_SIZE=3 makes big tests three times as big, TEST_SIZE=full as big as they get.`;

const { unit, watch, patterns } = readArguments();
/** Further command-line arguments of Jest. */
const only = unit ? ['unit', 'web'].flatMap(folder => ['--roots', `<rootDir>/test/${folder}`]) : [];
const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
const times: { readonly part: string; readonly ms: number }[] = [];
const say = (line: string): void => console.log(`• ${line}`);
const interrupted = untilInterrupted(say);
const seed = process.env['SEED'] ?? String(randomInt(2 ** 31));

if (watch) {
  let code = 0;
  await withServers(async ({ env }) => {
    code = await watchJest({ env: { ...env, SEED: seed }, patterns, args: only, signal: interrupted });
  });
  process.exit(code);
}
let linted: Promise<void> | undefined;
if (patterns.length === 0 && !unit) {
  // It takes as long as the other checks together, uses one core, and nothing depends on it.
  linted = timed('lint', () => check('lint', ...script('lint:code')));
  await timed('other checks', checkRest);
  if (!(await isInterrupted(interrupted))) say(auditPackages(counts));
}
if (!(await isInterrupted(interrupted))) await testAll();
await linted;

say(`Seed ${seed}. Time: ${times.map(({ part, ms }) => `${part} ${Math.round(ms / 1_000)} s`).join(', ')}.`);
console.log(
  `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped${interrupted.aborted ? '; interrupted' : ''}`,
);
const skipsCount = process.env['CI'] === 'true' && counts.skipped > 0;
process.exitCode = interrupted.aborted ? INTERRUPTED : counts.failed > 0 || counts.passed === 0 || skipsCount ? 1 : 0;
// Signal handlers do not keep a process alive, but work that an interrupt cut off may.
if (interrupted.aborted) process.exit();

function readArguments(): { unit: boolean; watch: boolean; patterns: string[] } {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { unit: { type: 'boolean' }, watch: { type: 'boolean' }, help: { type: 'boolean' } },
    });
    if (values.help === true) {
      console.log(HELP);
      process.exit();
    }
    return { unit: values.unit === true, watch: values.watch === true, patterns: positionals };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
    process.exit(2);
  }
}

async function testAll(): Promise<void> {
  let begun = performance.now();
  try {
    await withServers(async ({ env, folder }) => {
      note('servers', begun);
      const run = await timed('tests', () =>
        runJest({ env: { ...env, SEED: seed }, patterns, folder, args: only, signal: interrupted }),
      );
      counts.passed += run.passed;
      counts.failed += run.failed;
      counts.skipped += run.skipped;
      for (const { name, message } of run.untold) say(`${name}: ${message}`);
      begun = performance.now();
    });
    note('stopping', begun);
  } catch (error) {
    // After an interruption it is expected that the servers did not start.
    if (!(await isInterrupted(interrupted))) throw error;
  }
}

/** Runs `work` with the servers that the selected test files need. */
async function withServers(work: (servers: TestServers) => Promise<void>): Promise<void> {
  const files = listTests(patterns, only);
  if (files.length === 0) say(`No test file has ${patterns.join(' or ')} in its path.`);
  await withTestServers({ prefix: 'sigfollow-test-', needs: needsOf(files), say, signal: interrupted }, work);
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

function script(name: string): readonly [command: string, args: readonly string[]] {
  return ['npm', ['run', '--silent', name]];
}

async function checkRest(): Promise<void> {
  const checks: readonly (readonly [name: string, command: string, args: readonly string[]])[] = [
    ['commit message', ...script('lint:commit')],
    ['format', ...script('lint:format')],
    ['types', ...script('typecheck:engine')],
    ['workbench types', ...script('typecheck:workbench')],
    ['workbench build', process.execPath, ['--import', 'tsx', 'ops/build-workbench.ts']],
    ['dependency rules', ...script('borders')],
    ['nothing unused', ...script('lint:unused')],
    ['nothing twice', ...script('lint:repeated')],
  ];
  for (const each of checks) if (!interrupted.aborted) await check(...each);
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

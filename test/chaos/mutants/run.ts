/**
 * Whether the tests at the size of `npm test` still see faults: each mutant of the list is applied to a checkout of its own
 * and the tests that should see it are run, three times with other chances. What is not committed is not looked at.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Measurement } from '../../../bench/report.ts';
import { runJest } from '../../../ops/test/jest.ts';
import type { JestRun } from '../../../ops/test/jest.ts';
import { startTestServers } from '../../../ops/test/servers.ts';
import { root } from '../../../ops/root.ts';
import { MUTANTS } from './list.ts';
import type { Mutant } from './list.ts';

const TIMES = 3;
/** Folders whose code goes into the bundle of workflows. */
const IN_BUNDLE = /^(workflows|domain|temporal)\//;

interface Seen {
  readonly mutant: string;
  readonly tests: string;
  /** For each time: the round in which it was seen, or that it was not. */
  readonly rounds: readonly string[];
  readonly failing: string;
}

/** @param only words that stand in the names of the mutants that are wanted; by default all. */
export async function chaosMutants(only = ''): Promise<Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sigfollow-mutants-'));
  const servers = await startTestServers(folder, line => console.log(`• ${line}`));
  const checkout = join(folder, 'checkout');
  execFileSync('git', ['worktree', 'add', '--detach', '--quiet', checkout, 'HEAD'], { cwd: root });
  try {
    symlinkSync(join(root, 'node_modules'), join(checkout, 'node_modules'));
    cpSync(join(root, 'store/generated'), join(checkout, 'store/generated'), { recursive: true });
    const place = { folder, checkout, env: servers.env };
    const chosen = MUTANTS.filter(mutant => mutant.name.includes(only));
    const untouched = await runJest({ env: { ...servers.env, SEED: '1' }, patterns: [...new Set(chosen.flatMap(mutant => mutant.tests))], folder, cwd: checkout, quiet: true });
    const results: Seen[] = [];
    for (const mutant of chosen) {
      results.push(await look(mutant, place));
      console.log(`  ${results.at(-1)?.rounds.join(', ')}: ${mutant.name}`);
    }
    console.table(results.map(({ mutant, tests, rounds, failing }) => ({ mutant, tests, 'seen in round': rounds.join(', '), by: failing.slice(0, 70) })));
    const seen = results.flatMap(result => result.rounds).filter(round => round !== 'NOT SEEN').length;
    return [
      { name: 'tests that fail without a mutant', value: untouched.failed, unit: '', baseline: null, ratio: null, floor: '0', holds: untouched.failed === 0 },
      { name: `mutants seen, of ${chosen.length} × ${TIMES}`, value: seen, unit: '', baseline: null, ratio: null, floor: 'all', holds: seen === chosen.length * TIMES },
    ];
  } finally {
    execFileSync('git', ['worktree', 'remove', '--force', checkout], { cwd: root });
    await servers.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function look(mutant: Mutant, { folder, checkout, env }: { readonly folder: string; readonly checkout: string; readonly env: Readonly<Record<string, string>> }): Promise<Seen> {
  const file = join(checkout, mutant.file);
  const original = readFileSync(file, 'utf8');
  if (original.split(mutant.from).length !== 2) throw new Error(`“${mutant.from}” does not stand in ${mutant.file} exactly once`);
  writeFileSync(file, original.replace(mutant.from, () => mutant.to));
  try {
    const mutated = IN_BUNDLE.test(mutant.file) ? withBundleOf(checkout, folder, env) : env;
    const runs: JestRun[] = [];
    for (let time = 1; time <= TIMES; time++) runs.push(await runJest({ env: { ...mutated, SEED: String(time) }, patterns: mutant.tests, folder, cwd: checkout, quiet: true, args: ['--bail=1', '--testTimeout=60000', ...(mutant.named === undefined ? [] : ['--testNamePattern', mutant.named])] }));
    return { mutant: mutant.name, tests: mutant.tests.join(' '), rounds: runs.map(roundOf), failing: runs[0]?.failures[0]?.name ?? '' };
  } finally {
    writeFileSync(file, original);
  }
}

/** The servers' settings with the mutated workflows in place of ours. */
function withBundleOf(checkout: string, folder: string, env: Readonly<Record<string, string>>): Record<string, string> {
  const own = join(folder, 'mutant');
  mkdirSync(own, { recursive: true });
  const bundleFile = join(own, 'workflows.js');
  execFileSync(process.execPath, ['--import', 'tsx', 'ops/test/bundle.ts', bundleFile], { cwd: checkout });
  return { ...env, SF_TEST: JSON.stringify({ ...(JSON.parse(env['SF_TEST'] ?? '{}') as object), bundleFile }) };
}

/** Tests that play rounds name the first that failed; the others have one. A file that cannot be run has seen nothing. */
function roundOf({ failures }: JestRun): string {
  const [first] = failures;
  if (first === undefined || first.name.endsWith('.ts') || first.name === 'Jest') return 'NOT SEEN';
  const rounds = failures.flatMap(({ message }) => [...message.matchAll(/round (\d+)|failed after (\d+) tests?/g)].map(([, zeroBased, count]) => (count === undefined ? Number(zeroBased) + 1 : Number(count))));
  return String(rounds.length === 0 ? 1 : Math.min(...rounds));
}

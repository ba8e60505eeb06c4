/**
 * Mutation testing: checks that the tests, at the size of `npm test`, detect faults. Each mutant of the list is applied
 * to a checkout of the current commit, and the tests that should detect it are run three times with different seeds.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Measurement } from '../../../bench/report.ts';
import { runJest } from '../../../ops/test/jest.ts';
import type { JestRun } from '../../../ops/test/jest.ts';
import { withTestServers } from '../../../ops/test/servers.ts';
import { root } from '../../../ops/root.ts';
import { MUTANTS } from './list.ts';
import type { Mutant } from './list.ts';
import { mutate } from './mutate.ts';

const TIMES = 3;
/** Number of mutants tested concurrently, the same as the number of test files in `npm test`. */
const AT_ONCE = 2;
/** Folders whose code is part of the workflow bundle. */
const IN_BUNDLE = /^(workflows|domain|temporal)\//;
/**
 * Messages of a test that ran out of time, and of the tests after it. A slow machine can cause them, too, so they count
 * as detection only for mutants with `byTime`.
 */
const BY_TIME = /Exceeded timeout|did not happen within|ran into its time limit/;

/** A checkout of the commit, and servers whose database and bundle were made from the same commit. */
interface Place {
  readonly folder: string;
  readonly checkout: string;
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** Result of one run of the tests on a mutant. */
interface Look {
  /** The round of the test in which the mutant was detected, from 1; null when it was not. */
  readonly round: number | null;
  /** The test that detected it, or what happened instead. */
  readonly by: string;
}

/**
 * Applies each wanted mutant and runs its tests.
 * @param only text in the names of the wanted mutants; by default all.
 * @throws when there are uncommitted changes, since mutants are made from the commit.
 */
export async function chaosMutants(signal: AbortSignal, only = ''): Promise<Measurement[]> {
  const changes = git('status', '--porcelain');
  if (changes !== '')
    throw new Error(
      `Mutants are made of the commit that is checked out, and with this that is not what lies here. Commit it, or take it away:\n${changes}`,
    );
  const chosen = MUTANTS.filter(mutant => mutant.name.includes(only));
  return withTestServers(
    { prefix: 'sigfollow-mutants-', say: line => console.log(`• ${line}`), signal },
    ({ folder, env }) => {
      const places = Array.from({ length: AT_ONCE }, (_, place) => {
        const own = join(folder, String(place));
        mkdirSync(own);
        return { folder: own, checkout: join(own, 'checkout'), env, signal };
      });
      return withCheckouts(
        places.map(({ checkout }) => checkout),
        () => lookForAll(chosen, places),
      );
    },
  );
}

function git(...args: readonly string[]): string {
  return execFileSync('git', args, { cwd: root, encoding: 'utf8' });
}

/**
 * Runs `work` with Git work trees of the current commit. They are deleted afterwards and pruned from Git's list, even
 * if something else has deleted their folders.
 */
async function withCheckouts<T>(checkouts: readonly string[], work: () => Promise<T>): Promise<T> {
  const forget = (): void => {
    for (const checkout of checkouts)
      rmSync(checkout, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    git('worktree', 'prune');
  };
  process.prependOnceListener('exit', forget);
  try {
    for (const checkout of checkouts) {
      git('worktree', 'add', '--detach', '--quiet', checkout, 'HEAD');
      symlinkSync(join(root, 'node_modules'), join(checkout, 'node_modules'));
      cpSync(join(root, 'store/generated'), join(checkout, 'store/generated'), { recursive: true });
    }
    return await work();
  } finally {
    process.removeListener('exit', forget);
    forget();
  }
}

async function lookForAll(chosen: readonly Mutant[], places: readonly Place[]): Promise<Measurement[]> {
  const [{ env, folder, checkout, signal }] = places as readonly [Place];
  const untouched = await runJest({
    env: { ...env, SEED: '1' },
    patterns: [...new Set(chosen.flatMap(mutant => mutant.tests))],
    folder,
    cwd: checkout,
    quiet: true,
    signal,
  });
  signal.throwIfAborted();
  for (const { name, message } of untouched.failures) console.log(`  fails without a mutant: ${name}\n${message}`);
  const results: { readonly mutant: Mutant; readonly looks: readonly Look[] }[] = [];
  const left = chosen.values();
  const ends = await Promise.allSettled(
    places.map(async place => {
      for (const mutant of left) {
        const looks = await lookFor(mutant, place);
        results.push({ mutant, looks });
        console.log(`  ${roundsOf(looks)}: ${mutant.name} (${looks[0]?.by ?? ''})`);
      }
    }),
  );
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  console.table(
    results.map(({ mutant, looks }) => ({
      mutant: mutant.name,
      tests: mutant.tests.join(' '),
      'seen in round': roundsOf(looks),
      by: looks[0]?.by.slice(0, 70),
    })),
  );
  const seen = results.flatMap(({ looks }) => looks).filter(({ round }) => round !== null).length;
  return [
    {
      name: 'tests that fail without a mutant',
      value: untouched.failed,
      unit: '',
      baseline: null,
      ratio: null,
      floor: '0',
      holds: untouched.failed === 0,
    },
    {
      name: `mutants seen, of ${chosen.length} × ${TIMES}`,
      value: seen,
      unit: '',
      baseline: null,
      ratio: null,
      floor: 'all',
      holds: chosen.length > 0 && seen === chosen.length * TIMES,
    },
  ];
}

const roundsOf = (looks: readonly Look[]): string => looks.map(({ round }) => round ?? 'NOT SEEN').join(', ');

async function lookFor(mutant: Mutant, { folder, checkout, env, signal }: Place): Promise<Look[]> {
  const file = join(checkout, mutant.file);
  const original = readFileSync(file, 'utf8');
  writeFileSync(file, mutate(original, mutant));
  try {
    const mutated = IN_BUNDLE.test(mutant.file) ? withBundleOf(checkout, folder, env) : env;
    const looks: Look[] = [];
    for (let time = 1; time <= TIMES; time++) {
      const run = await runJest({
        env: { ...mutated, SEED: String(time) },
        patterns: mutant.tests,
        folder,
        cwd: checkout,
        quiet: true,
        args: ['--bail=1', ...(mutant.named === undefined ? [] : ['--testNamePattern', mutant.named])],
        signal,
      });
      signal.throwIfAborted();
      looks.push(lookOf(run, mutant.byTime === true));
    }
    return looks;
  } finally {
    writeFileSync(file, original);
  }
}

/** The environment of the servers, with a bundle of the mutated workflows. */
function withBundleOf(checkout: string, folder: string, env: Readonly<Record<string, string>>): Record<string, string> {
  const own = join(folder, 'mutant');
  mkdirSync(own, { recursive: true });
  const bundleFile = join(own, 'workflows.js');
  execFileSync(process.execPath, ['--import', 'tsx', 'ops/test/bundle.ts', bundleFile], { cwd: checkout });
  return { ...env, SF_TEST: JSON.stringify({ ...(JSON.parse(env['SF_TEST'] ?? '{}') as object), bundleFile }) };
}

/**
 * Whether a run detected the mutant, and in which round: tests with several rounds name the first that failed, others
 * have one round. A test file that could not be run has detected nothing.
 */
function lookOf({ failures, untold, passed }: JestRun, byTime: boolean): Look {
  const ofTests = failures.filter(failure => !untold.includes(failure) && !failure.name.endsWith('.ts'));
  const telling = ofTests.filter(({ message }) => byTime || !BY_TIME.test(message));
  const [first] = telling;
  if (first === undefined)
    return {
      round: null,
      by:
        ofTests.length > 0
          ? `by time alone: ${ofTests[0]?.name ?? ''}`
          : failures[0] === undefined
            ? `${passed} tests passed`
            : `${failures[0].name}: ${failures[0].message}`,
    };
  const rounds = telling.flatMap(({ message }) =>
    [...message.matchAll(/round (\d+)|failed after (\d+) tests?/g)].map(([, zeroBased, count]) =>
      count === undefined ? Number(zeroBased) + 1 : Number(count),
    ),
  );
  return { round: rounds.length === 0 ? 1 : Math.min(...rounds), by: first.name };
}

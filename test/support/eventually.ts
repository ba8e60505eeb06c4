import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { testSignal } from './running-test.ts';

/** Catches a hang, not a slow machine: nothing tests wait for takes a tenth of this even on the slowest machine. */
const DEADLINE_MS = 120_000;
const LEAST_MS = 60_000;
const EVERY_MS = 25;

export interface Waiting<T> {
  /** Whether the value is the expected one. By default: it is neither null, undefined nor false. */
  readonly until?: (seen: T) => boolean;
  /** Longer than the default for whole lives of many conversations. Values below a minute count as a minute. */
  readonly deadlineMs?: number;
}

/**
 * Polls `look` every 25 ms until it returns something other than null, undefined or false, or, with `until`, something
 * that fulfils it. The only way to wait in tests.
 * @param what describes what is waited for, for the error message.
 * @returns the value that `look` returned.
 * @throws an Error with the last value when the deadline (two minutes) has passed; what `look` throws; at once when the
 *   test is over.
 */
export async function eventually<T>(
  look: () => Promise<T> | T,
  what = 'it',
  { until, deadlineMs = DEADLINE_MS }: Waiting<T> = {},
): Promise<NonNullable<T>> {
  const signal = testSignal();
  const isThere = until ?? ((seen: T): boolean => seen !== null && seen !== undefined && seen !== false);
  const limitMs = Math.max(deadlineMs, LEAST_MS);
  const end = performance.now() + limitMs;
  for (
    let seen: T | 'nothing: the look itself hangs' = 'nothing: the look itself hangs';
    ;
    await sleep(EVERY_MS, undefined, { signal })
  ) {
    const looked = await lookUntil(look, end, signal);
    if (looked.ended) seen = looked.seen;
    if (looked.ended && isThere(looked.seen)) return looked.seen as NonNullable<T>;
    if (performance.now() > end)
      throw new Error(
        `${what}: did not happen within ${limitMs / 1_000} s; seen last: ${inspect(seen, { depth: 6, breakLength: 160 })}`,
      );
  }
}

/** Calls `look`, which may hang: at the deadline, or when the test is over, it is no longer waited for. */
async function lookUntil<T>(
  look: () => Promise<T> | T,
  end: number,
  signal: AbortSignal,
): Promise<{ readonly ended: true; readonly seen: T } | { readonly ended: false }> {
  signal.throwIfAborted();
  const timer = new AbortController();
  try {
    return await Promise.race([
      Promise.resolve(look()).then(seen => ({ ended: true, seen }) as const),
      sleep(Math.max(end - performance.now(), 0) + 1, { ended: false } as const, {
        signal: AbortSignal.any([signal, timer.signal]),
      }),
    ]);
  } finally {
    timer.abort();
  }
}

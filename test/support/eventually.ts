import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { testSignal } from './running-test.ts';

/** For hangs, not for slow machines: nothing that is waited for takes a tenth of this on the slowest. */
const DEADLINE_MS = 120_000;
const EVERY_MS = 25;

export interface Waiting<T> {
  /** When what was seen is what is waited for; otherwise when it is neither null, undefined nor false. */
  readonly until?: (seen: T) => boolean;
  /** Longer, for whole lives of many conversations. Never less than a minute. */
  readonly deadlineMs?: number;
}

/**
 * Waits until `look` returns something other than null, undefined or false; or, with `until`, something that fulfils it.
 * The one way to wait in tests.
 * @param what is waited for, in words.
 * @throws what was seen last, after the deadline; at once when the test is over.
 */
export async function eventually<T>(look: () => Promise<T> | T, what = 'it', { until, deadlineMs = DEADLINE_MS }: Waiting<T> = {}): Promise<NonNullable<T>> {
  const signal = testSignal();
  const isThere = until ?? ((seen: T): boolean => seen !== null && seen !== undefined && seen !== false);
  for (const end = performance.now() + Math.max(deadlineMs, 60_000); ; await sleep(EVERY_MS, undefined, { signal })) {
    signal.throwIfAborted();
    const seen = await look();
    if (isThere(seen)) return seen as NonNullable<T>;
    if (performance.now() > end) throw new Error(`${what}: did not happen within ${deadlineMs / 1_000} s; seen last: ${inspect(seen, { depth: 6, breakLength: 160 })}`);
  }
}

/** Lets other work go on for a moment, where that work is what is tested; nothing may depend on how long it is. */
export const pause = (ms: number): Promise<void> => sleep(ms, undefined, { signal: testSignal() });

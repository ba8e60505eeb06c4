import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until `look` returns something other than null, undefined or false. */
export async function eventually<T>(look: () => Promise<T> | T, what = 'it', timeoutMs = 20_000): Promise<NonNullable<T>> {
  for (const until = Date.now() + timeoutMs; ; await sleep(25)) {
    const seen = await look();
    if (seen !== null && seen !== undefined && seen !== false) return seen;
    if (Date.now() > until) throw new Error(`${what} did not happen within ${timeoutMs} ms`);
  }
}

import { isServersFault } from './api-error.ts';

/** What the server could not answer is asked for again by itself: it may be back. */
export const AGAIN_MS = 5_000;

/**
 * How often a query is read again (`refetchInterval`): every so many milliseconds, and sooner after a fault of the
 * server. False: only after one.
 */
export const every =
  (ms: number | false) =>
  ({ state: { error } }: { readonly state: { readonly error: Error | null } }): number | false => {
    if (error === null || !isServersFault(error)) return ms;
    return ms === false ? AGAIN_MS : Math.min(ms, AGAIN_MS);
  };

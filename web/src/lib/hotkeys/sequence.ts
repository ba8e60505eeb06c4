import { isCharacter } from './keys.ts';

/** Within this time the second key of `g i` has to follow. */
export const SEQUENCE_MS = 1_000;

/** Keys that are the beginning of something. */
export interface Pending {
  readonly strokes: readonly string[];
  /** When the last one was pressed, milliseconds. */
  readonly at: number;
}

interface Bound {
  readonly strokes: readonly string[];
}

const begins = (strokes: readonly string[], typed: readonly string[]): boolean =>
  typed.every((stroke, index) => strokes[index] === stroke);

/**
 * One key more. A second key that leads nowhere does nothing at all, instead of what it would do alone: who meant `g w`
 * and pressed `g e` does not close a conversation by it.
 * @param bound what can be meant now, the innermost first.
 * @returns what is to be done, and what is waited for after it.
 */
export function step<T extends Bound>(
  pending: Pending | null,
  stroke: string,
  at: number,
  bound: readonly T[],
): { readonly run: T | null; readonly pending: Pending | null } {
  const before = pending !== null && at - pending.at <= SEQUENCE_MS ? pending.strokes : [];
  const typed = [...before, stroke];
  const run = bound.find(({ strokes }) => strokes.length === typed.length && begins(strokes, typed));
  if (run !== undefined) return { run, pending: null };
  if (bound.some(({ strokes }) => begins(strokes, typed))) return { run: null, pending: { strokes: typed, at } };
  // Ctrl+K, Esc or F8 are never the second key of anything.
  if (before.length > 0 && !isCharacter(stroke)) return step(null, stroke, at, bound);
  return { run: null, pending: null };
}

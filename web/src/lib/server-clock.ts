/** How far the server's clock is ahead of this computer's, in milliseconds; to a second, as answers tell it. */
let offset = 0;
/** A difference below this is that of the answer's way and of rounding. */
const NOTHING_MS = 2_000;

/** An answer that took longer tells too little: nobody knows when on its way it was dated. */
const LONGEST_MS = 2_000;

/**
 * What an answer's `Date` header tells as soon as it is there: it was written in the middle of the way.
 * @param asked when the request was sent, by this computer's clock, in epoch milliseconds; left out: just now.
 */
export function noteServerTime(date: string | null, asked = Date.now()): void {
  const told = date === null ? Number.NaN : Date.parse(date);
  const took = Date.now() - asked;
  // Below zero: the clock was set meanwhile.
  if (Number.isNaN(told) || took < 0 || took > LONGEST_MS) return;
  const ahead = told - (asked + took / 2);
  offset = Math.abs(ahead) < NOTHING_MS ? 0 : ahead;
}

/** The time by the server's clock, epoch milliseconds: this computer's may be wrong. */
export const serverNow = (): number => Date.now() + offset;

/** The times WhatsApp gives, and which of them can be. */

/** WhatsApp began in 2009: nothing was written over it before. */
const BEGAN = Date.UTC(2009, 0, 1);
/** Clocks of two houses differ by seconds; what lies further ahead is no difference of clocks. */
export const CLOCK_SKEW_MS = 5 * 60_000;

/**
 * When something happened that WhatsApp told of: what it says, where that can be. A time before WhatsApp began, one
 * that lies further in the future than clocks differ, or none at all is no time to count from: the time of receipt
 * stands in.
 * @param claimed epoch milliseconds, as WhatsApp says; anything that is no time counts as none.
 * @param receivedAt epoch milliseconds.
 */
export function plausibleTime(claimed: number, receivedAt: number): number {
  return claimed >= BEGAN && claimed <= receivedAt + CLOCK_SKEW_MS ? claimed : receivedAt;
}

/**
 * Unix seconds as WhatsApp writes them, as text of digits or as a number, in epoch milliseconds; null when it is
 * neither.
 */
export function timeOf(seconds: unknown): number | null {
  if (
    typeof seconds === 'string'
      ? !/^\d{1,12}$/.test(seconds)
      : !Number.isSafeInteger(seconds) || (seconds as number) < 0
  )
    return null;
  return Number(seconds) * 1000;
}

const SECOND_MS = 1_000;

/**
 * Where a message from WhatsApp stands in a thread. WhatsApp tells the second in which it was written, we know the
 * millisecond in which our own left: within its second it stands as late as it can have been written, so that it never
 * stands before what it answers.
 * @param sentAt as `plausibleTime` has it; one that is no whole second is no time of WhatsApp's.
 * @param receivedAt epoch milliseconds.
 */
export function placeInThread(sentAt: number, receivedAt: number): number {
  if (sentAt % SECOND_MS !== 0) return sentAt;
  return Math.max(sentAt, Math.min(receivedAt, sentAt + SECOND_MS - 1));
}

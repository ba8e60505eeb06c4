/** Times as WhatsApp reports them, and which of them are plausible. */

/** WhatsApp was launched in 2009; earlier times are implausible. */
const BEGAN = Date.UTC(2009, 0, 1);
/** Tolerated clock skew between WhatsApp and us; the clocks usually differ by seconds only. */
export const CLOCK_SKEW_MS = 5 * 60_000;

/**
 * When something happened according to WhatsApp, if that is plausible. For a time before WhatsApp was launched, one
 * further in the future than `CLOCK_SKEW_MS`, or none at all, the time of receipt is used instead.
 * @param claimed epoch milliseconds, as WhatsApp says; NaN and 0 count as none.
 * @param receivedAt epoch milliseconds.
 */
export function plausibleTime(claimed: number, receivedAt: number): number {
  return claimed >= BEGAN && claimed <= receivedAt + CLOCK_SKEW_MS ? claimed : receivedAt;
}

/**
 * Epoch milliseconds of Unix seconds as WhatsApp writes them: a string of digits or a number. Null for anything else.
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
 * The time by which an inbound message is ordered in its thread. WhatsApp gives whole seconds, while our own messages
 * have milliseconds: the message is placed at the latest possible moment of its second, so that it never comes before
 * the message it answers.
 * @param sentAt as returned by `plausibleTime`; a value that is not a whole second is our own time of receipt and kept.
 * @param receivedAt epoch milliseconds.
 * @returns epoch milliseconds.
 */
export function placeInThread(sentAt: number, receivedAt: number): number {
  if (sentAt % SECOND_MS !== 0) return sentAt;
  return Math.max(sentAt, Math.min(receivedAt, sentAt + SECOND_MS - 1));
}

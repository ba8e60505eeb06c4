/**
 * How an answer of WhatsApp to a send is to be taken. Source: Cloud API error codes
 * (developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes): branch on `code`, not on HTTP status or title.
 */
export type SendErrorClass =
  /** Nothing was sent; the same message may be sent later. */
  | 'throttled'
  /** WhatsApp will never take this message as it is. */
  | 'rejected'
  /** WhatsApp may have taken it. */
  | 'unknown';

/** App, account and throughput limits, pair rate, maintenance: not sent, worth another try. */
const THROTTLES: ReadonlySet<number> = new Set([4, 80007, 130429, 131056, 131057]);
/** The server failed after it had the request; whether it acted on it is not said. */
const SERVER_FAILURES: ReadonlySet<number> = new Set([1, 2, 131000, 131016]);

/** @param httpStatus of the answer; @param code Meta's `error.code`, or null when the body holds none. */
export function classifySendError(httpStatus: number, code: number | null): SendErrorClass {
  if (code !== null && THROTTLES.has(code)) return 'throttled';
  if (httpStatus === 429) return 'throttled';
  if (code !== null && SERVER_FAILURES.has(code)) return httpStatus >= 500 ? 'unknown' : 'rejected';
  if (code !== null) return 'rejected';
  return httpStatus >= 500 ? 'unknown' : 'rejected';
}

/** Wait before try number `tries + 1`: 4^tries seconds as Meta asks for pair rate limits, ten minutes at most. */
export function throttleDelayMs(tries: number): number {
  return Math.min(4 ** tries, 600) * 1000;
}

import type { NumberTrouble, SendErrorClass } from './error-table.ts';
import { errorOf } from './error-table.ts';

/**
 * How an answer to a send is to be taken: by Meta's code, as it asks, and by the HTTP status only where there is none.
 * @param code `error.code`, or null when the body holds none.
 */
export function classifySendError(httpStatus: number, code: number | null): SendErrorClass {
  const known = code === null ? undefined : errorOf(code);
  // "May have been sent" needs a server that failed: with a status below 500 it refused the call.
  if (known?.send === 'unknown') return httpStatus >= 500 ? 'unknown' : 'rejected';
  if (known !== undefined) return known.send;
  if (httpStatus === 429) return 'throttled';
  // A code that is new to us on a 4xx is a refusal; without a code a 5xx may come from anything on the way.
  return httpStatus >= 500 ? 'unknown' : 'rejected';
}

const LONGEST_WAIT_MS = 10 * 60 * 1000;

/**
 * Wait before the next try of a throttled message: the error's own first wait, four times longer each time (Meta asks
 * for 4^X seconds at pair rate limits), ten minutes at most or the first wait where that is longer.
 * @param tries made so far, less one.
 */
export function throttleDelayMs(code: number | null, tries: number): number {
  const first = (code === null ? undefined : errorOf(code)?.firstWaitMs) || 1000;
  return Math.min(first * 4 ** tries, Math.max(LONGEST_WAIT_MS, first));
}

/** What an error says about the number itself. */
export function troubleOf(code: number | null): NumberTrouble {
  return (code === null ? undefined : errorOf(code)?.trouble) ?? null;
}

/** WhatsApp does not have the file (any more), or cannot use it: it is to be brought there again. */
export const losesFile = (code: number | null): boolean => code === 131_052 || code === 131_053;

/** Why a message failed that WhatsApp never saw. */
const OWN_WORDS: Readonly<Record<string, string>> = {
  window_closed:
    'The customer-service window closed before the message could be sent. Only a template can be sent now.',
  number_paused: 'The business number is paused. An administrator can see why and let it send again.',
  unreachable: 'WhatsApp could not be reached.',
  media_not_uploaded: 'The file could not be brought to WhatsApp.',
};

/** A sentence for people about a message's error code, Meta's or our own; null where there is none. */
export function explain(code: string | null): string | null {
  if (code === null) return null;
  return OWN_WORDS[code] ?? (/^\d+$/.test(code) ? errorOf(Number(code))?.words : undefined) ?? null;
}

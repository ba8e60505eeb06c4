import type { NumberTrouble, SendErrorClass } from './error-table.ts';
import { errorOf } from './error-table.ts';

/**
 * Classifies an error response to a send: by Meta's error code, as Meta asks, and by the HTTP status only if there is
 * no known code.
 * @param code `error.code`, or null if the body has none.
 */
export function classifySendError(httpStatus: number, code: number | null): SendErrorClass {
  const known = code === null ? undefined : errorOf(code);
  // Codes that mean "may have been sent" count as unknown only with a 5xx: with a lower status the call was refused.
  if (known?.send === 'unknown') return httpStatus >= 500 ? 'unknown' : 'rejected';
  if (known !== undefined) return known.send;
  if (httpStatus === 429) return 'throttled';
  // Without a known code a 4xx is a refusal, while a 5xx may come from any server on the way.
  return httpStatus >= 500 ? 'unknown' : 'rejected';
}

const LONGEST_WAIT_MS = 10 * 60 * 1000;

/**
 * The delay before a throttled message is sent again, milliseconds: the error's own first wait, four times as long each
 * time (Meta asks for 4^X seconds at pair rate limits), at most ten minutes, or the first wait if that is longer.
 * @param tries the number of tries so far, minus one.
 */
export function throttleDelayMs(code: number | null, tries: number): number {
  const first = (code === null ? undefined : errorOf(code)?.firstWaitMs) || 1000;
  return Math.min(first * 4 ** tries, Math.max(LONGEST_WAIT_MS, first));
}

/** What an error means for the business number; null: nothing. */
export function troubleOf(code: number | null): NumberTrouble {
  return (code === null ? undefined : errorOf(code)?.trouble) ?? null;
}

/** Whether WhatsApp does not (or no longer) have the file, or cannot use it, so that it has to be uploaded again. */
export const losesFile = (code: number | null): boolean => code === 131_052 || code === 131_053;

/** Our own error codes, for messages that were never sent to WhatsApp. */
const OWN_WORDS: Readonly<Record<string, string>> = {
  window_closed:
    'The customer-service window closed before the message could be sent. Only a template can be sent now.',
  number_paused: 'The business number is paused. An administrator can see why and let it send again.',
  unreachable: 'WhatsApp could not be reached.',
  media_not_uploaded: 'The file could not be brought to WhatsApp.',
};

/** A sentence for people about a message's error code, Meta's or our own; null if the code is null or unknown. */
export function explain(code: string | null): string | null {
  if (code === null) return null;
  return OWN_WORDS[code] ?? (/^\d+$/.test(code) ? errorOf(Number(code))?.words : undefined) ?? null;
}

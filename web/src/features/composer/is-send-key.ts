import type { KeyboardEvent } from 'react';

/** What browsers say of a key that an input method takes (UI Events, 8.3: legacy keyCode). */
const COMPOSING_KEY = 229;

/** Whether an input method takes the key: it chooses a character with it (Chinese, Japanese, Korean …). */
export const isComposingKey = (event: KeyboardEvent): boolean =>
  // Safari ends the composition before the key, and tells by its code alone.
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- there is no other way to tell
  event.nativeEvent.isComposing || event.keyCode === COMPOSING_KEY;

/** Whether Enter ends what is written, and not only the choice of a character. */
export function isSendKey(event: KeyboardEvent): boolean {
  return event.key === 'Enter' && !event.shiftKey && !event.altKey && !isComposingKey(event);
}

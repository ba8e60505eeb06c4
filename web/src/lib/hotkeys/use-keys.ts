import { useSignal } from '../signals.ts';
import type { ActionId } from './actions.ts';
import { ariaOf, needsLetters } from './keys.ts';
import { keySettings } from './own-settings.ts';
import { keysOf } from './settings.ts';
import { IS_MAC } from './shortcuts.ts';

/**
 * The keys that do something now, to be shown beside it (`KeyCaps` of the palette), and told by `aria-keyshortcuts`.
 * @returns null and undefined when there are none, or they are off.
 */
export function useKeys(id: ActionId): { readonly keys: string | null; readonly aria: string | undefined } {
  const settings = useSignal(keySettings);
  const keys = keysOf(id, settings);
  if (keys === null || (!settings.letters && needsLetters(keys))) return { keys: null, aria: undefined };
  return { keys, aria: ariaOf(keys, IS_MAC) };
}

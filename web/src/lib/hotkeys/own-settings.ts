import { signal } from '../signals.ts';
import type { ActionId } from './actions.ts';
import { ACTIONS } from './actions.ts';
import type { KeyProblem, KeySettings } from './settings.ts';
import { AS_DELIVERED, isDelivered, problemOf, settingsFrom, without } from './settings.ts';

/** What the person who sits here has set about keys. It is kept in this browser: keyboards differ from desk to desk. */
export const keySettings = signal<KeySettings>(AS_DELIVERED);

let place = '';

/** Reads what a person has set; changes from other tabs are followed. @returns how to stop that. */
export function openKeySettings(userId: string): () => void {
  place = `sigfollow-keys:${userId}`;
  keySettings.set(settingsFrom(read(place)));
  const follow = ({ key, newValue }: StorageEvent): void => {
    if (key === place) keySettings.set(settingsFrom(newValue));
  };
  window.addEventListener('storage', follow);
  return () => window.removeEventListener('storage', follow);
}

/** The page's storage may be closed to it: then settings hold as long as the page is open. */
function read(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

function change(next: KeySettings): void {
  keySettings.set(next);
  try {
    localStorage.setItem(place, JSON.stringify(next));
  } catch {
    // As above.
  }
}

/** Switches shortcuts of single letters and signs on or off. */
export const setLetters = (letters: boolean): void => change({ ...keySettings.get(), letters });

/** Gives an action other keys. @param keys null: none. @returns why it cannot have them; null: it has them now. */
export function changeKeys(id: ActionId, keys: string | null): KeyProblem | null {
  const settings = keySettings.get();
  const problem = keys === null ? null : problemOf(id, keys, settings);
  if (problem === null)
    change({
      ...settings,
      keys: { ...without(settings.keys, id), ...(isDelivered(id, keys) ? {} : { [id]: keys }) },
    });
  return problem;
}

/** Gives an action the keys it was delivered with. @returns who has them meanwhile; null: it has them again. */
export const resetKeys = (id: ActionId): KeyProblem | null => changeKeys(id, ACTIONS[id].keys);

/** All keys as delivered; whether letters are on stays as it is. */
export const resetAllKeys = (): void => change({ ...keySettings.get(), keys: {} });

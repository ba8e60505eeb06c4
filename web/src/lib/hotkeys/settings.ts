import type { ActionId } from './actions.ts';
import { ACTIONS, ACTION_IDS, isActionId } from './actions.ts';
import { isCharacter, needsLetters, strokesOf } from './keys.ts';

/** What a person has set about keys. */
export interface KeySettings {
  /** Whether letters and signs do something alone. */
  readonly letters: boolean;
  /** Keys that are not as delivered; null: the action has none. */
  readonly keys: Readonly<Partial<Record<ActionId, string | null>>>;
}
export const AS_DELIVERED: KeySettings = { letters: true, keys: {} };

/** Why an action cannot have some keys. */
export type KeyProblem =
  /** They are not written like keys, or too many. */
  | { readonly kind: 'unknown' }
  /** Browsers and what one writes need them. */
  | { readonly kind: 'reserved' }
  /** Another action has them, or they are its beginning. */
  | { readonly kind: 'taken'; readonly by: ActionId };

const MOST_STROKES = 2;
/** Named keys that browsers do nothing with. */
const FREE: ReadonlySet<string> = new Set(['F2', 'F4', 'F8', 'F9']);
/** Copy, paste, undo, a new tab, the address, print, search …: nobody expects something else of them. */
const BROWSERS = /^Mod\+(Shift\+)?[acdfghijlnopqrstuvwxyz\d+=-]$/;

/** The keys of an action, whether or not letters are on; null: it has none. */
export function keysOf(id: ActionId, { keys }: Pick<KeySettings, 'keys'>): string | null {
  const own = keys[id];
  return own === undefined ? ACTIONS[id].keys : own;
}

/** Whether these are the keys that an action was delivered with. */
export const isDelivered = (id: ActionId, keys: string | null): boolean =>
  keys !== null && strokesOf(keys)?.join(' ') === strokesOf(ACTIONS[id].keys)?.join(' ');

/** The strokes that do it now: none when it has no keys, or they are off. */
export function activeStrokes(id: ActionId, settings: KeySettings): readonly string[] {
  const keys = keysOf(id, settings);
  return keys === null || (!settings.letters && needsLetters(keys)) ? [] : (strokesOf(keys) ?? []);
}

function isReserved(strokes: readonly string[]): boolean {
  if (strokes.length > 1) return !strokes.every(stroke => isCharacter(stroke) && stroke !== 'Space');
  const [stroke = ''] = strokes;
  if (stroke === 'Space' || BROWSERS.test(stroke)) return true;
  const isNamed = !isCharacter(stroke) && !/^Mod\+(Shift\+)?.$/u.test(stroke);
  return isNamed && !FREE.has(stroke);
}

/** Whether one is the other, or its beginning. */
const overlap = (a: readonly string[], b: readonly string[]): boolean =>
  Array.from({ length: Math.min(a.length, b.length) }, (_, index) => index).every(index => a[index] === b[index]);

/** Who has these keys already, or some of which they are the beginning; null: nobody. */
function holderOf(id: ActionId, strokes: readonly string[], settings: Pick<KeySettings, 'keys'>): ActionId | null {
  const holder = ACTION_IDS.find(other => {
    const keys = other === id ? null : keysOf(other, settings);
    if (keys === null) return false;
    // Esc leaves each place it is pressed in: the innermost first, and nobody is surprised.
    if (keys === 'Escape' && ACTIONS[other].scope !== ACTIONS[id].scope) return false;
    return overlap(strokes, strokesOf(keys) ?? []);
  });
  return holder ?? null;
}

/** Why an action cannot have these keys; null: it can. @param settings of the other actions. */
export function problemOf(id: ActionId, keys: string, settings: Pick<KeySettings, 'keys'>): KeyProblem | null {
  const strokes = strokesOf(keys);
  if (strokes === null || strokes.length > MOST_STROKES) return { kind: 'unknown' };
  if (!isDelivered(id, keys) && isReserved(strokes)) return { kind: 'reserved' };
  const by = holderOf(id, strokes, settings);
  return by === null ? null : { kind: 'taken', by };
}

/** Settings as they are kept. Whatever is wrong in them (of another version, or by hand) is as delivered. */
export function settingsFrom(text: string | null): KeySettings {
  const kept = recordOf(parsed(text));
  let keys: KeySettings['keys'] = Object.fromEntries(Object.entries(recordOf(kept['keys'])).filter(isAssignment));
  for (let wrong = firstWrong(keys); wrong !== undefined; wrong = firstWrong(keys)) keys = without(keys, wrong);
  return { letters: kept['letters'] !== false, keys };
}

function firstWrong(keys: KeySettings['keys']): ActionId | undefined {
  return ACTION_IDS.find(id => {
    const own = keys[id];
    return typeof own === 'string' && problemOf(id, own, { keys }) !== null;
  });
}

/** Keys with those of one action as delivered. */
export const without = (keys: KeySettings['keys'], id: ActionId): KeySettings['keys'] =>
  Object.fromEntries(Object.entries(keys).filter(([other]) => other !== id));

const isAssignment = (entry: [string, unknown]): entry is [ActionId, string | null] =>
  isActionId(entry[0]) && (entry[1] === null || typeof entry[1] === 'string');

const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};

function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '{}');
  } catch {
    return {};
  }
}

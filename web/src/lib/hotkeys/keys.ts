/**
 * Keys in writing: `j`, `?`, `F8`, `Mod+K`, `Shift+E`, `g i`. A stroke is one key with what is held down; `Mod` is Cmd on
 * macOS and Ctrl elsewhere. There is no Alt: with it, and with AltGr, which is Ctrl+Alt, people write ą, @ or ę.
 */

/** What of a keyboard event is looked at. */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly isComposing: boolean;
  readonly keyCode: number;
}

/** What browsers say of a key that an input method takes; Safari ends the composition before, and tells by it alone. */
const COMPOSING_KEY = 229;
const FUNCTION_KEYS = Array.from({ length: 12 }, (_, index) => `F${index + 1}`);
const NAMED: ReadonlySet<string> = new Set([
  ...['Enter', 'Escape', 'Space', 'Tab', 'Backspace', 'Delete', 'Insert', 'Home', 'End', 'PageUp', 'PageDown'],
  ...['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'],
  ...FUNCTION_KEYS,
]);
const LETTER = /^\p{L}$/u;
const LATIN = /^\p{Script=Latin}$/u;

const isSign = (name: string): boolean => /^.$/u.test(name);
/** The question mark of Arabic keyboards. */
const SAME: Readonly<Record<string, string>> = { ' ': 'Space', '؟': '?' };

/** What stands on the key in Latin script, where the layout is of another one: Cyrillic о is on the key of J. */
function latinOn({ code, shiftKey }: KeyPress): string | null {
  if (code === 'Slash') return shiftKey ? '?' : '/';
  return /^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase() ?? null;
}

function nameOf(press: KeyPress): string | null {
  const key = SAME[press.key] ?? press.key;
  if (!isSign(key)) return NAMED.has(key) ? key : null;
  // Only then: on a French keyboard the place of a letter is another one, and its letter is what counts.
  if (LETTER.test(key) && !LATIN.test(key)) return latinOn(press) ?? key;
  return key;
}

/**
 * The stroke of a key, in the one way it is written; null: none, such as Shift alone, one with Alt, or one that an input
 * method takes. Shift counts with letters and named keys; with a sign it is part of it.
 */
export function strokeOf(press: KeyPress, isMac: boolean): string | null {
  if (press.isComposing || press.keyCode === COMPOSING_KEY || press.altKey) return null;
  const [mod, other] = isMac ? [press.metaKey, press.ctrlKey] : [press.ctrlKey, press.metaKey];
  const name = nameOf(press);
  if (other || name === null) return null;
  return written(mod, press.shiftKey, name);
}

function written(mod: boolean, shift: boolean, name: string): string {
  const isLetter = LETTER.test(name);
  return `${mod ? 'Mod+' : ''}${shift && (isLetter || !isSign(name)) ? 'Shift+' : ''}${isLetter ? name.toLowerCase() : name}`;
}

/** Keys as they are written for people to their strokes; null: they are not written like that. */
export function strokesOf(keys: string): readonly string[] | null {
  const strokes = keys.split(' ').map(each => {
    const [, mod, shift, name = ''] = /^(Mod\+)?(Shift\+)?(.+)$/u.exec(each) ?? [];
    if (!isSign(name) && !NAMED.has(name)) return null;
    // Which sign a key gives with Shift is known to the layout alone.
    if (shift !== undefined && isSign(name) && !LETTER.test(name)) return null;
    return written(mod !== undefined, shift !== undefined, name);
  });
  return strokes.every(stroke => stroke !== null) ? strokes : null;
}

/** Whether a key is this stroke. */
export const matchKey = (stroke: string, press: KeyPress, isMac: boolean): boolean =>
  strokesOf(stroke)?.join(' ') === strokeOf(press, isMac);

const partsOf = (stroke: string): readonly string[] => /^(Mod\+)?(Shift\+)?(.+)$/u.exec(stroke)?.slice(1) ?? [];

/** Whether a stroke writes a character where one can write: no Ctrl, Cmd, and no named key. */
export const isCharacter = (stroke: string): boolean => {
  const [mod, , name = ''] = partsOf(stroke);
  return mod === undefined && (isSign(name) || name === 'Space');
};

/** Whether keys are off when single letters are: those that begin with a character (WCAG 2.1.4). */
export const needsLetters = (keys: string): boolean => isCharacter(strokesOf(keys)?.[0] ?? '');

/** Keys as caps, to be shown: for each stroke the caps that are pressed together. `Ctrl`, `Cmd` … have words. */
export function capsOf(keys: string, isMac: boolean): readonly (readonly string[])[] {
  return (strokesOf(keys) ?? []).map(stroke => {
    const [mod, shift, name = ''] = partsOf(stroke);
    const held = [...(mod === undefined ? [] : [isMac ? 'Cmd' : 'Ctrl']), ...(shift === undefined ? [] : ['Shift'])];
    return [...held, held.length > 0 && LETTER.test(name) ? name.toUpperCase() : name];
  });
}

/** Keys for `aria-keyshortcuts`; undefined: it has no way to say that one is pressed after another. */
export function ariaOf(keys: string, isMac: boolean): string | undefined {
  const [stroke, second] = strokesOf(keys) ?? [];
  if (stroke === undefined || second !== undefined) return undefined;
  return stroke.replace('Mod+', isMac ? 'Meta+' : 'Control+').replace(/\p{L}$/u, letter => letter.toUpperCase());
}

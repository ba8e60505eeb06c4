import { head } from '../text/looked-at.ts';
import { folded } from './forms.ts';
import { plain, searchable } from './words.ts';

/** Scripts that are written without spaces: where a word ends nobody can see, so it is looked for anywhere. */
const UNSPACED =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{M}ー\s]+$/u;
/** Words, and emoji one by one. */
const WORDS = /[\p{L}\p{N}\p{M}]+|\p{RI}{2}|\p{Extended_Pictographic}/gu;
/** What makes another picture of the same emoji: presentation, colour of skin. */
const SHADES = /[\uFE0E\uFE0F]|\p{Emoji_Modifier}/gu;
/**
 * Whose words are not parted from what follows: the scripts without spaces, and Hangul, where particles stand at the
 * noun.
 */
const ATTACHED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー]/u;
const STARTS_ATTACHED =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー]/u;
const ENDS_ATTACHED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー]\p{M}{0,4}$/u;
const ONE_SYLLABLE = /^\p{Script=Hangul}$/u;
const HANGUL_ENDS = /\p{Script=Hangul}$/u;
/** A letter or digit of a script with spaces, at an edge. */
const STARTS_WORD = /^[\p{L}\p{N}\p{M}]/u;
const ENDS_WORD = /[\p{L}\p{N}\p{M}]$/u;

const flat = (text: string): string => (folded(searchable(text.replace(SHADES, ''))).match(WORDS) ?? []).join(' ');

/** Words as they are written, with a space only between two whose scripts have spaces. */
function unparted(text: string): string {
  let whole = '';
  for (const [word] of folded(plain(text.replace(SHADES, ''))).matchAll(WORDS))
    whole += whole === '' || STARTS_ATTACHED.test(word) || ENDS_ATTACHED.test(whole.slice(-5)) ? word : ` ${word}`;
  return whole;
}

/**
 * Whether a word that is written together with its neighbours (“T恤” in “T恤多少钱”) is in a text: where it begins or ends
 * with a letter or digit of a script that parts words, it is not a part of a longer one (“3月” is not in “13月”). Both as
 * `unparted` leaves them.
 */
function isIn(text: string, wanted: string): boolean {
  const [startsAttached, endsAttached] = [STARTS_ATTACHED.test(wanted), ENDS_ATTACHED.test(wanted)];
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    const [before, behind] = [
      text.slice(Math.max(0, at - 5), at),
      text.slice(at + wanted.length, at + wanted.length + 2),
    ];
    // A noun of one syllable is looked for where a word begins: 물 (water) is not in 선물 (gift).
    const begins = startsAttached
      ? !ONE_SYLLABLE.test(wanted) || !HANGUL_ENDS.test(before)
      : !ENDS_WORD.test(before) || ENDS_ATTACHED.test(before);
    if (begins && (endsAttached || !STARTS_WORD.test(behind) || STARTS_ATTACHED.test(behind))) return true;
  }
  return false;
}

/**
 * A text from outside, in which words are looked for: as words of their own, however they are capitalised, accented or
 * formed.
 */
export class Mentions {
  readonly #text: string;
  #flat: string | null = null;
  #plain: string | null = null;
  #unparted: string | null = null;

  /** @param text only its head is looked at. */
  constructor(text: string) {
    this.#text = head(text);
  }

  /** Whether one of the words, phrases or emoji is in the text. */
  any(wanted: readonly string[]): boolean {
    return wanted.some(each => this.#has(each));
  }

  #has(wanted: string): boolean {
    const spelled = plain(wanted).trim();
    if (spelled === '') return false;
    if (UNSPACED.test(spelled))
      return (this.#plain ??= plain(this.#text)).replaceAll(/\s+/g, '').includes(spelled.replaceAll(/\s+/g, ''));
    const words = flat(wanted);
    if (words === '') return false;
    if ((this.#flat ??= ` ${flat(this.#text)} `).includes(` ${words} `)) return true;
    return ATTACHED.test(spelled) && isIn((this.#unparted ??= unparted(this.#text)), unparted(wanted));
  }
}

/** Whether one of the words, phrases or emoji is in the text. */
export const mentions = (text: string, wanted: readonly string[]): boolean => new Mentions(text).any(wanted);

import { head } from '../text/looked-at.ts';
import { folded } from './forms.ts';
import { plain, searchable } from './words.ts';

/** Text in scripts without spaces: word boundaries are not visible, so such a word is looked for anywhere. */
const UNSPACED =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{M}ー\s]+$/u;
/** Words, and emoji one by one. */
const WORDS = /[\p{L}\p{N}\p{M}]+|\p{RI}{2}|\p{Extended_Pictographic}/gu;
/** Variants of the same emoji: presentation selectors and skin tones. */
const SHADES = /[\uFE0E\uFE0F]|\p{Emoji_Modifier}/gu;
/**
 * Scripts whose words may be joined to what follows: those without spaces, and Hangul, where particles are attached to
 * the noun.
 */
const ATTACHED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー]/u;
const STARTS_ATTACHED =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー]/u;
const ENDS_ATTACHED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー]\p{M}{0,4}$/u;
const ONE_SYLLABLE = /^\p{Script=Hangul}$/u;
const HANGUL_ENDS = /\p{Script=Hangul}$/u;
/** A letter or digit at the edge of a text. */
const STARTS_WORD = /^[\p{L}\p{N}\p{M}]/u;
const ENDS_WORD = /[\p{L}\p{N}\p{M}]$/u;

const flat = (text: string): string => (folded(searchable(text.replace(SHADES, ''))).match(WORDS) ?? []).join(' ');

/** The words of a text, with a space only between two words whose scripts use spaces. */
function unparted(text: string): string {
  let whole = '';
  for (const [word] of folded(plain(text.replace(SHADES, ''))).matchAll(WORDS))
    whole += whole === '' || STARTS_ATTACHED.test(word) || ENDS_ATTACHED.test(whole.slice(-5)) ? word : ` ${word}`;
  return whole;
}

/**
 * Whether a text contains a word that may be joined to its neighbours (“T恤” in “T恤多少钱”). Where the word begins or ends
 * with a letter or digit of a script that separates words, it must not be part of a longer word (“3月” is not in “13月”).
 * Both texts as returned by `unparted`.
 */
function isIn(text: string, wanted: string): boolean {
  const [startsAttached, endsAttached] = [STARTS_ATTACHED.test(wanted), ENDS_ATTACHED.test(wanted)];
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    const [before, behind] = [
      text.slice(Math.max(0, at - 5), at),
      text.slice(at + wanted.length, at + wanted.length + 2),
    ];
    // A Korean word of one syllable must stand at the beginning of a word: 물 (water) is not in 선물 (gift).
    const begins = startsAttached
      ? !ONE_SYLLABLE.test(wanted) || !HANGUL_ENDS.test(before)
      : !ENDS_WORD.test(before) || ENDS_ATTACHED.test(before);
    if (begins && (endsAttached || !STARTS_WORD.test(behind) || STARTS_ATTACHED.test(behind))) return true;
  }
  return false;
}

/**
 * A text from outside that is searched for words: whole words, regardless of case, accents and letter forms (`plain`,
 * `folded`). In scripts without spaces a word is found anywhere.
 */
export class Mentions {
  readonly #text: string;
  #flat: string | null = null;
  #plain: string | null = null;
  #unparted: string | null = null;

  /** @param text only its beginning is examined (`LOOKED_AT`). */
  constructor(text: string) {
    this.#text = head(text);
  }

  /** Whether the text contains at least one of the words, phrases or emoji. */
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

/** Whether the text contains at least one of the words, phrases or emoji; as `Mentions`. */
export const mentions = (text: string, wanted: readonly string[]): boolean => new Mentions(text).any(wanted);

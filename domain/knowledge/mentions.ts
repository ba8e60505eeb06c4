import { head } from '../text/looked-at.ts';
import { normal } from '../text/normal.ts';
import { plain, searchable } from './words.ts';

/** Scripts that are written without spaces: where a word ends nobody can see, so it is looked for anywhere. */
const UNSPACED = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{M}ー\s]+$/u;
/** Words, and emoji one by one. */
const WORDS = /[\p{L}\p{N}\p{M}]+|\p{RI}{2}|\p{Extended_Pictographic}/gu;
/** What makes another picture of the same emoji: presentation, colour of skin. */
const SHADES = /[\uFE0E\uFE0F]|\p{Emoji_Modifier}/gu;
const GREEK = /\p{Script=Greek}/u;
/** Letters that a language writes in two ways, beyond what `plain` makes one: final sigma, ß, the Turkish i without a dot, ё. */
const FORMS: readonly (readonly [RegExp, string])[] = [[/ς/g, 'σ'], [/ß/g, 'ss'], [/ı/g, 'i'], [/ё/g, 'е']];

const ASCII = /^\p{ASCII}*$/u;

function folded(spelled: string): string {
  if (ASCII.test(spelled)) return spelled;
  const unaccented = GREEK.test(spelled) ? normal(normal(spelled, 'NFD').replace(/(\p{Script=Greek})\p{M}+/gu, '$1'), 'NFC') : spelled;
  return FORMS.reduce((text, [form, letter]) => text.replace(form, letter), unaccented);
}

const flat = (text: string): string => (folded(searchable(text.replace(SHADES, ''))).match(WORDS) ?? []).join(' ');

/** A text from outside, in which words are looked for: as words of their own, however they are capitalised, accented or formed. */
export class Mentions {
  readonly #text: string;
  #flat: string | null = null;
  #plain: string | null = null;

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
    if (UNSPACED.test(spelled)) return (this.#plain ??= plain(this.#text)).replaceAll(/\s+/g, '').includes(spelled.replaceAll(/\s+/g, ''));
    const words = flat(wanted);
    return words !== '' && (this.#flat ??= ` ${flat(this.#text)} `).includes(` ${words} `);
  }
}

/** Whether one of the words, phrases or emoji is in the text. */
export const mentions = (text: string, wanted: readonly string[]): boolean => new Mentions(text).any(wanted);

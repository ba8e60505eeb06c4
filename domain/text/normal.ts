import { cut } from './cut.ts';

/**
 * Runs of combining marks. Ordering the marks on one character takes quadratic time, so runs longer than any script
 * needs are cut. Source of the limit, 30: UAX #15, “Stream-Safe Text Format”. Half-width Japanese voicing marks
 * (U+FF9E, U+FF9F) become combining marks in NFKC.
 */
const MARKS = /[\p{M}\uFF9E\uFF9F]+/gu;
const MOST_MARKS = 30;

const fewer = (marks: string): string =>
  marks.length <= MOST_MARKS ? marks : Array.from(marks).slice(0, MOST_MARKS).join('');

/**
 * A text in a Unicode normalisation form, in linear time. More than 30 combining marks in a row are cut to 30.
 */
export const normal = (text: string, form: 'NFC' | 'NFD' | 'NFKC'): string =>
  text.replace(MARKS, fewer).normalize(form);

/** The most UTF-16 units that one becomes in NFKC. Source: UAX #15, table 7 (U+FDFA). */
const MOST_OF_ONE = 18;
/** Texts are normalised in pieces of this many units, so that a text that is too long is never normalised whole. */
const AT_ONCE = 1_024;

/**
 * The longest beginning of a text that has at most `max` UTF-16 units in NFKC, the form in which texts are examined.
 */
export function cutInNormal(text: string, max: number): string {
  if (text.length * MOST_OF_ONE <= max) return text;
  let left = max;
  const fits = (part: string): boolean => (left -= normal(part, 'NFKC').length) >= 0;
  for (let at = 0; at < text.length;) {
    const piece = cut(text.slice(at, at + AT_ONCE + 1), AT_ONCE);
    const before = left;
    if (fits(piece)) {
      at += piece.length;
      continue;
    }
    left = before;
    for (const letter of piece) {
      if (!fits(letter)) break;
      at += letter.length;
    }
    return text.slice(0, at);
  }
  return text;
}

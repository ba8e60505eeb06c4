import { cut } from './cut.ts';

/**
 * Marks in a row on one letter, beyond what any script writes: putting them in order takes time by the square of their
 * number. Source: UAX #15, “Stream-Safe Text Format” (30). The half-width voicing marks of Japanese become such marks.
 */
const MARKS = /[\p{M}\uFF9E\uFF9F]+/gu;
const MOST_MARKS = 30;

const fewer = (marks: string): string =>
  marks.length <= MOST_MARKS ? marks : Array.from(marks).slice(0, MOST_MARKS).join('');

/**
 * A text in a Unicode normalisation form, in time that grows with its length alone; marks beyond 30 on one letter are
 * left out.
 */
export const normal = (text: string, form: 'NFC' | 'NFD' | 'NFKC'): string =>
  text.replace(MARKS, fewer).normalize(form);

/** One letter becomes as many at most (NFKC). Source: UAX #15, table 7 (U+FDFA). */
const MOST_OF_ONE = 18;
/** Letters that are normalised at once: what is too long is not normalised whole. */
const AT_ONCE = 1_024;

/** As much of a text, from its beginning, as has at most `max` letters in NFKC: what looks at texts looks at those. */
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

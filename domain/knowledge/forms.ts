/** Letters that a language writes in two ways, beyond what `plain` makes one. */
import { normal } from '../text/normal.ts';

const GREEK = /\p{Script=Greek}/u;
const ASCII = /^\p{ASCII}*$/u;

/**
 * Final sigma, ß, the Turkish i without a dot, ё; and Latin letters that Unicode does not take apart into a letter and
 * its mark (Unicode Character Database: no decomposition), as people write them on a keyboard that has none.
 */
const FORMS: readonly (readonly [RegExp, string])[] = [
  [/ς/g, 'σ'],
  [/ß/g, 'ss'],
  [/ı/g, 'i'],
  [/ё/g, 'е'],
  [/ł/g, 'l'],
  [/[đð]/g, 'd'],
  [/ø/g, 'o'],
  [/æ/g, 'ae'],
  [/œ/g, 'oe'],
  [/þ/g, 'th'],
  [/ħ/g, 'h'],
];
/**
 * Points of Hebrew: vowels, dots and accents, which are left out in all but books for children and prayer. Not the
 * hyphen (U+05BE) and other punctuation among them.
 */
const HEBREW_POINTS = /[\u0591-\u05BD\u05BF\u05C1\u05C2\u05C4\u05C5\u05C7]/g;

/** One form of each letter. @param spelled as `plain` leaves it. */
export function folded(spelled: string): string {
  if (ASCII.test(spelled)) return spelled;
  const unaccented = GREEK.test(spelled)
    ? normal(normal(spelled, 'NFD').replace(/(\p{Script=Greek})\p{M}+/gu, '$1'), 'NFC')
    : spelled;
  return FORMS.reduce((text, [form, letter]) => text.replace(form, letter), unaccented.replace(HEBREW_POINTS, ''));
}

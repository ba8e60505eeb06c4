/** Letter variants that are treated as equal, beyond those that `plain` already unifies. */
import { normal } from '../text/normal.ts';

const GREEK = /\p{Script=Greek}/u;
const ASCII = /^\p{ASCII}*$/u;

/**
 * Final sigma, ß, the Turkish dotless i, ё; and Latin letters that Unicode does not decompose into a letter and a mark
 * (Unicode Character Database: no decomposition), mapped to how people type them on a keyboard without them.
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
 * Hebrew points: vowels, dots and accents, which are usually not written outside children's and prayer books. The
 * hyphen (U+05BE) and other punctuation in that range are not included.
 */
const HEBREW_POINTS = /[\u0591-\u05BD\u05BF\u05C1\u05C2\u05C4\u05C5\u05C7]/g;

/** The text with one form for each letter. @param spelled a text as returned by `plain`. */
export function folded(spelled: string): string {
  if (ASCII.test(spelled)) return spelled;
  const unaccented = GREEK.test(spelled)
    ? normal(normal(spelled, 'NFD').replace(/(\p{Script=Greek})\p{M}+/gu, '$1'), 'NFC')
    : spelled;
  return FORMS.reduce((text, [form, letter]) => text.replace(form, letter), unaccented.replace(HEBREW_POINTS, ''));
}

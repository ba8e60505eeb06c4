/**
 * Detects the encoding of short texts. Character statistics need some hundred bytes, but the characters of a script's
 * everyday words are in few rows (first bytes) of its encoding. Source of the rows: Encoding Standard, indexes gb18030,
 * big5, euc-kr, euc-jp and shift_jis.
 */

/** By chardet's names, in lower case. */
export const EAST_ASIAN: ReadonlySet<string> = new Set([
  'gb18030',
  'big5',
  'euc-kr',
  'euc-jp',
  'shift_jis',
  'iso-2022-cn',
  'iso-2022-jp',
  'iso-2022-kr',
]);

interface Rows {
  readonly encoding: string;
  /** Whether a byte may be the second of a character. */
  readonly isSecond: (byte: number) => boolean;
  /** Whether a first byte is of a row of common characters. */
  readonly isCommon: (first: number) => boolean;
  /** Characters of which every text has at least one, such as kana in Japanese; null: there are none. */
  readonly needed: ((first: number, second: number) => boolean) | null;
}
const between =
  (low: number, high: number) =>
  (byte: number): boolean =>
    byte >= low && byte <= high;
const isHigh = between(0xa1, 0xfe);
const isSign = between(0xa1, 0xa3);

/**
 * The narrower ones first: Hangul occupies rows that are common Chinese characters in gb18030, which uses more rows.
 */
const ROWS: readonly Rows[] = [
  {
    encoding: 'euc-jp',
    isSecond: isHigh,
    isCommon: first => isSign(first) || first === 0xa4 || first === 0xa5 || between(0xb0, 0xcf)(first),
    needed: first => first === 0xa4 || first === 0xa5,
  },
  {
    encoding: 'shift_jis',
    isSecond: byte => between(0x40, 0x7e)(byte) || between(0x80, 0xfc)(byte),
    isCommon: first => between(0x81, 0x83)(first) || between(0x88, 0x97)(first),
    needed: (first, second) =>
      (first === 0x82 && between(0x9f, 0xf1)(second)) || (first === 0x83 && between(0x40, 0x96)(second)),
  },
  {
    encoding: 'euc-kr',
    isSecond: isHigh,
    isCommon: first => isSign(first) || between(0xb0, 0xc8)(first),
    needed: null,
  },
  {
    encoding: 'gb18030',
    isSecond: isHigh,
    isCommon: first => isSign(first) || between(0xb0, 0xd7)(first),
    needed: null,
  },
  {
    encoding: 'big5',
    isSecond: byte => between(0x40, 0x7e)(byte) || isHigh(byte),
    isCommon: between(0xa1, 0xc6),
    needed: null,
  },
];
/** With fewer characters nothing can be told. */
const FEWEST = 4;
/** The minimum share of common characters. */
const COMMON = { share: 9, of: 10 };

/** The first two-byte encoding in which a text is valid and consists mostly of common characters; null: none. */
export const eastAsianOf = (bytes: Uint8Array): string | null => ROWS.find(rows => fits(bytes, rows))?.encoding ?? null;

function fits(bytes: Uint8Array, { isSecond, isCommon, needed }: Rows): boolean {
  let [letters, common, runs, isNeeded, isInRun] = [0, 0, 0, needed === null, false];
  for (let at = 0; at < bytes.length; at++) {
    const first = bytes[at] ?? 0;
    if (first < 0x80) {
      isInRun = false;
      continue;
    }
    const second = bytes[at + 1];
    // The examined part may end within a character.
    if (second === undefined && letters > 1_000) break;
    if (second === undefined || first === 0x80 || first === 0xff || !isSecond(second)) return false;
    if (!isInRun) runs += 1;
    isInRun = true;
    letters += 1;
    if (isCommon(first)) common += 1;
    isNeeded ||= needed?.(first, second) === true;
    at += 1;
  }
  // Characters of one-byte encodings often stand alone among ASCII (“20°C”); words in these scripts have several.
  return letters >= FEWEST && letters >= 2 * runs && common * COMMON.of >= letters * COMMON.share && isNeeded;
}

/** Ğ İ Ş ğ ı ş of windows-1254; in windows-1252 the same bytes are Ð Ý Þ ð ý þ, letters of Icelandic. */
const TURKISH: ReadonlySet<number> = new Set([0xd0, 0xdd, 0xde, 0xf0, 0xfd, 0xfe]);
/** á ã æ í ó ú: used in Icelandic, Czech or Romanian together with those above, but never in Turkish. */
const NOT_TURKISH: ReadonlySet<number> = new Set([0xe1, 0xe3, 0xe6, 0xed, 0xf3, 0xfa]);

/**
 * Whether a text in a one-byte encoding is Turkish (windows-1254).
 * @param isThought whether the statistics consider Turkish possible; then one Turkish letter suffices instead of two.
 */
export function isTurkish(bytes: Uint8Array, isThought: boolean): boolean {
  const high = bytes.filter(byte => byte >= 0x80);
  return (
    high.filter(byte => TURKISH.has(byte)).length >= (isThought ? 1 : 2) && !high.some(byte => NOT_TURKISH.has(byte))
  );
}

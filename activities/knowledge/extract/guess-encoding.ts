/**
 * Which encoding short texts have: statistics of letters need some hundred bytes, while the letters that a script's
 * everyday words are written with stand in few rows of its encoding. Source of rows: Encoding Standard, indexes
 * gb18030, big5, euc-kr, euc-jp and shift_jis.
 */

/** By chardet's names, in small letters. */
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
  /** Of the second byte of a letter. */
  readonly isSecond: (byte: number) => boolean;
  readonly isCommon: (first: number) => boolean;
  /** Rows without which no text is; null: there are none such. */
  readonly needed: ((first: number, second: number) => boolean) | null;
}
const between =
  (low: number, high: number) =>
  (byte: number): boolean =>
    byte >= low && byte <= high;
const isHigh = between(0xa1, 0xfe);
const isSign = between(0xa1, 0xa3);

/** The narrower ones first: hangul stands in rows of common Chinese letters, which are of more rows. */
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
/** Fewer letters say nothing. */
const FEWEST = 4;
/** Letters of everyday words among all, at least. */
const COMMON = { share: 9, of: 10 };

/** The encoding of two bytes a letter in which a text is whole and of common letters; null: there is none. */
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
    // What is looked at may end within a letter.
    if (second === undefined && letters > 1_000) break;
    if (second === undefined || first === 0x80 || first === 0xff || !isSecond(second)) return false;
    if (!isInRun) runs += 1;
    isInRun = true;
    letters += 1;
    if (isCommon(first)) common += 1;
    isNeeded ||= needed?.(first, second) === true;
    at += 1;
  }
  // Letters of one byte stand alone among ASCII (“20°C”); of these scripts a word has several.
  return letters >= FEWEST && letters >= 2 * runs && common * COMMON.of >= letters * COMMON.share && isNeeded;
}

/** Ğ İ Ş ğ ı ş of windows-1254, where windows-1252 has Ð Ý Þ ð ý þ: the letters of Icelandic. */
const TURKISH: ReadonlySet<number> = new Set([0xd0, 0xdd, 0xde, 0xf0, 0xfd, 0xfe]);
/** á ã æ í ó ú: Icelandic, Czech and Romanian have them beside these, Turkish has none. */
const NOT_TURKISH: ReadonlySet<number> = new Set([0xe1, 0xe3, 0xe6, 0xed, 0xf3, 0xfa]);

/** @param isThought whether the statistics hold Turkish for possible. */
export function isTurkish(bytes: Uint8Array, isThought: boolean): boolean {
  const high = bytes.filter(byte => byte >= 0x80);
  return (
    high.filter(byte => TURKISH.has(byte)).length >= (isThought ? 1 : 2) && !high.some(byte => NOT_TURKISH.has(byte))
  );
}

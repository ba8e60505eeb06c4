/** Limits of an article in UTF-16 code units, whatever its source: publishing processes all of it at once. */

/** Of a title. */
export const TITLE_LETTERS = 200;
/** Of a body, both as written and in NFKC, which may be up to 18 times as long. */
export const BODY_LETTERS = 200_000;

/** Texts that come from outside, made such as can be stored and read again. */

/**
 * A text that PostgreSQL takes and JSON can carry: U+0000 is left out, and half a pair of UTF-16 (a lone surrogate)
 * becomes U+FFFD, as a decoder of UTF-8 writes it.
 */
export function repairedText(text: string): string {
  const whole = text.includes('\u0000') ? text.replaceAll('\u0000', '') : text;
  return whole.isWellFormed() ? whole : whole.toWellFormed();
}

/** The first `max` UTF-16 units of a text, one less where that would tear a character in two. */
export function cut(text: string, max: number): string {
  return text.length <= max ? text : text.slice(0, max).replace(/[\uD800-\uDBFF]$/, '');
}

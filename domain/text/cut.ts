/** Makes text from outside storable and readable. */

/**
 * A text that PostgreSQL accepts and JSON can carry: U+0000 is removed, and a lone UTF-16 surrogate is replaced by
 * U+FFFD, as a UTF-8 decoder does.
 */
export function repairedText(text: string): string {
  const whole = text.includes('\u0000') ? text.replaceAll('\u0000', '') : text;
  return whole.isWellFormed() ? whole : whole.toWellFormed();
}

/** The first `max` UTF-16 code units of a text, or one less where that would split a surrogate pair. */
export function cut(text: string, max: number): string {
  return text.length <= max ? text : text.slice(0, max).replace(/[\uD800-\uDBFF]$/, '');
}

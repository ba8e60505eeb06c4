/**
 * How many characters (UTF-16 code units) of a contact's text are examined. No WhatsApp text is longer (Cloud API
 * reference, "Messages", text body).
 */
export const LOOKED_AT = 4_096;

/** The beginning of a text from outside, as far as it is examined; never ends inside a surrogate pair. */
export const head = (text: string): string =>
  text.length <= LOOKED_AT ? text : text.slice(0, LOOKED_AT).replace(/[\uD800-\uDBFF]$/, '');

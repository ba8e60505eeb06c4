/**
 * As many letters of a text from a contact as are looked at: none that WhatsApp brings has more (Cloud API reference,
 * "Messages", text body).
 */
export const LOOKED_AT = 4_096;

/** What is looked at of a text from outside. */
export const head = (text: string): string =>
  text.length <= LOOKED_AT ? text : text.slice(0, LOOKED_AT).replace(/[\uD800-\uDBFF]$/, '');

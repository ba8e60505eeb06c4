/** Parses the bytes of a webhook's body into a value that can be stored. */
import { repaired } from '../../domain/whatsapp/repair.ts';

/** Finds numbers that may be too large for JavaScript. A false positive, as in a string, only costs a second parse. */
const MAY_BE_LARGE = /\d{16}|\d[eE]\+?\d/;
const NUMBER = /-?\d[\d.eE+-]*/y;

/**
 * A body's JSON with its texts repaired (`repaired`). Integers in plain digits that a JavaScript number does not hold
 * exactly (beyond 2^53 - 1), and numbers that would become Infinity, are given as text, as written: an id sent as a
 * number keeps its last digits.
 * @throws SyntaxError
 */
export function parseBody(bytes: Buffer): unknown {
  const text = bytes.toString('utf8');
  const value: unknown = JSON.parse(text);
  return repaired(MAY_BE_LARGE.test(text) ? JSON.parse(largeNumbersAsText(text)) : value);
}

/** The same JSON with numbers that are too large put in quotes. @param text must be valid JSON. */
function largeNumbersAsText(text: string): string {
  const pieces: string[] = [];
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '"') at = endOfText(text, at);
    else if (beginsNumber(text.charCodeAt(at))) {
      NUMBER.lastIndex = at;
      const written = NUMBER.exec(text)?.[0] ?? '';
      if (isTooLarge(written)) {
        pieces.push(text.slice(from, at), '"', written, '"');
        from = at + written.length;
      }
      at += written.length - 1;
    }
  }
  return pieces.length === 0 ? text : pieces.join('') + text.slice(from);
}

const [MINUS, ZERO, NINE] = [45, 48, 57];
const beginsNumber = (code: number): boolean => code === MINUS || (code >= ZERO && code <= NINE);

function endOfText(text: string, at: number): number {
  for (let end = at + 1; end < text.length; end++) {
    if (text[end] === '\\') end++;
    else if (text[end] === '"') return end;
  }
  return text.length;
}

function isTooLarge(written: string): boolean {
  const value = Number(written);
  return !Number.isFinite(value) || (/^-?\d+$/.test(written) && !Number.isSafeInteger(value));
}

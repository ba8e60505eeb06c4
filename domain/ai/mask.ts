/**
 * Masks numbers that a model need not see: payment cards (ISO/IEC 7812, Luhn), IBANs (ISO 13616), and identity numbers
 * in their national notation.
 */
import { Pattern } from '../text/pattern.ts';

/** Digits with at most one sign between two of them. */
const DIGITS = /\d(?:[ -]?\d)*/g;
const CARD_DIGITS = { least: 13, most: 19 } as const;
const IBAN = /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b/gi;
const NATIONAL = new Pattern(
  String.raw`\b\d{3}-\d{2}-\d{4}\b|\b\d{3}\.\d{3}\.\d{3}-\d{2}\b|\b756\.\d{4}\.\d{4}\.\d{2}\b`,
);

/** The text with such numbers replaced by what they were, such as `[card number]`. */
export function masked(text: string): string {
  const others = text
    .replace(IBAN, found => (isIban(found) ? '[account number]' : found))
    .replace(DIGITS, withoutCards);
  return NATIONAL.replace(others, '[identity number]');
}

/** Replaces card numbers, looked for from the left in whole groups of digits. */
function withoutCards(digits: string): string {
  const parts = digits.split(/([ -])/);
  const out: string[] = [];
  for (let at = 0; at < parts.length;) {
    const end = endOfCard(parts, at);
    const found = parts.slice(at, end).join('');
    out.push(isCard(found) ? '[card number]' : found);
    at = end;
  }
  return out.join('');
}

/** The index after the last group of a card number that may begin here; after this part if none can. */
function endOfCard(parts: readonly string[], from: number): number {
  let end = from + 1;
  // Groups of digits have even indexes, the separators between them odd ones.
  for (let at = from, count = 0; from % 2 === 0 && at < parts.length; at += 2) {
    count += parts[at]?.length ?? 0;
    if (count > CARD_DIGITS.most) break;
    if (count >= CARD_DIGITS.least) end = at + 1;
  }
  return end;
}

function isCard(text: string): boolean {
  const digits = Array.from(text.replace(/\D/g, ''), Number).reverse();
  if (digits.length < CARD_DIGITS.least || digits.length > CARD_DIGITS.most) return false;
  const sum = digits.reduce(
    (total, digit, index) => total + (index % 2 === 0 ? digit : digit * 2 > 9 ? digit * 2 - 9 : digit * 2),
    0,
  );
  return sum % 10 === 0;
}

function isIban(text: string): boolean {
  const plain = text.replace(/ /g, '').toUpperCase();
  if (plain.length < 15 || plain.length > 34) return false;
  let rest = 0;
  for (const letter of plain.slice(4) + plain.slice(0, 4)) rest = Number(`${rest}${parseInt(letter, 36)}`) % 97;
  return rest === 1;
}

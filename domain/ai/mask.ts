/** Numbers that no model has to see: payment cards (ISO/IEC 7812, Luhn), IBANs (ISO 13616), identity numbers written as such. */

const CARD = /(?<![\d])\d(?:[ -]?\d){12,18}(?![\d])/g;
const IBAN = /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b/gi;
const NATIONAL = /\b\d{3}-\d{2}-\d{4}\b|\b\d{3}\.\d{3}\.\d{3}-\d{2}\b|\b756\.\d{4}\.\d{4}\.\d{2}\b/g;

/** What stays readable says what stood there. */
export function masked(text: string): string {
  return text
    .replace(IBAN, found => (isIban(found) ? '[account number]' : found))
    .replace(CARD, found => (isCard(found) ? '[card number]' : found))
    .replace(NATIONAL, '[identity number]');
}

function isCard(text: string): boolean {
  const digits = Array.from(text.replace(/\D/g, ''), Number).reverse();
  const sum = digits.reduce((total, digit, index) => total + (index % 2 === 0 ? digit : digit * 2 > 9 ? digit * 2 - 9 : digit * 2), 0);
  return sum % 10 === 0;
}

function isIban(text: string): boolean {
  const plain = text.replace(/ /g, '').toUpperCase();
  if (plain.length < 15 || plain.length > 34) return false;
  let rest = 0;
  for (const letter of plain.slice(4) + plain.slice(0, 4)) rest = Number(`${rest}${parseInt(letter, 36)}`) % 97;
  return rest === 1;
}

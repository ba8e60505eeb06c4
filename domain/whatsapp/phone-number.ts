/** Phone numbers: as people write them, as WhatsApp writes them, and which of them are the same. */
import type { PhoneNumber } from 'libphonenumber-js';
import { parsePhoneNumberFromString } from 'libphonenumber-js';

/**
 * Countries whose mobile numbers have a long and a short form; WhatsApp may know a person by either: Brazil's ninth
 * digit (`55` area `9` …), Mexico's `1` after `52`, Argentina's `9` after `54`. The short form leaves out `digit` at
 * index `at` of the long one. Source: Cloud API, "Phone numbers", Brazil, Mexico and Argentina; national numbering
 * plans (Anatel 553/2010, IFT 2019, ENACOM).
 */
const TWO_FORMS: readonly {
  readonly isLong: RegExp;
  readonly isShort: RegExp;
  readonly at: number;
  readonly digit: string;
}[] = [
  { isLong: /^55\d\d9[6-9]\d{7}$/, isShort: /^55\d\d[6-9]\d{7}$/, at: 4, digit: '9' },
  { isLong: /^521[2-9]\d{9}$/, isShort: /^52[2-9]\d{9}$/, at: 2, digit: '1' },
  { isLong: /^549[1-8]\d{9}$/, isShort: /^54[1-8]\d{9}$/, at: 2, digit: '9' },
];

/**
 * The key by which forms of the same number are recognised: the digits of E.164, in the short form where there are two.
 */
export function phoneKey(digits: string): string {
  const form = TWO_FORMS.find(({ isLong }) => isLong.test(digits));
  return form === undefined ? digits : digits.slice(0, form.at) + digits.slice(form.at + 1);
}

/** Every form in which WhatsApp may write the number, beginning with the given one. */
export function formsOf(digits: string): string[] {
  const short = phoneKey(digits);
  const form = TWO_FORMS.find(({ isShort }) => isShort.test(short));
  return [
    ...new Set([
      digits,
      short,
      ...(form === undefined ? [] : [short.slice(0, form.at) + form.digit + short.slice(form.at)]),
    ]),
  ];
}

/** SQL `LIKE` patterns that every number in a long form matches; other numbers may match them, too. */
export const LONG_FORMS_LIKE: readonly string[] = ['55__9________', '521__________', '549__________'];

/**
 * The digits of a phone number as people write it: `+49 (0)171 1234567`, `0049 171 …`, without a country code, or as
 * WhatsApp does, with the country code but no plus.
 * @param beside the business number, in E.164 with or without a plus; its country is assumed where none is written.
 * @returns E.164 without the plus; null: not a phone number; `ambiguous`: valid both with and without a country code.
 */
export function readPhoneNumber(written: string, beside: string): { readonly digits: string } | 'ambiguous' | null {
  const own = parsePhoneNumberFromString(`+${beside.replaceAll(/\D/g, '')}`);
  const text = written.trim().replace(/^00/, '+');
  const read = (digits: string | null): { readonly digits: string } | null => (digits === null ? null : { digits });
  if (text.startsWith('+')) return read(digitsOf(parsePhoneNumberFromString(text)));
  const national = own?.country === undefined ? null : digitsOf(parsePhoneNumberFromString(text, own.country));
  // Begins with a national prefix, so there is no country code.
  if (text.startsWith('0')) return read(national);
  const international = digitsOf(parsePhoneNumberFromString(`+${text}`));
  if (national === null || international === null || national === international) return read(national ?? international);
  return own !== undefined && international.startsWith(own.countryCallingCode) ? read(international) : 'ambiguous';
}

/**
 * In digits with the country code: no number usable with WhatsApp is shorter, though numbering plans allow numbers of a
 * few digits.
 */
const SHORTEST = 8;

/**
 * @returns null for a number that its country's numbering plan does not allow; both forms of `TWO_FORMS` are allowed.
 */
function digitsOf(found: PhoneNumber | undefined): string | null {
  const digits = found?.number.slice(1);
  return found === undefined ||
    digits === undefined ||
    digits.length < SHORTEST ||
    !(found.isValid() || TWO_FORMS.some(({ isShort, isLong }) => isShort.test(digits) || isLong.test(digits)))
    ? null
    : digits;
}

/**
 * The digits of a number on a contact card that a person shares: with its country code, with or without a plus. Null
 * for anything else, since without the country code it may be somebody else's number.
 */
export const readSharedNumber = (written: string): string | null =>
  /^\+/.test(written) || /^\d{8,15}$/.test(written)
    ? digitsOf(parsePhoneNumberFromString(written.startsWith('+') ? written : `+${written}`))
    : null;

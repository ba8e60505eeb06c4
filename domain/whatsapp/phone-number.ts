/** Phone numbers: as people write them, as WhatsApp writes them, and which of them are one. */
import type { PhoneNumber } from 'libphonenumber-js';
import { parsePhoneNumberFromString } from 'libphonenumber-js';

/**
 * Countries whose mobile numbers stand in two forms, and WhatsApp may know a person by either: Brazil's ninth digit
 * (`55` area `9` …), Mexico's `1` after `52`, Argentina's `9` after `54`. Each as what a number of the long form begins
 * with, which digit of it is left out, and how many digits it has. Source: Cloud API, "Phone numbers", Brazil, Mexico
 * and Argentina; national numbering plans (Anatel 553/2010, IFT 2019, ENACOM).
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
 * By which numbers of one person are known to be one: the digits of E.164, in the shorter form where a country has two.
 */
export function phoneKey(digits: string): string {
  const form = TWO_FORMS.find(({ isLong }) => isLong.test(digits));
  return form === undefined ? digits : digits.slice(0, form.at) + digits.slice(form.at + 1);
}

/** Every form in which WhatsApp may write the number, the one that is given first. */
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

/** SQL patterns (`LIKE`) that every number of a long form matches; others may, too. */
export const LONG_FORMS_LIKE: readonly string[] = ['55__9________', '521__________', '549__________'];

/**
 * The digits of a number as people write it: `+49 (0)171 1234567`, `0049 171 …`, without its country beside a number of
 * the same one, or as WhatsApp does, country first and no plus.
 * @param beside a number of ours, in E.164 with or without a plus: where no country is written, it is that of this one.
 * @returns E.164 without the plus; null: it is no phone number; `ambiguous`: it is one with and without its country.
 */
export function readPhoneNumber(written: string, beside: string): { readonly digits: string } | 'ambiguous' | null {
  const own = parsePhoneNumberFromString(`+${beside.replaceAll(/\D/g, '')}`);
  const text = written.trim().replace(/^00/, '+');
  const read = (digits: string | null): { readonly digits: string } | null => (digits === null ? null : { digits });
  if (text.startsWith('+')) return read(digitsOf(parsePhoneNumberFromString(text)));
  const national = own?.country === undefined ? null : digitsOf(parsePhoneNumberFromString(text, own.country));
  // A national prefix is written: there is no country before it.
  if (text.startsWith('0')) return read(national);
  const international = digitsOf(parsePhoneNumberFromString(`+${text}`));
  if (national === null || international === null || national === international) return read(national ?? international);
  return own !== undefined && international.startsWith(own.countryCallingCode) ? read(international) : 'ambiguous';
}

/**
 * No number that WhatsApp can be used with is shorter, country and all; plans have room for numbers of a few digits.
 */
const SHORTEST = 8;

/** @returns null for what the plan of its country has no room for; one of two forms is there, too. */
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
 * The digits of a number that a person's own card has: with its country, with or without a plus. Null for whatever may
 * be another's.
 */
export const readSharedNumber = (written: string): string | null =>
  /^\+/.test(written) || /^\d{8,15}$/.test(written)
    ? digitsOf(parsePhoneNumberFromString(written.startsWith('+') ? written : `+${written}`))
    : null;

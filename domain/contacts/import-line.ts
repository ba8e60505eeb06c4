/** What one line of a file says of a contact. */
import { unguarded } from '../text/csv.ts';
import { readPhoneNumber } from '../whatsapp/phone-number.ts';
import type { ImportColumn } from './import-columns.ts';
import { tagsIn } from './tags-cell.ts';

/** What of a contact is to be as the line says. What the line leaves empty stays as it is. */
export interface Wanted {
  /** E.164 without the plus. */
  readonly digits: string;
  readonly givenName?: string;
  readonly language?: string;
  readonly vip?: boolean;
  /** To be added to those that it has. */
  readonly tags?: readonly string[];
  /** To be added to those that it has. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** Noted unless a consent is noted already. */
  readonly consentSource?: string;
}

/** Why a line is not taken; stable codes. */
export const LINE_FAULTS = [
  'no_phone_number',
  'invalid_phone_number',
  'ambiguous_phone_number',
  'number_twice',
  'too_many_cells',
  'too_long',
  'not_text',
  'invalid_language',
  'invalid_flag',
  'too_many_tags',
  'too_many_attributes',
  'contact_restricted',
] as const;
type LineFault = (typeof LINE_FAULTS)[number];

export interface Refused {
  readonly refused: LineFault;
  readonly field: ImportColumn | null;
}

/** The longest of each, in UTF-16 code units; the API has the same limits. */
const LONGEST: Readonly<Record<string, number>> = {
  phone: 40,
  name: 200,
  consent: 200,
  language: 20,
  vip: 20,
  // As many as a contact has, each in quotation marks that are doubled.
  tags: 6_000,
};
const LONGEST_ATTRIBUTE = 500;
const LONGEST_TAG = 50;
export const MOST_TAGS = 50;
export const MOST_ATTRIBUTES = 50;
const YES = new Set(['true', '1', 'yes', 'y', 'x', 'si', 'sí', 'sim', '是', 'نعم']);
const NO = new Set(['false', '0', 'no', 'n', 'não', 'nao', '否', 'لا']);

const refuse = (refused: LineFault, field: ImportColumn | null): Refused => ({ refused, field });

/**
 * @param beside one of our numbers: its country is assumed where a number has none.
 * @returns why it is refused, or what it says.
 */
export function readLine(cells: readonly string[], columns: readonly ImportColumn[], beside: string): Wanted | Refused {
  if (cells.slice(columns.length).some(cell => cell.trim() !== '')) return refuse('too_many_cells', null);
  const given = new Map<ImportColumn, string>();
  for (const [place, column] of columns.entries()) {
    const cell = unguarded((cells[place] ?? '').trim()).trim();
    if (column === 'ignored' || cell === '') continue;
    if (cell.includes('\u0000') || !cell.isWellFormed() || cell.includes('\uFFFD')) return refuse('not_text', column);
    if (cell.length > (LONGEST[column] ?? LONGEST_ATTRIBUTE)) return refuse('too_long', column);
    given.set(column, cell);
  }
  const phone = given.get('phone');
  if (phone === undefined) return refuse('no_phone_number', 'phone');
  const number = readPhoneNumber(phone, beside);
  if (number === null) return refuse('invalid_phone_number', 'phone');
  if (number === 'ambiguous') return refuse('ambiguous_phone_number', 'phone');
  return factsOf(number.digits, given);
}

function factsOf(digits: string, given: ReadonlyMap<ImportColumn, string>): Wanted | Refused {
  const [name, consent] = [given.get('name'), given.get('consent')];
  const language = languageOf(given.get('language'));
  if (language === null) return refuse('invalid_language', 'language');
  const vip = flagOf(given.get('vip'));
  if (vip === null) return refuse('invalid_flag', 'vip');
  const tags = tagsIn(given.get('tags') ?? '');
  if (tags.length > MOST_TAGS) return refuse('too_many_tags', 'tags');
  if (tags.some(each => each.length > LONGEST_TAG)) return refuse('too_long', 'tags');
  const attributes = [...given].flatMap(([column, cell]): [string, string][] =>
    column.startsWith('attributes.') ? [[column.slice('attributes.'.length), cell]] : [],
  );
  if (attributes.length > MOST_ATTRIBUTES) return refuse('too_many_attributes', null);
  return {
    digits,
    ...(name === undefined ? {} : { givenName: name }),
    ...(language === undefined ? {} : { language }),
    ...(vip === undefined ? {} : { vip }),
    ...(tags.length === 0 ? {} : { tags }),
    ...(attributes.length === 0 ? {} : { attributes: Object.fromEntries(attributes) }),
    ...(consent === undefined ? {} : { consentSource: consent }),
  };
}

/** `de`, `DE` and `de-AT` say the same; null: it is no language. */
function languageOf(cell: string | undefined): string | null | undefined {
  if (cell === undefined) return undefined;
  return /^([a-z]{2})(?:[-_][a-z0-9]+)*$/i.exec(cell)?.[1]?.toLowerCase() ?? null;
}

function flagOf(cell: string | undefined): boolean | null | undefined {
  if (cell === undefined) return undefined;
  const word = cell.toLowerCase();
  if (YES.has(word)) return true;
  return NO.has(word) ? false : null;
}

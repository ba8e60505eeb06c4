/** A contact as a line of a file, which an import reads as it was. */
import type { ImportedFacts } from './import-changes.ts';
import { tagsCell } from './tags-cell.ts';

/** Columns of every file; those that an import does not set are told for people. */
const COLUMNS = [
  'phone',
  'name',
  'profile_name',
  'username',
  'language',
  'vip',
  'tags',
  'consent',
  'training_consent',
  'marketing_stopped',
  'blocked',
  'created_at',
] as const;

export interface ExportedContact extends ImportedFacts {
  /** E.164 without the plus; null: WhatsApp does not say it, and no import can. */
  readonly digits: string | null;
  readonly profileName: string | null;
  readonly username: string | null;
  readonly trainingConsent: boolean;
  readonly marketingStopped: boolean;
  readonly blocked: boolean;
  /** ISO 8601. */
  readonly createdAt: string;
}

/** @param names of the attributes that the file has. */
export const exportColumns = (names: readonly string[]): string[] => [
  ...COLUMNS,
  ...names.map(name => `attributes.${name}`),
];

const flag = (value: boolean): string => (value ? 'yes' : 'no');

/** The cells of `exportColumns`. */
export function exportCells(contact: ExportedContact, names: readonly string[]): string[] {
  const cells: Readonly<Record<(typeof COLUMNS)[number], string>> = {
    phone: contact.digits === null ? '' : `+${contact.digits}`,
    name: contact.givenName ?? '',
    profile_name: contact.profileName ?? '',
    username: contact.username ?? '',
    language: contact.language ?? '',
    vip: flag(contact.vip),
    tags: tagsCell(contact.tags),
    consent: contact.consentSource ?? '',
    training_consent: flag(contact.trainingConsent),
    marketing_stopped: flag(contact.marketingStopped),
    blocked: flag(contact.blocked),
    created_at: contact.createdAt,
  };
  const { attributes } = contact;
  const own = names.map(name => (Object.hasOwn(attributes, name) ? (attributes[name] ?? '') : ''));
  return [...COLUMNS.map(column => cells[column]), ...own];
}

import type { ImportedFacts } from '../../domain/contacts/import-changes.ts';
import {
  NOTHING_KNOWN,
  changed,
  changesOf,
  dated,
  isEmpty,
  isNone,
  takenBack,
} from '../../domain/contacts/import-changes.ts';
import type { Wanted } from '../../domain/contacts/import-line.ts';
import { phoneKey } from '../../domain/whatsapp/phone-number.ts';
import type { ImportLine, LineOutcome } from '../contacts/imports.ts';
import { advanceImport, linesAfter, lockImport, noteDone, noteUndone } from '../contacts/imports.ts';
import type { TenantUnit } from '../db/database.ts';
import type { Contact } from '../generated/client.ts';
import { resolveContacts } from '../inbound/contacts.ts';
import { contactsChanged } from '../search/forget.ts';
import { holdPlace } from '../search/place.ts';
import { contactsOfNumbers, countsOf, importedFacts } from './check-import.ts';
import { hasTalked, lockNames, removeContact } from './remove.ts';

/** Lines per transaction. */
const BATCH = 200;

/** A line that is to be done, with what it says. */
type Due = ImportLine & { readonly wanted: Wanted };
type Done = Pick<ImportLine, 'line' | 'outcome' | 'reason' | 'field' | 'contactId' | 'changes'>;

/**
 * Does the next lines of an import, as things are now: what was checked may be otherwise by now.
 * @param at epoch milliseconds.
 * @returns false when nothing is left, or it is not to be done any more.
 */
export async function applyLines(unit: TenantUnit, importId: string, at: number): Promise<boolean> {
  const row = await lockImport(unit, importId, 'applying');
  if (row === null) return false;
  // Before contacts, as whoever erases them.
  await holdPlace(unit);
  const lines = await linesAfter(unit, importId, { after: row.done, outcomes: ['create', 'change'], limit: BATCH });
  const last = lines.at(-1);
  if (last === undefined) return false;
  const all = lines.filter((line): line is Due => line.wanted !== null);
  const { due, done } = await withoutRestricted(unit, all);
  const { contacts } = await resolveContacts(
    unit,
    due.map(({ wanted: { digits } }) => ({
      sender: { userId: null, waId: digits, profileName: null, username: null },
      wabaId: null,
      written: null,
    })),
    at,
  );
  const ids = contacts.map(contact => contact.contact_id);
  const known = await lockContacts(unit, ids);
  const touched = new Set<string>();
  for (const [place, line] of due.entries()) {
    const contact = known.get(ids[place] ?? '');
    const what = doneOf(line, contact, at);
    done.push(what);
    if (contact === undefined || what.changes === null) continue;
    touched.add(contact.row.id);
    const facts = changed(importedFacts(contact.row), what.changes);
    if (!isNone(what.changes)) await writeFacts(unit, contact.row.id, facts);
    // Nobody looks at one that is new.
    if (!contact.isNew) unit.wake.beside.push(['contact', contact.row.id]);
    // Another line may be about the same contact, by another number of it.
    known.set(contact.row.id, { row: { ...contact.row, ...columnsOf(facts) }, isNew: false });
  }
  await contactsChanged(unit, [...touched]);
  await noteDone(unit, importId, done);
  const counts: Partial<Record<LineOutcome, number>> = countsOf(done);
  for (const { outcome } of all) counts[outcome] = (counts[outcome] ?? 0) - 1;
  await advanceImport(unit, row, { done: last.line, counts });
  return true;
}

interface Known {
  readonly row: Contact;
  /** Created in this transaction. */
  readonly isNew: boolean;
}

const nothingOf = (line: number) => ({ line, reason: null, field: null, contactId: null, changes: null });

/** Nothing is written to contacts whose processing is restricted, not even another form of their number. */
async function withoutRestricted(unit: TenantUnit, lines: readonly Due[]): Promise<{ due: Due[]; done: Done[] }> {
  const keyOf = ({ wanted }: Due): string => phoneKey(wanted.digits);
  const known = await contactsOfNumbers(unit, lines.map(keyOf));
  const [due, done]: [Due[], Done[]] = [[], []];
  for (const line of lines) {
    const contact = known.get(keyOf(line));
    if (contact?.restricted !== true) due.push(line);
    else
      done.push({
        ...nothingOf(line.line),
        outcome: 'refused',
        reason: 'contact_restricted',
        contactId: contact.id,
      });
  }
  return { due, done };
}

function doneOf({ line, wanted }: Due, known: Known | undefined, at: number): Done {
  const none = nothingOf(line);
  if (known === undefined) return { ...none, outcome: 'refused', reason: 'invalid_phone_number', field: 'phone' };
  const { row, isNew } = known;
  const named = { ...none, contactId: row.id };
  if (row.restricted) return { ...named, outcome: 'refused', reason: 'contact_restricted' };
  const before = isNew ? NOTHING_KNOWN : importedFacts(row);
  const wished = changesOf(before, wanted);
  if ('refused' in wished) return { ...named, outcome: 'refused', reason: wished.refused, field: wished.field };
  const changes = dated(wished, before, at);
  if (isNew) return { ...named, outcome: 'created', changes };
  return isNone(changes) ? { ...named, outcome: 'unchanged' } : { ...named, outcome: 'changed', changes };
}

/** Locks contacts in the order of their ids. */
async function lockContacts({ tx, tenantId }: TenantUnit, ids: readonly string[]): Promise<Map<string, Known>> {
  const rows = await tx.$queryRaw<{ id: string; is_new: boolean }[]>`
    SELECT id, xmin::text = (pg_current_xact_id()::text::bigint % 4294967296)::text AS is_new
    FROM contact
    WHERE tenant_id = ${tenantId}::uuid AND id = ANY(${[...ids]}::uuid[])
    ORDER BY id
    FOR NO KEY UPDATE`;
  const isNew = new Map(rows.map(row => [row.id, row.is_new]));
  const contacts = await tx.contact.findMany({ where: { tenantId, id: { in: [...ids] } } });
  return new Map(contacts.map(row => [row.id, { row, isNew: isNew.get(row.id) === true }]));
}

const columnsOf = ({ tags, attributes, consentAt, ...facts }: ImportedFacts) => ({
  ...facts,
  tags: [...tags],
  attributes: { ...attributes },
  consentAt: consentAt === null ? null : new Date(consentAt),
});

async function writeFacts({ tx, tenantId }: TenantUnit, contactId: string, facts: ImportedFacts): Promise<void> {
  await tx.contact.update({ where: { id: contactId, tenantId }, data: columnsOf(facts) });
}

/**
 * Takes back the next lines of an import: what it created and nobody has used since is removed, what it changed gets its
 * former values back where nobody has changed them since. Contacts whose processing is restricted stay as they are.
 * @returns false when nothing is left.
 */
export async function undoLines(unit: TenantUnit, importId: string): Promise<boolean> {
  const row = await lockImport(unit, importId, 'undoing');
  if (row === null) return false;
  // Before contacts, as whoever erases them.
  await holdPlace(unit);
  const lines = await linesAfter(unit, importId, { after: row.done, outcomes: ['created', 'changed'], limit: BATCH });
  const last = lines.at(-1);
  if (last === undefined) return false;
  const [undone, kept, restricted]: [number[], number[], number[]] = [[], [], []];
  const contactIds = lines.flatMap(({ contactId }) => contactId ?? []).sort();
  await lockNames(unit, contactIds);
  const known = await lockContacts(unit, contactIds);
  const renamed: string[] = [];
  for (const line of lines) {
    const contact = known.get(line.contactId ?? '')?.row;
    if (contact?.restricted === true) {
      restricted.push(line.line);
      continue;
    }
    const isWhole = contact !== undefined && (await takeBack(unit, line, contact));
    (isWhole ? undone : kept).push(line.line);
    if (contact !== undefined) renamed.push(contact.id);
  }
  await contactsChanged(unit, renamed);
  await noteUndone(unit, importId, { undone, kept, restricted });
  const counts = { undone: undone.length, kept: kept.length + restricted.length };
  await advanceImport(unit, row, { done: last.line, counts });
  return true;
}

/** @returns whether nothing is left of what the line did. */
async function takeBack(unit: TenantUnit, { outcome, changes }: ImportLine, contact: Contact): Promise<boolean> {
  if (changes === null) return false;
  const { facts, whole } = takenBack(importedFacts(contact), changes);
  if (outcome === 'created') {
    const isUsed = contact.trainingConsent || contact.marketingSaidAt !== null;
    if (!whole || isUsed || !isEmpty(facts) || (await hasTalked(unit, contact.id))) {
      // The contact stays, and what the file said of it goes all the same.
      await writeFacts(unit, contact.id, facts);
      unit.wake.beside.push(['contact', contact.id]);
      return false;
    }
    await removeContact(unit, contact.id);
    return true;
  }
  await writeFacts(unit, contact.id, facts);
  unit.wake.beside.push(['contact', contact.id]);
  return whole;
}

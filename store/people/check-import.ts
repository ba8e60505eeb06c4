import type { ImportedFacts } from '../../domain/contacts/import-changes.ts';
import { changesOf, isNone } from '../../domain/contacts/import-changes.ts';
import { readLine } from '../../domain/contacts/import-line.ts';
import { formsOf, phoneKey } from '../../domain/whatsapp/phone-number.ts';
import type { LineOutcome, NewLine } from '../contacts/imports.ts';
import { addLines, advanceImport, lockImport, numbersBefore } from '../contacts/imports.ts';
import type { TenantUnit } from '../db/database.ts';
import type { Contact } from '../generated/client.ts';
import { ownDisplayNumber } from '../numbers/find-number.ts';

/** A line as it stands in the file: its number, counted as a spreadsheet does, and its cells. */
export interface ReadLine {
  readonly line: number;
  readonly cells: readonly string[];
}

/** What imports touch of a contact. */
export const importedFacts = (row: Contact): ImportedFacts => ({
  givenName: row.givenName,
  language: row.language,
  vip: row.vip,
  consentSource: row.consentSource,
  consentAt: row.consentAt?.toISOString() ?? null,
  tags: row.tags,
  attributes: row.attributes as Readonly<Record<string, string>>,
});

/**
 * Says of the next lines what would become of them, and keeps that; nothing is done yet.
 * @param from the last line that was read before; another run that has come further wins.
 * @param to the last line that is read now.
 * @returns false when the import is not being read any more, or another run is at it.
 */
export async function checkLines(
  unit: TenantUnit,
  importId: string,
  lines: readonly ReadLine[],
  { from, to }: { readonly from: number; readonly to: number },
): Promise<boolean> {
  const row = await lockImport(unit, importId, 'checking');
  if (row?.done !== from) return false;
  const beside = await ownDisplayNumber(unit);
  const read = lines.map(({ line, cells }) => ({ line, says: readLine(cells, row.columns, beside) }));
  const keys = read.flatMap(({ says }) => ('refused' in says ? [] : [phoneKey(says.digits)]));
  const taken = await numbersBefore(unit, importId, keys);
  const known = await contactsOfNumbers(unit, keys);
  const checked = read.map(({ line, says }): NewLine => {
    const none = { line, phone: null, wanted: null, contactId: null, reason: null, field: null };
    if ('refused' in says) return { ...none, outcome: 'refused', reason: says.refused, field: says.field };
    const phone = phoneKey(says.digits);
    if (taken.has(phone)) return { ...none, outcome: 'refused', reason: 'number_twice', field: 'phone' };
    taken.add(phone);
    const contact = known.get(phone);
    if (contact === undefined) return { ...none, phone, wanted: says, outcome: 'create' };
    const named = { ...none, phone, contactId: contact.id };
    if (contact.restricted) return { ...named, outcome: 'refused', reason: 'contact_restricted' };
    const changes = changesOf(importedFacts(contact), says);
    if ('refused' in changes) return { ...named, outcome: 'refused', reason: changes.refused, field: changes.field };
    return isNone(changes) ? { ...named, outcome: 'unchanged' } : { ...named, wanted: says, outcome: 'change' };
  });
  await addLines(unit, importId, checked);
  await advanceImport(unit, row, { done: to, lines: row.lines + checked.length, counts: countsOf(checked) });
  return true;
}

export function countsOf(lines: readonly { readonly outcome: LineOutcome }[]): Partial<Record<LineOutcome, number>> {
  const counts: Partial<Record<LineOutcome, number>> = {};
  for (const { outcome } of lines) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

/** The contacts that have these numbers, in whichever form; by `phoneKey`. */
export async function contactsOfNumbers(
  { tx, tenantId }: TenantUnit,
  keys: readonly string[],
): Promise<ReadonlyMap<string, Contact>> {
  const rows = await tx.contactIdentity.findMany({
    where: { tenantId, kind: 'wa_id', value: { in: keys.flatMap(formsOf) } },
    include: { contact: true },
  });
  return new Map(rows.map(({ value, contact }) => [phoneKey(value), contact]));
}

import type { TenantUnit } from '../db/database.ts';
import { keepContacts } from './keep-words.ts';
import { holdPlace } from './place.ts';

/**
 * Finds contacts from the commit on by what they have now, and no more by what was deleted. Whoever only changes them
 * need not call this: a trigger tells the filler. Messages need no such call, either: their words go with their content.
 */
export async function contactsChanged(unit: TenantUnit, contactIds: readonly string[]): Promise<void> {
  await holdPlace(unit);
  await keepContacts(unit, contactIds);
}

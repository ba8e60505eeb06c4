import type { TenantUnit } from '../db/database.ts';
import { keepContacts } from './keep-words.ts';
import { holdPlace } from './place.ts';

/**
 * After the names and numbers of a contact were deleted: from the commit on nothing finds it. Messages need no such call;
 * their words go with their content, by a trigger.
 */
export async function forgetContact(unit: TenantUnit, contactId: string): Promise<void> {
  await holdPlace(unit);
  await keepContacts(unit, [contactId]);
}

/** Contacts as people keep them: created, and called otherwise. */
import type { ContactFacts } from '../contacts/contacts.ts';
import { changeContact } from '../contacts/contacts.ts';
import type { TenantUnit } from '../db/database.ts';
import { beginContact } from '../inbound/find-contact.ts';
import { contactsChanged } from '../search/forget.ts';

/** Changes the facts that are given; the search knows a new name at once. @param at epoch milliseconds. */
export async function changeFacts(unit: TenantUnit, contactId: string, facts: ContactFacts, at: number): Promise<void> {
  await changeContact(unit, contactId, facts, at);
  if (facts.givenName !== undefined) await contactsChanged(unit, [contactId]);
}

/**
 * Creates a contact with a phone number; one that exists is left as it is. Of two calls at once, and of a call and a
 * message that comes in, one creates it.
 * @param digits E.164 without the plus.
 * @param at epoch milliseconds.
 */
export async function createContact(
  unit: TenantUnit,
  digits: string,
  facts: ContactFacts,
  at: number,
): Promise<{ readonly id: string; readonly isNew: boolean }> {
  const begun = await beginContact(unit, digits, at);
  if (!begun.isNew) return begun;
  await changeContact(unit, begun.id, facts, at);
  await contactsChanged(unit, [begun.id]);
  return begun;
}

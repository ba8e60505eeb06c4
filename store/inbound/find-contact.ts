import { formsOf } from '../../domain/whatsapp/phone-number.ts';
import type { TenantUnit } from '../db/database.ts';
import { knownIdentities, resolveContacts } from './contacts.ts';

/**
 * The contact with a phone number, in whichever form WhatsApp writes that number; null when there is none.
 * @param digits E.164 without the plus.
 */
async function contactByPhone(unit: TenantUnit, digits: string): Promise<string | null> {
  const known = await knownIdentities(
    unit,
    formsOf(digits).map(value => ({ kind: 'wa_id' as const, value })),
  );
  return [...known.values()][0]?.contact_id ?? null;
}

/**
 * The contact with a phone number, created if there is none. Concurrent calls and inbound messages end up with the same
 * contact.
 * @param digits E.164 without the plus.
 * @param at epoch milliseconds.
 */
export async function contactOfPhone(unit: TenantUnit, digits: string, at: number): Promise<string> {
  const known = await contactByPhone(unit, digits);
  if (known !== null) return known;
  const { contacts } = await resolveContacts(
    unit,
    [{ sender: { userId: null, waId: digits, profileName: null, username: null }, wabaId: null, written: null }],
    at,
  );
  const [contact] = contacts;
  if (contact === undefined) throw new Error('the contact vanished');
  return contact.contact_id;
}

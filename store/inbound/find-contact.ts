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
  return (await beginContact(unit, digits, at)).id;
}

/** As `contactOfPhone`; tells whether it was this unit that created it. */
export async function beginContact(
  unit: TenantUnit,
  digits: string,
  at: number,
): Promise<{ readonly id: string; readonly isNew: boolean }> {
  const known = await contactByPhone(unit, digits);
  if (known !== null) return { id: known, isNew: false };
  const { contacts } = await resolveContacts(
    unit,
    [{ sender: { userId: null, waId: digits, profileName: null, username: null }, wabaId: null, written: null }],
    at,
  );
  const [contact] = contacts;
  if (contact === undefined) throw new Error('the contact vanished');
  // Of two units that create it at once one has waited for the other, and found that one's.
  const [row] = await unit.tx.$queryRaw<{ is_new: boolean }[]>`
    SELECT xmin::text = (pg_current_xact_id()::text::bigint % 4294967296)::text AS is_new
    FROM contact
    WHERE tenant_id = ${unit.tenantId}::uuid AND id = ${contact.contact_id}::uuid`;
  return { id: contact.contact_id, isNew: row?.is_new === true };
}

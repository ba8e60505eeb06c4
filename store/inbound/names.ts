import type { NamesItem } from '../../domain/whatsapp/inbound.ts';
import type { TenantUnit } from '../db/database.ts';
import { identitiesOf, keyOf, knownIdentities, resolveContacts } from './contacts.ts';
import { wabasOf } from './numbers-of.ts';
import type { Outcome } from './outcome.ts';
import { tellPassedOn } from './who-is-who.ts';

/**
 * Learns from notices, such as those of a delivery, which identities belong to the same person. They never create a
 * contact.
 * @returns for each, in order: `stored` when something was learned, `duplicate` when all of it was known, `unmatched`
 * when no contact has any of the identities.
 */
export async function storeNames(unit: TenantUnit, items: readonly NamesItem[], at: number): Promise<Outcome[]> {
  const named = items.map(({ sender }) => identitiesOf(sender));
  const known = await knownIdentities(unit, named.flat());
  const outcomes = named.map((identities): Outcome => {
    const owners = identities.map(identity => known.get(keyOf(identity))?.contact_id);
    return owners.every(owner => owner === undefined)
      ? 'unmatched'
      : new Set(owners).size === 1
        ? 'duplicate'
        : 'stored';
  });
  const news = items.filter((_, index) => outcomes[index] === 'stored');
  if (news.length === 0) return outcomes;
  const wabas = await wabasOf(
    unit,
    news.map(item => item.phoneNumberId),
  );
  const { passedOn } = await resolveContacts(
    unit,
    news.map(({ sender, phoneNumberId }) => ({
      sender,
      wabaId: wabas.get(phoneNumberId)?.wabaId ?? null,
      written: null,
    })),
    at,
  );
  for (const contactId of passedOn) await tellPassedOn(unit, contactId, at);
  return outcomes;
}

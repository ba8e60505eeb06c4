import type { NamesItem } from '../../domain/whatsapp/inbound.ts';
import type { TenantUnit } from '../database.ts';
import { identitiesOf, knownIdentities, resolveContacts } from './contacts.ts';
import { wabasOf } from './numbers-of.ts';
import type { Outcome } from './outcome.ts';
import { tellPassedOn } from './who-is-who.ts';

const NEVER = (): Promise<boolean> => Promise.resolve(false);

/**
 * Learns from notices (of a message's delivery, say) which names are one person's. Nobody begins to be a contact by them.
 * @returns of each: `stored` where something was learned, `duplicate` where all was known, `unmatched` where nobody goes by any of the names.
 */
export async function storeNames(unit: TenantUnit, items: readonly NamesItem[], at: number): Promise<Outcome[]> {
  const named = items.map(item => ({ item, keys: identitiesOf(item.sender).map(({ kind, value }) => `${kind}:${value}`) }));
  const known = await knownIdentities(unit, items.flatMap(({ sender }) => identitiesOf(sender)));
  const outcomes = named.map(({ keys }): Outcome => {
    const owners = keys.map(key => known.get(key)?.contact_id);
    return owners.every(owner => owner === undefined) ? 'unmatched' : new Set(owners).size === 1 ? 'duplicate' : 'stored';
  });
  const news = items.filter((_, index) => outcomes[index] === 'stored');
  if (news.length === 0) return outcomes;
  const wabas = await wabasOf(unit, news.map(item => item.phoneNumberId));
  const { passedOn } = await resolveContacts(unit, news.map(({ sender, phoneNumberId }) => ({ sender, wabaId: wabas.get(phoneNumberId)?.wabaId ?? null, sentAt: null, wasTold: NEVER })), at);
  for (const contactId of passedOn) await tellPassedOn(unit, contactId, at);
  return outcomes;
}

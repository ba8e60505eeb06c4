/**
 * Who is who, where WhatsApp names a person by a user id and a phone number at once. A new phone number gives a person a new user id (Cloud API, "Business-scoped
 * user IDs"): so two user ids that one business account names beside one phone number are two people, and the number has passed from one to the other.
 */
import { OPEN_PHASES } from '../../domain/conversation/state.ts';
import { writeNote } from '../conversation/note.ts';
import type { TenantUnit } from '../database.ts';
import { newId } from '../ids.ts';
import { mergeContacts } from './merge-contacts.ts';

/** Names that came together, and the account that told them; null: it is not known. */
export interface NamedTogether {
  readonly userId: string;
  readonly waId: string;
  readonly wabaId: string | null;
}

/** What became of who. */
export type Settled = { readonly kind: 'as_before' } | { readonly kind: 'joined' } | { /** The phone number went to somebody else. */ readonly kind: 'passed_on'; readonly from: string };

/**
 * Lets a user id and a phone number mean the same person: two contacts become one (the one that is known for longer), or, where the number was somebody else's, it is taken
 * from that contact, whose history the new one neither sees nor shows.
 */
export async function settleNames(unit: TenantUnit, names: NamedTogether, at: number): Promise<Settled> {
  const [byUser, byPhone] = [await ownerOf(unit, 'user_id', names.userId), await ownerOf(unit, 'wa_id', names.waId)];
  if (byPhone === null || byPhone === byUser) return { kind: 'as_before' };
  if (await isSomebodyElse(unit, byPhone, names)) {
    const contactId = byUser ?? (await begin(unit, names, at));
    await unit.tx.contactIdentity.updateMany({ where: { tenantId: unit.tenantId, kind: 'wa_id', value: names.waId, contactId: byPhone }, data: { contactId } });
    return { kind: 'passed_on', from: byPhone };
  }
  if (byUser === null) return { kind: 'as_before' };
  await join(unit, byUser, byPhone, at);
  return { kind: 'joined' };
}

/** Tells whoever works with a contact that its phone number is somebody else's now. */
export async function tellPassedOn(unit: TenantUnit, contactId: string, at: number): Promise<void> {
  const open = await unit.tx.conversation.findMany({ where: { tenantId: unit.tenantId, contactId, phase: { in: [...OPEN_PHASES] } }, orderBy: { id: 'asc' }, select: { id: true, numberId: true } });
  for (const { id, numberId } of open) {
    await writeNote(unit, { conversationId: id, numberId, text: 'WhatsApp says that this contact’s phone number belongs to another person now. What comes from it from now on is another contact’s.' }, at, false);
  }
}

async function ownerOf({ tx, tenantId }: TenantUnit, kind: string, value: string): Promise<string | null> {
  return (await tx.contactIdentity.findFirst({ where: { tenantId, kind, value }, select: { contactId: true } }))?.contactId ?? null;
}

/** Whether a contact is known by another user id to the same account. One of an account that nobody noted counts: rather two contacts than somebody else's words. */
async function isSomebodyElse({ tx, tenantId }: TenantUnit, contactId: string, { userId, wabaId }: NamedTogether): Promise<boolean> {
  return (await tx.contactIdentity.count({ where: { tenantId, contactId, kind: 'user_id', value: { not: userId }, ...(wabaId === null ? {} : { OR: [{ wabaId }, { wabaId: null }] }) } })) > 0;
}

/** A contact that nobody knew. */
async function begin({ tx, tenantId }: TenantUnit, { userId, wabaId }: NamedTogether, at: number): Promise<string> {
  const contactId = newId();
  await tx.contact.create({ data: { id: contactId, tenantId, createdAt: new Date(at) } });
  await tx.contactIdentity.create({ data: { tenantId, kind: 'user_id', value: userId, contactId, wabaId, createdAt: new Date(at) } });
  return contactId;
}

async function join(unit: TenantUnit, one: string, other: string, at: number): Promise<void> {
  const [older, newer] = await unit.tx.contact.findMany({ where: { tenantId: unit.tenantId, id: { in: [one, other] } }, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }], select: { id: true } });
  if (older !== undefined && newer !== undefined) await mergeContacts(unit, newer.id, older.id, at);
}

/**
 * Which contact is meant when WhatsApp names a person by several identities at once (decision 0028). With a new phone
 * number a person gets a new user id (Cloud API, "Business-scoped user IDs"); so if one business account gives two user
 * ids with the same phone number, these are two people, and the number has passed from one to the other.
 */
import { OPEN_PHASES } from '../../domain/conversation/state.ts';
import { formsOf } from '../../domain/whatsapp/phone-number.ts';
import { blocksFollow } from '../contacts/blocked-phones.ts';
import { writeNote } from '../conversation/note.ts';
import type { TenantUnit } from '../db/database.ts';
import { newId } from '../db/ids.ts';
import { mergeContacts } from './merge-contacts.ts';

/** The message whose sender has these identities. */
export interface Written {
  /** Epoch milliseconds. */
  readonly sentAt: number;
  /** Looks up whether the message was stored before. */
  readonly wasTold: () => Promise<boolean>;
}

/** Identities that came together, and the business account (WABA) that gave them, or null when it is not known. */
export interface NamedTogether {
  readonly userId: string | null;
  readonly parentUserId: string | null;
  readonly waId: string | null;
  readonly wabaId: string | null;
  /** The message that has them; null when it is only a notice. */
  readonly written: Written | null;
}

/** What settling the identities changed. */
export type Settled =
  | {
      readonly kind: 'as_before' | 'joined' | /** A new contact that does not get the number. */ 'parted';
    }
  | { /** The phone number was taken from contact `from`. */ readonly kind: 'passed_on'; readonly from: string };

/**
 * Makes a user id, a parent's user id and a phone number mean the same contact. Either two contacts are merged into the
 * older one; or, when the number belongs to another person, it is taken from that contact, with whose history the new
 * owner has nothing to do. User ids never pass from one person to another.
 * @param at epoch milliseconds.
 */
export async function settleNames(unit: TenantUnit, names: NamedTogether, at: number): Promise<Settled> {
  const [byUser, byParent, byPhone] = [
    await ownerOf(unit, 'user_id', names.userId),
    await ownerOf(unit, 'parent_user_id', names.parentUserId),
    await ownerOf(unit, 'wa_id', names.waId),
  ];
  const areJoined = byUser !== null && byParent !== null && byUser !== byParent;
  const known = areJoined ? await join(unit, byUser, byParent, at) : (byUser ?? byParent);
  const asIs: Settled = { kind: areJoined ? 'joined' : 'as_before' };
  if (
    names.waId === null ||
    byPhone === null ||
    byPhone === known ||
    (areJoined && (byPhone === byUser || byPhone === byParent))
  )
    return asIs;
  if (await isSomebodyElse(unit, byPhone, names)) {
    const contactId = known ?? (await begin(unit, names, at));
    if (!(await isNews(unit, byPhone, names))) return { kind: known === null ? 'parted' : asIs.kind };
    await unit.tx.contactIdentity.updateMany({
      where: { tenantId: unit.tenantId, kind: 'wa_id', value: { in: formsOf(names.waId) }, contactId: byPhone },
      data: { contactId, toldAt: new Date(names.written?.sentAt ?? at) },
    });
    await blocksFollow(unit, [contactId, byPhone]);
    return { kind: 'passed_on', from: byPhone };
  }
  if (known === null) return asIs;
  await join(unit, known, byPhone, at);
  return { kind: 'joined' };
}

/** Adds a note to the contact's open conversations that its phone number belongs to somebody else now. */
export async function tellPassedOn(unit: TenantUnit, contactId: string, at: number): Promise<void> {
  const open = await unit.tx.conversation.findMany({
    where: { tenantId: unit.tenantId, contactId, phase: { in: [...OPEN_PHASES] } },
    orderBy: { id: 'asc' },
    select: { id: true, numberId: true },
  });
  for (const { id, numberId } of open) {
    await writeNote(
      unit,
      {
        conversationId: id,
        numberId,
        text: 'WhatsApp says that this contact’s phone number belongs to another person now. What comes from it from now on is another contact’s.',
      },
      at,
      false,
    );
  }
}

async function ownerOf({ tx, tenantId }: TenantUnit, kind: string, value: string | null): Promise<string | null> {
  return value === null
    ? null
    : ((await tx.contactIdentity.findFirst({ where: { tenantId, kind, value }, select: { contactId: true } }))
        ?.contactId ?? null);
}

/**
 * Whether this message was sent later than the one that last showed whose number it is: of two owners the later one has
 * it, in whatever order their messages arrive. A notice, or a message stored before, never counts as later.
 */
async function isNews({ tx, tenantId }: TenantUnit, owner: string, { waId, written }: NamedTogether): Promise<boolean> {
  if (written === null || waId === null) return false;
  const held = await tx.contactIdentity.findFirst({
    where: { tenantId, kind: 'wa_id', value: { in: formsOf(waId) }, contactId: owner, toldAt: { not: null } },
    orderBy: { toldAt: 'desc' },
    select: { toldAt: true },
  });
  return (held?.toldAt == null || written.sentAt >= held.toldAt.getTime()) && !(await written.wasTold());
}

/**
 * Whether a contact is another person than the identities say: it has another parent user id, or another user id from
 * the same account. A user id whose account is not recorded counts as from the same one, since it is better to have two
 * contacts than to show one person another's messages. The same parent user id means the same person, whatever the user
 * ids.
 */
async function isSomebodyElse(
  { tx, tenantId }: TenantUnit,
  contactId: string,
  { userId, parentUserId, wabaId }: NamedTogether,
): Promise<boolean> {
  const known = await tx.contactIdentity.findMany({
    where: { tenantId, contactId, kind: { in: ['user_id', 'parent_user_id'] } },
    select: { kind: true, value: true, wabaId: true },
  });
  const parents = known.filter(each => each.kind === 'parent_user_id');
  if (parentUserId !== null && parents.length > 0) return !parents.some(each => each.value === parentUserId);
  return (
    userId !== null &&
    known.some(
      each =>
        each.kind === 'user_id' &&
        each.value !== userId &&
        (wabaId === null || each.wabaId === null || each.wabaId === wabaId),
    )
  );
}

/** Creates a contact with the user ids, but without the phone number. */
async function begin(
  { tx, tenantId }: TenantUnit,
  { userId, parentUserId, wabaId }: NamedTogether,
  at: number,
): Promise<string> {
  const contactId = newId();
  const named = { tenantId, contactId, createdAt: new Date(at) };
  await tx.contact.create({ data: { id: contactId, tenantId, createdAt: new Date(at) } });
  await tx.contactIdentity.createMany({
    data: [
      ...(userId === null ? [] : [{ ...named, kind: 'user_id', value: userId, wabaId }]),
      ...(parentUserId === null ? [] : [{ ...named, kind: 'parent_user_id', value: parentUserId }]),
    ],
  });
  return contactId;
}

/** Merges two contacts into the older one. @returns its id. */
async function join(unit: TenantUnit, one: string, other: string, at: number): Promise<string> {
  const [older, newer] = await unit.tx.contact.findMany({
    where: { tenantId: unit.tenantId, id: { in: [one, other] } },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    select: { id: true },
  });
  if (older === undefined || newer === undefined) return older?.id ?? one;
  await mergeContacts(unit, newer.id, older.id, at);
  return older.id;
}

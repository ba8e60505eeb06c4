import { recordOf } from '../../domain/whatsapp/record.ts';
import type { InboundMessage } from '../../domain/whatsapp/inbound.ts';
import type { TenantUnit } from '../db/database.ts';
import { formsOf } from '../../domain/whatsapp/phone-number.ts';
import type { Identity } from './contacts.ts';
import { mergeContacts } from './merge-contacts.ts';
import { UnstorableItemError } from './unstorable.ts';
import { tellPassedOn } from './who-is-who.ts';

interface NameChange {
  /** WhatsApp ids, or user ids. */
  readonly from: string;
  readonly to: string;
}

export interface IdentityChange {
  readonly kind: Identity['kind'];
  /** Null: it does not say which one; all of that kind that the account told of. */
  readonly from: string | null;
  readonly to: string;
}

const TELLING = new Set(['user_changed_number', 'customer_changed_number', 'user_changed_user_id']);
const WA_ID = /^\d{5,20}$/;

/**
 * The contact's new phone number and user id, where a message tells of them.
 * Source: Cloud API, webhooks, "system" messages: `user_changed_number` (`wa_id`, and `user_id` with
 * `previous_user_id`), before that `customer_changed_number` (`new_wa_id`); `user_changed_user_id`; a parent's ids
 * beside them.
 */
export function identityChangesOf({ kind, content, sender }: InboundMessage): IdentityChange[] {
  if (kind !== 'system' || !TELLING.has(String(content['type']))) return [];
  const [number, userId, parentUserId] = [
    content['new_wa_id'] ?? content['wa_id'],
    content['user_id'],
    content['parent_user_id'],
  ];
  const isNew = (value: unknown, before: string | null | undefined): value is string =>
    typeof value === 'string' && USER_ID.test(value) && value !== before;
  return [
    ...(typeof number === 'string' && WA_ID.test(number) && number !== sender.waId
      ? [{ kind: 'wa_id' as const, from: sender.waId, to: number }]
      : []),
    ...(isNew(userId, sender.userId) ? [{ kind: 'user_id' as const, from: sender.userId, to: userId }] : []),
    ...(isNew(parentUserId, sender.parentUserId)
      ? [{ kind: 'parent_user_id' as const, from: sender.parentUserId ?? null, to: parentUserId }]
      : []),
  ];
}

/** What tells of a change: the account, and when it was written. */
interface Telling {
  readonly wabaId: string | null;
  readonly sentAt: number;
}

/**
 * The contact keeps its history and its open conversation under its new number or user id. Where it wrote from that
 * before WhatsApp told of the change, and so was taken for somebody else, the two become one. The old one means nobody
 * any more: whoever writes from it next is somebody else. User ids go first: who has the new one already is the same
 * person, and so has the number.
 * @returns who the contact is from now on.
 */
export async function changeIdentities(
  unit: TenantUnit,
  contactId: string,
  changes: readonly IdentityChange[],
  telling: Telling,
  at: number,
): Promise<string> {
  let current = contactId;
  for (const change of [
    ...changes.filter(({ kind }) => kind !== 'wa_id'),
    ...changes.filter(({ kind }) => kind === 'wa_id'),
  ])
    current = await changeIdentity(unit, current, change, telling, at);
  return current;
}

async function changeIdentity(
  unit: TenantUnit,
  contactId: string,
  { kind, from, to }: IdentityChange,
  { wabaId, sentAt }: Telling,
  at: number,
): Promise<string> {
  const { tx, tenantId } = unit;
  const told = new Date(sentAt);
  await tx.contactIdentity.createMany({
    data: [
      {
        tenantId,
        kind,
        value: to,
        contactId,
        createdAt: new Date(at),
        wabaId: kind === 'user_id' ? wabaId : null,
        toldAt: told,
      },
    ],
    skipDuplicates: true,
  });
  const { contactId: owner } = await tx.contactIdentity.findFirstOrThrow({
    where: { tenantId, kind, value: to },
    select: { contactId: true },
  });
  const isPassedOn = owner !== contactId && kind === 'wa_id' && (await areTwoPeople(unit, owner, contactId));
  if (isPassedOn)
    await tx.contactIdentity.updateMany({
      where: { tenantId, kind, value: { in: formsOf(to) }, contactId: owner },
      data: { contactId, toldAt: told },
    });
  else if (owner !== contactId) await mergeContacts(unit, contactId, owner, at);
  const current = isPassedOn ? contactId : owner;
  await tx.contactIdentity.deleteMany({
    where: { tenantId, kind, contactId: current, ...formerOf(kind, from, to, wabaId) },
  });
  if (isPassedOn) await tellPassedOn(unit, owner, at);
  return current;
}

/** The names of a kind that the contact does not have any more. */
function formerOf(kind: Identity['kind'], from: string | null, to: string, wabaId: string | null) {
  if (from !== null)
    return { value: { in: (kind === 'wa_id' ? formsOf(from) : [from]).filter(value => value !== to) } };
  return {
    value: { not: to },
    ...(kind === 'user_id' && wabaId !== null ? { OR: [{ wabaId }, { wabaId: null }] } : {}),
  };
}

/**
 * Whether WhatsApp knows both by user ids of their own: then a number that both had has passed from one to the other.
 */
async function areTwoPeople({ tx, tenantId }: TenantUnit, one: string, other: string): Promise<boolean> {
  const known = await tx.contactIdentity.findMany({
    where: { tenantId, kind: 'user_id', contactId: { in: [one, other] } },
    distinct: ['contactId'],
    select: { contactId: true },
  });
  return known.length === 2;
}

const USER_ID = /^[A-Z]{2}\.[\w.]{1,160}$/;
/**
 * Each changed id is several look-ups under locks: a body that names more than one transaction takes is looked at by a
 * person.
 */
const MOST_CHANGES = 200;

/**
 * Carries out changes of user ids that WhatsApp tells of by themselves. Each names the ids before and after; what is
 * written otherwise, or of a contact nobody knows, is recorded and no more. Source: webhook field `user_id_update`. Its
 * payload was not seen yet; this reads `user_id: { previous, current }`.
 * @throws UnstorableItemError when it tells of too many contacts at once.
 */
export async function applyUserIdUpdate(unit: TenantUnit, field: string, value: unknown, at: number): Promise<void> {
  const said = recordOf(value)?.['user_id_update'];
  if (field !== 'user_id_update' || !Array.isArray(said)) return;
  const changes = said.flatMap((each): NameChange[] => {
    const { previous: from, current: to } = recordOf(recordOf(each)?.['user_id']) ?? {};
    return typeof from === 'string' && typeof to === 'string' && from !== to && USER_ID.test(to) ? [{ from, to }] : [];
  });
  if (changes.length > MOST_CHANGES) throw new UnstorableItemError('too_many_changes');
  for (const change of changes) {
    const known = await unit.tx.contactIdentity.findFirst({
      where: { tenantId: unit.tenantId, kind: 'user_id', value: change.from },
      select: { contactId: true },
    });
    if (known !== null)
      await changeIdentities(unit, known.contactId, [{ ...change, kind: 'user_id' }], { wabaId: null, sentAt: at }, at);
  }
}

import { recordOf } from '../../domain/whatsapp/record.ts';
import type { InboundMessage } from '../../domain/whatsapp/inbound.ts';
import { blocksFollow } from '../contacts/blocked-phones.ts';
import type { TenantUnit } from '../db/database.ts';
import { formsOf } from '../../domain/whatsapp/phone-number.ts';
import type { Identity } from './contacts.ts';
import { mergeContacts } from './merge-contacts.ts';
import { UnstorableItemError } from './unstorable.ts';
import { tellPassedOn } from './who-is-who.ts';

interface NameChange {
  /** User ids. */
  readonly from: string;
  readonly to: string;
}

/** A contact's identity that WhatsApp has replaced by another one. */
export interface IdentityChange {
  readonly kind: Identity['kind'];
  /** Null when it is not named: then it replaces all identities of that kind (for user ids, those from the account). */
  readonly from: string | null;
  readonly to: string;
}

const TELLING = new Set(['user_changed_number', 'customer_changed_number', 'user_changed_user_id']);
const WA_ID = /^\d{5,20}$/;

/**
 * The contact's new phone number and user ids, if the message is a notice of such a change.
 * Source: Cloud API, webhooks, "system" messages: `user_changed_number` (`wa_id`, and `user_id` with
 * `previous_user_id`), formerly `customer_changed_number` (`new_wa_id`); `user_changed_user_id`; each may also have
 * parent user ids.
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

/** Where a change was announced: the account (WABA), and the time of the notice, epoch milliseconds. */
interface Telling {
  readonly wabaId: string | null;
  readonly sentAt: number;
}

/**
 * Applies changes of a contact's number or user ids: the contact keeps its history and its open conversation. If it
 * wrote from the new identity before WhatsApp announced the change, and so became a second contact, the two are merged.
 * The old identity is removed: whoever writes from it next is somebody else. User ids are changed first, because a
 * contact that has the new user id already is the same person, to whom the new number then belongs.
 * @param at epoch milliseconds.
 * @returns id of the contact from now on (another one after a merge).
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
  if (kind === 'wa_id') await blocksFollow(unit, [current, owner]);
  if (isPassedOn) await tellPassedOn(unit, owner, at);
  return current;
}

/** The condition for the identities that the contact loses. */
function formerOf(kind: Identity['kind'], from: string | null, to: string, wabaId: string | null) {
  if (from !== null)
    return { value: { in: (kind === 'wa_id' ? formsOf(from) : [from]).filter(value => value !== to) } };
  return {
    value: { not: to },
    ...(kind === 'user_id' && wabaId !== null ? { OR: [{ wabaId }, { wabaId: null }] } : {}),
  };
}

/** Whether both have user ids of their own: then a number that both have had has passed from one to the other. */
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
 * Each change takes several look-ups under locks. An update with more changes than a transaction should hold is
 * quarantined, for a person to look at.
 */
const MOST_CHANGES = 200;

/**
 * Applies changes of user ids that WhatsApp announces outside of messages, each with the old and the new id. Anything
 * in another form, or of an unknown contact, has no effect beyond being recorded as an update. Source: webhook field
 * `user_id_update`. No real payload has been seen yet; this reads `user_id: { previous, current }`.
 * @throws UnstorableItemError when there are too many changes at once.
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

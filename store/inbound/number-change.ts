import { recordOf } from '../../domain/record.ts';
import type { InboundMessage } from '../../domain/whatsapp/inbound.ts';
import type { TenantUnit } from '../database.ts';
import { mergeContacts } from './merge-contacts.ts';
import { UnstorableItemError } from './unstorable.ts';

export interface NumberChange {
  /** WhatsApp ids, or user ids. */
  readonly from: string;
  readonly to: string;
}

/**
 * The contact's new phone number, where a message tells of one.
 * Source: Cloud API, webhooks, "system" messages: `user_changed_number` (`wa_id`), before that `customer_changed_number` (`new_wa_id`).
 */
export function numberChangeOf({ kind, content, sender }: InboundMessage): NumberChange | null {
  if (kind !== 'system' || sender.waId === null) return null;
  const to = content['type'] === 'user_changed_number' ? content['wa_id'] : content['type'] === 'customer_changed_number' ? (content['new_wa_id'] ?? content['wa_id']) : null;
  return typeof to === 'string' && /^\d{5,20}$/.test(to) && to !== sender.waId ? { from: sender.waId, to } : null;
}

type IdentityKind = 'wa_id' | 'user_id';

/** {@link changeIdentity} for the phone number. */
export function changeNumber(unit: TenantUnit, contactId: string, change: NumberChange, at: number): Promise<void> {
  return changeIdentity(unit, 'wa_id', contactId, change, at);
}

/**
 * The contact keeps its history and its open conversation under its new number or user id. Where it wrote from that before
 * WhatsApp told of the change, and so was taken for somebody else, the two become one. The old one means nobody any more:
 * whoever writes from it next is somebody else.
 */
async function changeIdentity(unit: TenantUnit, kind: IdentityKind, contactId: string, { from, to }: NumberChange, at: number): Promise<void> {
  const { tx, tenantId } = unit;
  await tx.contactIdentity.createMany({ data: [{ tenantId, kind, value: to, contactId, createdAt: new Date(at) }], skipDuplicates: true });
  const { contactId: owner } = await tx.contactIdentity.findFirstOrThrow({ where: { tenantId, kind, value: to }, select: { contactId: true } });
  if (owner !== contactId) await mergeContacts(unit, contactId, owner, at);
  await tx.contactIdentity.deleteMany({ where: { tenantId, kind, value: from, contactId: owner } });
}

const USER_ID = /^[A-Z]{2}\.[\w.]{1,160}$/;
/** Each changed id is several look-ups under locks: a body that names more than one transaction takes is looked at by a person. */
const MOST_CHANGES = 200;

/**
 * Carries out changes of user ids that WhatsApp tells of by themselves. Each names the ids before and after; what is written
 * otherwise, or of a contact nobody knows, is recorded and no more.
 * Source: webhook field `user_id_update`. Its payload was not seen yet; this reads `user_id: { previous, current }`.
 * @throws UnstorableItemError when it tells of too many contacts at once.
 */
export async function applyUserIdUpdate(unit: TenantUnit, field: string, value: unknown, at: number): Promise<void> {
  const said = recordOf(value)?.['user_id_update'];
  if (field !== 'user_id_update' || !Array.isArray(said)) return;
  const changes = said.flatMap((each): NumberChange[] => {
    const { previous: from, current: to } = recordOf(recordOf(each)?.['user_id']) ?? {};
    return typeof from === 'string' && typeof to === 'string' && from !== to && USER_ID.test(to) ? [{ from, to }] : [];
  });
  if (changes.length > MOST_CHANGES) throw new UnstorableItemError('too_many_changes');
  for (const change of changes) {
    const known = await unit.tx.contactIdentity.findFirst({ where: { tenantId: unit.tenantId, kind: 'user_id', value: change.from }, select: { contactId: true } });
    if (known !== null) await changeIdentity(unit, 'user_id', known.contactId, change, at);
  }
}

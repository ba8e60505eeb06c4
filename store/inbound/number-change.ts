import type { InboundMessage } from '../../domain/whatsapp/inbound.ts';
import type { TenantUnit } from '../database.ts';
import { mergeContacts } from './merge-contacts.ts';

export interface NumberChange {
  /** WhatsApp ids. */
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

/**
 * The contact keeps its history and its open conversation under its new number. Where it wrote from that before WhatsApp
 * told of the change, and so was taken for somebody else, the two become one. The old number means nobody any more: whoever
 * writes from it next is somebody else.
 */
export async function changeNumber(unit: TenantUnit, contactId: string, { from, to }: NumberChange, at: number): Promise<void> {
  const { tx, tenantId } = unit;
  await tx.contactIdentity.createMany({ data: [{ tenantId, kind: 'wa_id', value: to, contactId, createdAt: new Date(at) }], skipDuplicates: true });
  const { contactId: owner } = await tx.contactIdentity.findFirstOrThrow({ where: { tenantId, kind: 'wa_id', value: to }, select: { contactId: true } });
  if (owner !== contactId) await mergeContacts(unit, contactId, owner, at);
  await tx.contactIdentity.deleteMany({ where: { tenantId, kind: 'wa_id', value: from, contactId: owner } });
}

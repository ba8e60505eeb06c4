/** What is asked of WhatsApp about a contact on our numbers: to block it, or not to any more; and what came of it. */
import type { TenantUnit } from '../db/database.ts';
import { newId } from '../db/ids.ts';

export const BLOCK_REASONS = ['spam', 'abuse', 'fraud', 'other'] as const;
/**
 * Why it did not come to it. `not_lately`: the contact last wrote more than 24 hours ago; `list_full`: WhatsApp blocks
 * 64,000 for a number; `no_number`: WhatsApp gives no phone number of it; `disconnected`: our number is.
 */
export const BLOCK_ERRORS = [
  'not_lately',
  'list_full',
  'no_number',
  'disconnected',
  'token_refused',
  'refused',
  'not_reached',
] as const;
export type BlockError = (typeof BLOCK_ERRORS)[number];

export interface BlockWish {
  readonly contactId: string;
  readonly wanted: boolean;
  readonly numberIds: readonly string[];
  /** Only where it is to be blocked. */
  readonly why: { readonly reason: (typeof BLOCK_REASONS)[number]; readonly note: string | null } | null;
}

/** Our connected numbers that the contact has written to, at whatever time. */
export async function numbersWrittenTo({ tx, tenantId }: TenantUnit, contactId: string): Promise<string[]> {
  const rows = await tx.thread.findMany({
    where: {
      tenantId,
      contactId,
      number: { state: 'connected' },
      conversations: { some: { windowExpiresAt: { not: null } } },
    },
    select: { numberId: true },
    orderBy: { numberId: 'asc' },
  });
  return rows.map(row => row.numberId);
}

/**
 * Notes a wish, which a workflow then tells WhatsApp. A later wish takes the place of an earlier one, also while that
 * is on its way.
 * @param at epoch milliseconds.
 */
export async function wishBlock(
  { tx, tenantId, wake }: TenantUnit,
  { contactId, wanted, numberIds, why }: BlockWish,
  author: { readonly kind: string; readonly id: string },
  at: number,
): Promise<void> {
  for (const numberId of numberIds) {
    const wish = {
      wanted,
      state: 'waiting',
      error: null,
      errorCode: null,
      round: newId(),
      authorKind: author.kind,
      authorId: author.id,
      askedAt: new Date(at),
      endedAt: null,
      ...why,
    };
    await tx.contactBlock.upsert({
      where: { tenantId_contactId_numberId: { tenantId, contactId, numberId } },
      create: { tenantId, contactId, numberId, ...wish, reason: why?.reason ?? 'other' },
      update: wish,
    });
  }
  wake.beside.push(['contact', contactId]);
}

/** Blocked on this number, as far as WhatsApp has said. */
export async function isBlocked({ tx, tenantId }: TenantUnit, contactId: string, numberId: string): Promise<boolean> {
  return (await tx.contactBlock.count({ where: { tenantId, contactId, numberId, blocked: true } })) > 0;
}

/** Dispositions: the tenant's list of what a conversation can have been about, chosen when it is closed. */
import type { TenantUnit } from '../db/database.ts';
import { newId } from '../db/ids.ts';
import type { Disposition } from '../generated/client.ts';

/** Sorted by name, retired ones included. */
export function listDispositions({ tx, tenantId }: TenantUnit): Promise<Disposition[]> {
  return tx.disposition.findMany({ where: { tenantId }, orderBy: { name: 'asc' } });
}

/** @param at epoch milliseconds. @returns its id, or null when the name is taken. */
export async function addDisposition({ tx, tenantId }: TenantUnit, name: string, at: number): Promise<string | null> {
  const id = newId();
  const { count } = await tx.disposition.createMany({
    data: [{ id, tenantId, name, createdAt: new Date(at) }],
    skipDuplicates: true,
  });
  return count === 0 ? null : id;
}

/**
 * A retired disposition can no longer be chosen; conversations that have it keep it.
 * @param at epoch milliseconds.
 * @returns false when there is no such disposition.
 */
export async function retireDisposition({ tx, tenantId }: TenantUnit, id: string, at: number): Promise<boolean> {
  const { count } = await tx.disposition.updateMany({ where: { tenantId, id }, data: { retiredAt: new Date(at) } });
  return count > 0;
}

export async function setDisposition(
  { tx, tenantId }: TenantUnit,
  conversationId: string,
  dispositionId: string,
): Promise<void> {
  await tx.conversation.update({
    where: { tenantId_id: { tenantId, id: conversationId } },
    data: { dispositionId },
  });
}

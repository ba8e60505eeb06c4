/** What conversations can have been about, as the tenant names it. */
import type { TenantUnit } from '../db/database.ts';
import { newId } from '../db/ids.ts';
import type { Disposition } from '../generated/client.ts';

/** By name, those that are retired, too. */
export function listDispositions({ tx, tenantId }: TenantUnit): Promise<Disposition[]> {
  return tx.disposition.findMany({ where: { tenantId }, orderBy: { name: 'asc' } });
}

/** @param at epoch milliseconds. @returns its id; null: there is one of this name. */
export async function addDisposition({ tx, tenantId }: TenantUnit, name: string, at: number): Promise<string | null> {
  const id = newId();
  const { count } = await tx.disposition.createMany({
    data: [{ id, tenantId, name, createdAt: new Date(at) }],
    skipDuplicates: true,
  });
  return count === 0 ? null : id;
}

/** It can no longer be chosen, and stays where it was. @returns false: there is none. */
export async function retireDisposition({ tx, tenantId }: TenantUnit, id: string, at: number): Promise<boolean> {
  const { count } = await tx.disposition.updateMany({ where: { tenantId, id }, data: { retiredAt: new Date(at) } });
  return count > 0;
}

/** Says what a conversation was about. */
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

/** Presence statuses that the tenant has defined, such as “on the phone”. */
import type { TenantUnit } from '../db/database.ts';
import { newId } from '../db/ids.ts';
import type { PresenceStatus } from '../generated/client.ts';

/** Sorted by name. */
export function listPresenceStatuses({ tx, tenantId }: TenantUnit): Promise<PresenceStatus[]> {
  return tx.presenceStatus.findMany({ where: { tenantId }, orderBy: { name: 'asc' } });
}

export function findPresenceStatus({ tx, tenantId }: TenantUnit, id: string): Promise<PresenceStatus | null> {
  return tx.presenceStatus.findFirst({ where: { tenantId, id } });
}

/** @param at epoch milliseconds. @returns its id, or null when the name is taken. */
export async function addPresenceStatus(
  { tx, tenantId }: TenantUnit,
  status: Pick<PresenceStatus, 'name' | 'presence' | 'max'>,
  at: number,
): Promise<string | null> {
  const id = newId();
  const { count } = await tx.presenceStatus.createMany({
    data: [{ id, tenantId, ...status, createdAt: new Date(at) }],
    skipDuplicates: true,
  });
  return count === 0 ? null : id;
}

/** Agents who have set it keep it until they change their presence. @returns false when there is no such status. */
export async function removePresenceStatus({ tx, tenantId }: TenantUnit, id: string): Promise<boolean> {
  return (await tx.presenceStatus.deleteMany({ where: { tenantId, id } })).count > 0;
}

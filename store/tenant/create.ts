import type { TenantUnit } from '../db/database.ts';
import { newId } from '../db/ids.ts';

export interface NewTenant {
  readonly name: string;
  /** IANA name. */
  readonly timeZone: string;
  /** Name of the default queue, for conversations that no routing rule matches. */
  readonly queueName: string;
}

/**
 * Creates the tenant that the unit is for (`unit.tenantId`), with its default queue.
 * @param at epoch milliseconds.
 * @returns the queue's id.
 */
export async function createTenant(
  { tx, tenantId }: TenantUnit,
  { name, timeZone, queueName }: NewTenant,
  at: number,
): Promise<string> {
  const [queueId, createdAt] = [newId(), new Date(at)];
  await tx.tenant.create({ data: { id: tenantId, name, timeZone, defaultQueueId: queueId, createdAt } });
  await tx.queue.create({ data: { id: queueId, tenantId, name: queueName, createdAt } });
  return queueId;
}

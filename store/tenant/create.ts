/** Companies. */
import type { TenantUnit } from '../db/database.ts';
import { newId } from '../db/ids.ts';

export interface NewTenant {
  readonly name: string;
  /** IANA name. */
  readonly timeZone: string;
  /** The queue where conversations wait that no rule sends elsewhere. */
  readonly queueName: string;
}

/**
 * Makes the tenant whose wall the unit stands in, with the queue it needs to take a message. @returns the queue's id.
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

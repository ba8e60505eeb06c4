import type { Resort } from '../../domain/conversation/settings.ts';
import type { TenantUnit } from '../database.ts';

/** What becomes of who comes to a full queue. */
export type WhenFull = Exclude<Resort, { action: 'message' }>;

/**
 * What is to be done with one more conversation in a queue; null while there is room. Whoever lets one in holds the queue's
 * door until its transaction ends, so two do not take the last place. @param entering how many it let in before.
 */
export async function whenFull(unit: TenantUnit, queueId: string, entering: ReadonlyMap<string, number>): Promise<WhenFull | null> {
  const queue = await unit.tx.queue.findUnique({ where: { tenantId_id: { tenantId: unit.tenantId, id: queueId } }, select: { maxLength: true, whenFull: true } });
  if (queue?.maxLength == null) return null;
  await unit.tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`queue ${queueId}`}, 0))`;
  const waiting = await unit.tx.conversation.count({ where: { tenantId: unit.tenantId, queueId, phase: 'queued' } });
  return waiting + (entering.get(queueId) ?? 0) >= queue.maxLength ? (queue.whenFull as unknown as WhenFull) : null;
}

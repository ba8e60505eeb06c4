import type { TenantUnit } from '../database.ts';

/**
 * Notes, in the transaction that may have made a match possible, that these queues (and all queues of these agents) are
 * to be matched. A matcher clears a request only if nobody asked again meanwhile, so no wake-up is lost.
 */
export async function requestMatches(unit: TenantUnit, queueIds: readonly string[], freedAgentIds: readonly string[], at: number): Promise<void> {
  unit.wake.match = true;
  await unit.tx.$executeRaw`
    INSERT INTO match_request AS m (tenant_id, queue_id, generation, requested_at)
    SELECT ${unit.tenantId}::uuid, q.queue_id, 1, ${new Date(at)}::timestamptz FROM (
      SELECT unnest(${[...queueIds]}::uuid[]) AS queue_id
      UNION SELECT queue_id FROM queue_member WHERE agent_id = ANY(${[...freedAgentIds]}::uuid[])
    ) q ORDER BY q.queue_id
    ON CONFLICT (tenant_id, queue_id) DO UPDATE SET generation = m.generation + 1`;
}

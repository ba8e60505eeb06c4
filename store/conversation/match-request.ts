import type { TenantUnit } from '../db/database.ts';
import type { Pool } from '../db/open-pool.ts';
import { statement, time, uuids } from '../db/statement.ts';

const REQUEST = statement('match_request', {
  takes: { queues: uuids, freed: uuids, at: time },
  gives: {},
  sql: `
    INSERT INTO match_request AS m (tenant_id, queue_id, generation, requested_at)
    SELECT current_tenant(), q.queue_id, 1, $at
    FROM (
        SELECT unnest($queues) AS queue_id
        UNION
        SELECT queue_id
        FROM queue_member
        WHERE tenant_id = (SELECT current_tenant()) AND agent_id = ANY($freed)
      ) q
    ORDER BY q.queue_id
    ON CONFLICT (tenant_id, queue_id) DO UPDATE
    SET generation = m.generation + 1`,
});

/**
 * Requests, in the transaction that may have made a match possible, that these queues and all queues of these agents be
 * matched. A matcher clears a request only if its generation is unchanged, that is, if nobody has asked again since; so
 * no request is lost.
 * @param freedAgentIds agents who can take something now; their queues are the ones they are members of at this point.
 * @param at epoch milliseconds.
 */
export async function requestMatches(
  unit: TenantUnit,
  queueIds: readonly string[],
  freedAgentIds: readonly string[],
  at: number,
): Promise<void> {
  unit.wake.match = true;
  await unit.write(REQUEST, { queues: queueIds, freed: freedAgentIds, at: new Date(at) });
}

const MOST_REQUESTS = 500;

/**
 * Queues of all tenants with a match request, the oldest first, at most 500. @param relayPool of role
 * `sigfollow_relay`.
 */
export async function matchRequests(
  relayPool: Pool,
): Promise<{ readonly tenantId: string; readonly queueId: string }[]> {
  const { rows } = await relayPool.query<{ tenant_id: string; queue_id: string }>(
    'SELECT tenant_id, queue_id FROM match_request ORDER BY requested_at LIMIT $1',
    [MOST_REQUESTS],
  );
  return rows.map(row => ({ tenantId: row.tenant_id, queueId: row.queue_id }));
}

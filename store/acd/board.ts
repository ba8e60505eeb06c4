import type { TenantUnit } from '../database.ts';

export interface QueueBoard {
  readonly queueId: string;
  readonly name: string;
  readonly waiting: number;
  /** Since when the longest waiting contact waits. */
  readonly oldestSince: string | null;
  readonly offered: number;
  readonly active: number;
  readonly wrapping: number;
  /** Members by presence. */
  readonly agents: Readonly<Record<'online' | 'busy' | 'away' | 'offline', number>>;
  /** Online members with room for one more conversation of the queue. */
  readonly free: number;
}

interface Row { queue_id: string; name: string; waiting: number; oldest: Date | null; offered: number; active: number; wrapping: number; online: number; busy: number; away: number; offline: number; free: number }

/** How each queue is now; all counts are of one moment. */
export async function board(unit: TenantUnit): Promise<QueueBoard[]> {
  const rows = await unit.tx.$queryRaw<Row[]>`
    SELECT q.id AS queue_id, q.name, c.*, a.* FROM queue q
    CROSS JOIN LATERAL (
      SELECT count(*) FILTER (WHERE phase = 'queued')::int AS waiting, min(enqueued_at) FILTER (WHERE phase = 'queued') AS oldest, count(*) FILTER (WHERE phase = 'offered')::int AS offered,
        count(*) FILTER (WHERE phase = 'active')::int AS active, count(*) FILTER (WHERE phase = 'wrapping')::int AS wrapping
      FROM conversation WHERE tenant_id = q.tenant_id AND queue_id = q.id AND phase IN ('queued', 'offered', 'active', 'wrapping')) c
    CROSS JOIN LATERAL (
      SELECT count(*) FILTER (WHERE s.presence = 'online')::int AS online, count(*) FILTER (WHERE s.presence = 'busy')::int AS busy, count(*) FILTER (WHERE s.presence = 'away')::int AS away,
        count(*) FILTER (WHERE s.presence = 'offline')::int AS offline, count(*) FILTER (WHERE s.presence = 'online' AND s.used + q.weight <= s.room)::int AS free
      FROM queue_member m JOIN agent_state s ON s.agent_id = m.agent_id JOIN app_user u ON u.id = m.agent_id WHERE m.queue_id = q.id AND u.disabled_at IS NULL) a
    WHERE q.tenant_id = ${unit.tenantId}::uuid ORDER BY q.name`;
  return rows.map(({ queue_id: queueId, name, waiting, oldest, offered, active, wrapping, online, busy, away, offline, free }) => ({ queueId, name, waiting, oldestSince: oldest?.toISOString() ?? null, offered, active, wrapping, agents: { online, busy, away, offline }, free }));
}

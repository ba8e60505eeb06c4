import type { TenantUnit } from '../db/database.ts';

export interface QueueBoard {
  readonly queueId: string;
  readonly name: string;
  readonly waiting: number;
  /** When the contact who has waited longest began to wait, also one who is being offered to an agent, ISO 8601. */
  readonly oldestSince: string | null;
  readonly offered: number;
  readonly active: number;
  readonly wrapping: number;
  readonly snoozed: number;
  /** Conversations that the AI answers. */
  readonly bot: number;
  /**
   * Service levels for answers, not for resolution: kept or broken in the last hour, or overdue now (counted as late).
   */
  readonly answers: { readonly kept: number; readonly late: number };
  /** Members by presence. */
  readonly agents: Readonly<Record<'online' | 'busy' | 'away' | 'offline', number>>;
  /** Online members with room for one more conversation of the queue. */
  readonly free: number;
}

interface Row {
  queue_id: string;
  name: string;
  waiting: number;
  oldest: Date | null;
  offered: number;
  active: number;
  wrapping: number;
  snoozed: number;
  bot: number;
  overdue: number;
  kept: number;
  broken: number;
  online: number;
  busy: number;
  away: number;
  offline: number;
  free: number;
}

const HOUR_MS = 3_600_000;

/** The state of each queue at `at` (epoch milliseconds), sorted by name; all counts are of the same moment. */
export async function board(unit: TenantUnit, at: number): Promise<QueueBoard[]> {
  const rows = await unit.tx.$queryRaw<Row[]>`
    SELECT q.id AS queue_id, q.name, c.*, a.*, s.*
    FROM queue q
      CROSS JOIN LATERAL (
        SELECT
          count(*) FILTER (WHERE phase = 'queued')::int AS waiting,
          min(enqueued_at) FILTER (WHERE phase IN ('queued', 'offered')) AS oldest,
          count(*) FILTER (WHERE phase = 'offered')::int AS offered,
          count(*) FILTER (WHERE phase = 'active')::int AS active,
          count(*) FILTER (WHERE phase = 'wrapping')::int AS wrapping,
          count(*) FILTER (WHERE phase = 'snoozed')::int AS snoozed,
          count(*) FILTER (WHERE phase = 'bot')::int AS bot,
          count(*) FILTER (
            WHERE jsonb_path_exists(sla, '$[*] ? (@.breached == true && @.target != "resolution")')
          )::int AS overdue
        FROM conversation
        WHERE tenant_id = q.tenant_id
          AND queue_id = q.id
          AND phase IN ('queued', 'offered', 'active', 'wrapping', 'snoozed', 'bot')
      ) c
      CROSS JOIN LATERAL (
        SELECT
          count(*) FILTER (WHERE s.presence = 'online')::int AS online,
          count(*) FILTER (WHERE s.presence = 'busy')::int AS busy,
          count(*) FILTER (WHERE s.presence = 'away')::int AS away,
          count(*) FILTER (WHERE s.presence = 'offline')::int AS offline,
          count(*) FILTER (WHERE s.presence = 'online' AND s.used + q.weight <= s.room)::int AS free
        FROM queue_member m JOIN agent_state s ON s.agent_id = m.agent_id JOIN app_user u ON u.id = m.agent_id
        WHERE m.queue_id = q.id AND u.disabled_at IS NULL
      ) a
      CROSS JOIN LATERAL (
        SELECT
          count(*) FILTER (WHERE e.data ->> 'outcome' = 'met')::int AS kept,
          count(*) FILTER (WHERE e.data ->> 'outcome' = 'breached')::int AS broken
        FROM conversation_event e JOIN conversation o ON o.id = e.conversation_id
        WHERE e.tenant_id = q.tenant_id
          AND e.type = 'sla_ended'
          AND e.at > ${new Date(at - HOUR_MS)}::timestamptz
          AND e.data ->> 'target' <> 'resolution'
          AND o.queue_id = q.id
      ) s
    WHERE q.tenant_id = ${unit.tenantId}::uuid
    ORDER BY q.name`;
  return rows.map(
    ({
      queue_id: queueId,
      name,
      waiting,
      oldest,
      offered,
      active,
      wrapping,
      snoozed,
      bot,
      overdue,
      kept,
      broken,
      online,
      busy,
      away,
      offline,
      free,
    }) => ({
      queueId,
      name,
      waiting,
      oldestSince: oldest?.toISOString() ?? null,
      offered,
      active,
      wrapping,
      snoozed,
      bot,
      answers: { kept, late: broken + overdue },
      agents: { online, busy, away, offline },
      free,
    }),
  );
}

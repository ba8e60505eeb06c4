/** How many conversations somebody sees, from numbers that are added up beforehand (docs/decisions/0040). */
import type { Phase } from '../../domain/conversation/state.ts';
import type { Sight } from '../conversation/scope.ts';
import type { TenantUnit } from '../db/database.ts';
import type { Pool } from '../db/open-pool.ts';

/** Numbers of conversations by phase; a phase without any is left out. */
export interface ConversationCounts {
  /** All that the person may see. */
  readonly seen: Readonly<Partial<Record<Phase, number>>>;
  /** Those that are the person's own. */
  readonly own: Readonly<Partial<Record<Phase, number>>>;
}

interface Row {
  phase: Phase;
  seen: number;
  own: number;
}

/**
 * The exact numbers as of now. Reads a row for each queue and phase of the sight and what has changed in the last
 * seconds, however many conversations there are.
 * @param person whose own are counted; an API key has none.
 */
export async function countConversations(unit: TenantUnit, sight: Sight, person: string): Promise<ConversationCounts> {
  const rows = await (sight.all ? countAll(unit, person) : countSeen(unit, sight));
  const of = (which: 'seen' | 'own') =>
    Object.fromEntries(rows.flatMap(row => (row[which] > 0 ? [[row.phase, row[which]]] : [])));
  return { seen: of('seen'), own: of('own') };
}

function countAll({ tx, tenantId }: TenantUnit, person: string): Promise<Row[]> {
  return tx.$queryRaw<Row[]>`
    SELECT
      phase,
      coalesce(sum(number) FILTER (WHERE NOT by_agent), 0)::int AS seen,
      coalesce(sum(number) FILTER (WHERE by_agent), 0)::int AS own
    FROM (
        SELECT phase, by_agent, number
        FROM conversation_count
        WHERE tenant_id = ${tenantId}::uuid AND (NOT by_agent OR (by_agent AND agent_id = ${person}::uuid))
        UNION ALL
        SELECT phase, false, change
        FROM conversation_count_change
        WHERE tenant_id = ${tenantId}::uuid
        UNION ALL
        SELECT phase, true, change
        FROM conversation_count_change
        WHERE tenant_id = ${tenantId}::uuid AND agent_id = ${person}::uuid
      ) counted
    GROUP BY phase`;
}

/** Those of the queues, the agent's own in other queues, and those elsewhere that the agent is consulted on. */
function countSeen(
  { tx, tenantId }: TenantUnit,
  { agentId, queueIds, consultedOn }: Extract<Sight, { all: false }>,
): Promise<Row[]> {
  const queues = [...queueIds];
  return tx.$queryRaw<Row[]>`
    SELECT
      phase,
      coalesce(sum(number) FILTER (WHERE NOT is_own OR queue_id <> ALL(${queues}::uuid[])), 0)::int AS seen,
      coalesce(sum(number) FILTER (WHERE is_own), 0)::int AS own
    FROM (
        SELECT phase, queue_id, by_agent AS is_own, number
        FROM conversation_count
        WHERE tenant_id = ${tenantId}::uuid
          AND ((NOT by_agent AND queue_id = ANY(${queues}::uuid[])) OR (by_agent AND agent_id = ${agentId}::uuid))
        UNION ALL
        SELECT phase, queue_id, false, change
        FROM conversation_count_change
        WHERE tenant_id = ${tenantId}::uuid AND queue_id = ANY(${queues}::uuid[])
        UNION ALL
        SELECT phase, queue_id, true, change
        FROM conversation_count_change
        WHERE tenant_id = ${tenantId}::uuid AND agent_id = ${agentId}::uuid
        UNION ALL
        SELECT phase, NULL, false, 1
        FROM conversation
        WHERE tenant_id = ${tenantId}::uuid
          AND id = ANY(${[...consultedOn]}::uuid[])
          AND agent_id IS DISTINCT FROM ${agentId}::uuid
          AND (queue_id IS NULL OR queue_id <> ALL(${queues}::uuid[]))
      ) counted
    GROUP BY phase`;
}

/**
 * Adds up what has changed, at most `limit` changes of any tenants. Only one caller does so at a time; for others there
 * is nothing to do then.
 * @param pool of role `sigfollow_relay`.
 * @returns the number of changes.
 */
export async function addUpCounts(pool: Pool, limit: number): Promise<number> {
  const { rows } = await pool.query<{ taken: number }>({ ...ADD_UP, values: [limit] });
  return rows[0]?.taken ?? 0;
}

const ADD_UP = {
  name: 'conversation_counts_add_up',
  text: `
    WITH
      turn AS MATERIALIZED (
        SELECT pg_try_advisory_xact_lock(hashtextextended('conversation_count', 0)) AS mine
      ),
      taken AS (
        DELETE FROM conversation_count_change c
        USING (
            SELECT tenant_id, id
            FROM conversation_count_change
            WHERE (SELECT mine FROM turn)
            ORDER BY tenant_id, id
            LIMIT $1
          ) t
        WHERE c.tenant_id = t.tenant_id AND c.id = t.id
        RETURNING c.tenant_id, c.phase, c.queue_id, c.agent_id, c.change
      ),
      added AS (
        INSERT INTO conversation_count AS n (tenant_id, by_agent, phase, queue_id, agent_id, number)
        SELECT
          tenant_id,
          GROUPING(agent_id) = 0,
          phase,
          queue_id,
          coalesce(agent_id, '00000000-0000-0000-0000-000000000000'),
          sum(change)
        FROM taken
        GROUP BY GROUPING SETS ((tenant_id, phase, queue_id), (tenant_id, phase, queue_id, agent_id))
        HAVING GROUPING(agent_id) = 1 OR agent_id <> '00000000-0000-0000-0000-000000000000'
        ON CONFLICT (tenant_id, by_agent, agent_id, queue_id, phase) DO UPDATE
        SET number = n.number + excluded.number
      )
    SELECT count(*)::int AS taken FROM taken`,
};

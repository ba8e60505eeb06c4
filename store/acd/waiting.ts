import type { Candidate, WaitingConversation } from '../../domain/acd/match.ts';
import { hasSkills } from '../../domain/acd/match.ts';
import type { SkillNeed } from '../../domain/conversation/state.ts';
import type { ConversationRow } from '../conversation/rows.ts';
import { CONVERSATION } from '../conversation/rows.ts';
import type { TenantUnit } from '../db/database.ts';
import type { SqlType, Values } from '../db/statement.ts';
import { columns, int, json, nullable, statement, text, time, uuid, uuids } from '../db/statement.ts';

export interface Waiting {
  readonly rows: readonly ConversationRow[];
  readonly candidates: readonly WaitingConversation[];
  /** At least one was left out because another transaction had locked it. */
  readonly skipped: boolean;
  /** The limit was reached, so more may be waiting. */
  readonly full: boolean;
}

const NOBODY: Waiting = { rows: [], candidates: [], skipped: false, full: false };

const NULLABLE = Object.fromEntries(
  Object.entries(CONVERSATION).map(([name, type]) => [name, nullable(type as SqlType<unknown>)]),
) as { readonly [Name in keyof typeof CONVERSATION]: SqlType<ConversationRow[Name] | null> };

/**
 * Reads the front of the line without locks first, then locks it: the difference in number tells whether a row was
 * skipped. A result row without a conversation stands for one that another transaction has locked, or changed
 * meanwhile.
 */
const LOCK_FRONT = statement('waiting_lock_front', {
  takes: { keys: json<readonly { key: string; agents: string }[]>(), queue: uuid, at: time, limit: int },
  gives: { ...NULLABLE, seen: int, excluded: uuids },
  sql: `
    WITH
      front AS MATERIALIZED (
        SELECT front.id, front.wait_key
        FROM jsonb_to_recordset($keys) AS k(key text, agents text)
          CROSS JOIN LATERAL (
            SELECT c.id, c.wait_key
            FROM conversation c
            WHERE c.tenant_id = (SELECT current_tenant())
              AND c.queue_id = $queue
              AND c.phase = 'queued'
              AND c.need_key = k.key
              AND (
                SELECT count(DISTINCT o.agent_id)
                FROM offer o
                WHERE o.tenant_id = c.tenant_id
                  AND o.conversation_id = c.id
                  AND o.offered_at >= c.enqueued_at
                  AND o.excluded_until > $at
                  AND o.agent_id = ANY(k.agents::uuid[])
              ) < cardinality(k.agents::uuid[])
            ORDER BY c.wait_key, c.id
            LIMIT $limit
          ) front
        ORDER BY front.wait_key, front.id
        LIMIT $limit
      ),
      locked AS MATERIALIZED (
        SELECT c.*
        FROM front JOIN conversation c ON c.tenant_id = (SELECT current_tenant()) AND c.id = front.id
        WHERE c.phase = 'queued' AND c.queue_id = $queue
        ORDER BY c.wait_key, c.id
        FOR NO KEY UPDATE OF c SKIP LOCKED
      )
    SELECT
      (SELECT count(*)::int FROM front) AS seen,
      ${columns(CONVERSATION, 'l')},
      ARRAY(
        SELECT o.agent_id
        FROM offer o
        WHERE o.tenant_id = l.tenant_id
          AND o.conversation_id = l.id
          AND o.excluded_until > $at
          AND (l.enqueued_at IS NULL OR o.offered_at >= l.enqueued_at)
      ) AS excluded
    FROM front LEFT JOIN locked l ON l.id = front.id
    ORDER BY l.wait_key, l.id`,
});

/**
 * Locks the front of a queue's line: the first `limit` conversations that at least one of the free agents could take. A
 * conversation that needs a skill no free agent has, or that all of them missed or refused lately, does not hold up
 * those behind it.
 * @param queue `stickyMs`: for how long the contact's last agent comes first; 0 for never.
 * @param at epoch milliseconds.
 */
export async function lockWaiting(
  unit: TenantUnit,
  queue: { readonly id: string; readonly stickyMs: number },
  free: readonly Candidate[],
  limit: number,
  at: number,
): Promise<Waiting> {
  const keys = (await needKeys(unit, queue.id)).flatMap(key => {
    const able = free.filter(agent => hasSkills(agent, JSON.parse(key) as SkillNeed[]));
    return able.length === 0 ? [] : [{ key, agents: `{${able.map(agent => agent.agentId).join()}}` }];
  });
  if (keys.length === 0) return NOBODY;
  const found = await unit.run(LOCK_FRONT, { keys, queue: queue.id, at: new Date(at), limit });
  const seen = found[0]?.seen ?? 0;
  const rows = found.filter(isLocked);
  const last =
    queue.stickyMs === 0 || rows.length === 0
      ? new Map<string, string>()
      : await lastAgents(
          unit,
          rows.map(row => row.id),
          at - queue.stickyMs,
        );
  const candidates = rows.map(row => ({
    conversationId: row.id,
    needs: row.needs,
    stickyAgentId: last.get(row.id) ?? null,
    waitKey: row.wait_key?.getTime() ?? at,
    excludedAgentIds: row.excluded,
  }));
  return { rows, candidates, skipped: rows.length < seen, full: seen === limit };
}

const isLocked = (row: Values<typeof LOCK_FRONT.gives>): row is Values<typeof LOCK_FRONT.gives> & ConversationRow =>
  row.id !== null;

const NEED_KEYS = statement('waiting_need_keys', {
  takes: { queue: uuid },
  gives: { key: text },
  sql: `
    WITH RECURSIVE
      k AS (
        (
          SELECT need_key AS key
          FROM conversation
          WHERE tenant_id = (SELECT current_tenant()) AND queue_id = $queue AND phase = 'queued'
          ORDER BY need_key
          LIMIT 1
        )
        UNION ALL
        SELECT
          (
            SELECT c.need_key
            FROM conversation c
            WHERE c.tenant_id = (SELECT current_tenant())
              AND c.queue_id = $queue
              AND c.phase = 'queued'
              AND c.need_key > k.key
            ORDER BY c.need_key
            LIMIT 1
          )
        FROM k
        WHERE k.key IS NOT NULL
      )
    SELECT key
    FROM k
    WHERE key IS NOT NULL`,
});

/**
 * The distinct needs (JSON text of `SkillNeed[]`) among the conversations that wait in a queue, found by a loose index
 * scan: it jumps from one value to the next.
 */
export async function needKeys(unit: TenantUnit, queueId: string): Promise<string[]> {
  return (await unit.run(NEED_KEYS, { queue: queueId })).map(row => row.key);
}

const LAST_AGENTS = statement('waiting_last_agents', {
  takes: { conversations: uuids, since: time },
  gives: { id: uuid, agent_id: uuid },
  sql: `
    SELECT c.id, last.agent_id
    FROM conversation c
      CROSS JOIN LATERAL (
        SELECT a.agent_id
        FROM conversation p JOIN assignment a ON a.tenant_id = p.tenant_id AND a.conversation_id = p.id
        WHERE p.tenant_id = c.tenant_id
          AND p.thread_id = c.thread_id
          AND coalesce(a.ended_at, a.started_at) > $since
        ORDER BY a.started_at DESC, a.id DESC
        LIMIT 1
      ) last
    WHERE c.tenant_id = (SELECT current_tenant()) AND c.id = ANY($conversations)`,
});

/** For each conversation, the last agent of its thread, where that was after `since`: conversation id → agent id. */
async function lastAgents(
  unit: TenantUnit,
  conversations: readonly string[],
  since: number,
): Promise<Map<string, string>> {
  return new Map(
    (await unit.run(LAST_AGENTS, { conversations, since: new Date(since) })).map(row => [row.id, row.agent_id]),
  );
}

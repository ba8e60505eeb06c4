import type { Candidate, WaitingConversation } from '../../domain/acd/match.ts';
import { hasSkills } from '../../domain/acd/match.ts';
import type { SkillNeed } from '../../domain/conversation/state.ts';
import type { ConversationRow } from '../conversation/rows.ts';
import type { TenantUnit } from '../database.ts';

export interface Waiting {
  readonly rows: readonly ConversationRow[];
  readonly candidates: readonly WaitingConversation[];
  /** Somebody else held one of them. */
  readonly skipped: boolean;
  /** There may be more behind them. */
  readonly full: boolean;
}

const NOBODY: Waiting = { rows: [], candidates: [], skipped: false, full: false };

/**
 * Locks the front of a queue's line: the first `limit` conversations that at least one of the free agents could take. Who waits
 * for a skill nobody free has, or was missed by all of them, holds up nobody behind.
 */
export async function lockWaiting(unit: TenantUnit, queue: { readonly id: string; readonly stickyMs: number }, free: readonly Candidate[], limit: number, at: number): Promise<Waiting> {
  const { tx, tenantId } = unit;
  const keys = (await needKeys(unit, queue.id)).flatMap(key => {
    const able = free.filter(agent => hasSkills(agent, JSON.parse(key) as SkillNeed[]));
    return able.length === 0 ? [] : [{ key, agents: `{${able.map(agent => agent.agentId).join()}}` }];
  });
  if (keys.length === 0) return NOBODY;
  // Seen without locks first: the difference to what could be locked tells whether somebody was skipped.
  const seen = await tx.$queryRaw<{ id: string }[]>`
    SELECT front.id FROM jsonb_to_recordset(${JSON.stringify(keys)}::jsonb) AS k(key text, agents text) CROSS JOIN LATERAL (
      SELECT c.id, c.wait_key FROM conversation c
      WHERE c.tenant_id = ${tenantId}::uuid AND c.queue_id = ${queue.id}::uuid AND c.phase = 'queued' AND c.need_key = k.key
        AND (SELECT count(DISTINCT o.agent_id) FROM offer o WHERE o.conversation_id = c.id AND o.offered_at >= c.enqueued_at AND o.excluded_until > ${new Date(at)}::timestamptz AND o.agent_id = ANY(k.agents::uuid[])) < cardinality(k.agents::uuid[])
      ORDER BY c.wait_key, c.id LIMIT ${limit}
    ) front ORDER BY front.wait_key, front.id LIMIT ${limit}`;
  if (seen.length === 0) return NOBODY;
  const ids = seen.map(row => row.id);
  const rows = await tx.$queryRaw<ConversationRow[]>`
    SELECT * FROM conversation WHERE id = ANY(${ids}::uuid[]) AND phase = 'queued' AND queue_id = ${queue.id}::uuid ORDER BY wait_key, id FOR NO KEY UPDATE SKIP LOCKED`;
  const excluded = await tx.offer.findMany({ where: { conversationId: { in: ids }, excludedUntil: { gt: new Date(at) } }, select: { conversationId: true, agentId: true, offeredAt: true } });
  const last = queue.stickyMs === 0 ? new Map<string, string>() : await lastAgents(unit, ids, at - queue.stickyMs);
  const candidates = rows.map(row => ({
    conversationId: row.id, needs: row.needs, stickyAgentId: last.get(row.id) ?? null, waitKey: row.wait_key?.getTime() ?? at, excludedAgentIds: excluded.filter(offer => offer.conversationId === row.id && offer.offeredAt >= (row.enqueued_at ?? offer.offeredAt)).map(offer => offer.agentId),
  }));
  return { rows, candidates, skipped: rows.length < seen.length, full: seen.length === limit };
}

/** The different needs of those who wait, found by jumping through the index from one to the next. */
export async function needKeys(unit: TenantUnit, queueId: string): Promise<string[]> {
  const rows = await unit.tx.$queryRaw<{ key: string }[]>`
    WITH RECURSIVE k AS (
      (SELECT need_key AS key FROM conversation WHERE tenant_id = ${unit.tenantId}::uuid AND queue_id = ${queueId}::uuid AND phase = 'queued' ORDER BY need_key LIMIT 1)
      UNION ALL
      SELECT (SELECT c.need_key FROM conversation c WHERE c.tenant_id = ${unit.tenantId}::uuid AND c.queue_id = ${queueId}::uuid AND c.phase = 'queued' AND c.need_key > k.key ORDER BY c.need_key LIMIT 1) FROM k WHERE k.key IS NOT NULL
    ) SELECT key FROM k WHERE key IS NOT NULL`;
  return rows.map(row => row.key);
}

/** Who was the last to talk with each contact on the same number, after `since`. */
async function lastAgents(unit: TenantUnit, conversationIds: readonly string[], since: number): Promise<Map<string, string>> {
  const rows = await unit.tx.$queryRaw<{ id: string; agent_id: string }[]>`
    SELECT c.id, last.agent_id FROM conversation c CROSS JOIN LATERAL (
      SELECT a.agent_id FROM conversation p JOIN assignment a ON a.conversation_id = p.id
      WHERE p.thread_id = c.thread_id AND coalesce(a.ended_at, a.started_at) > ${new Date(since)}::timestamptz ORDER BY a.started_at DESC, a.id DESC LIMIT 1
    ) last WHERE c.id = ANY(${[...conversationIds]}::uuid[])`;
  return new Map(rows.map(row => [row.id, row.agent_id]));
}

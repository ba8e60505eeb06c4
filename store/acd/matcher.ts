import { SYSTEM_ACTOR } from '../../domain/conversation/events.ts';
import { isRefusal, offer } from '../../domain/conversation/decide.ts';
import type { FreeAgent, WaitingConversation } from '../../domain/acd/match.ts';
import { pair } from '../../domain/acd/match.ts';
import type { Database, TenantUnit } from '../database.ts';
import { newId } from '../ids.ts';
import type { ConversationRow } from '../conversation/rows.ts';
import { stateOf } from '../conversation/rows.ts';
import type { Change } from '../conversation/write.ts';
import { writeChanges } from '../conversation/write.ts';
import { queuePolicy } from '../settings.ts';

/** Conversations looked at in one transaction; more are matched in the next, which the kept request asks for. */
const ROUND = 50;

/**
 * Matches one queue: locks its request, pairs waiting conversations with available agents, makes the offers, and clears
 * the request if it is unchanged and nobody was skipped because somebody else held the row.
 * @returns offers made; null when another matcher is at this queue or nothing is asked for.
 */
export async function matchQueue(database: Database, tenantId: string, queueId: string, at: number): Promise<number | null> {
  return database.withTenant(tenantId, async unit => {
    const [request] = await unit.tx.$queryRaw<{ generation: bigint }[]>`
      SELECT generation FROM match_request WHERE tenant_id = ${tenantId}::uuid AND queue_id = ${queueId}::uuid FOR UPDATE SKIP LOCKED`;
    if (request === undefined) return null;
    const queue = await queuePolicy(unit, queueId);
    const clear = (): Promise<number> => unit.tx.$executeRaw`DELETE FROM match_request WHERE tenant_id = ${tenantId}::uuid AND queue_id = ${queueId}::uuid AND generation = ${request.generation}`;
    if (queue === null) {
      await clear();
      return 0;
    }
    const available = await seeAgents(unit, queueId, queue.weight);
    // With nobody free the line is left alone: whoever becomes free asks again.
    const waiting = available.length === 0 ? NOBODY : await lockWaiting(unit, queueId, at);
    const agents = waiting.rows.length === 0 ? { skipped: false, free: [] } : await lockAgents(unit, available, queue.weight);
    const pairs = pair(waiting.candidates, agents.free, queue.weight);
    const changes: Change[] = [];
    for (const { conversationId, agentId } of pairs) {
      const row = waiting.rows.find(candidate => candidate.id === conversationId);
      if (row === undefined) continue;
      const before = stateOf(row);
      const decision = offer(before, agentId, newId(), queue, at);
      if (!isRefusal(decision)) changes.push({ conversationId, before, events: decision.events, actor: SYSTEM_ACTOR, at });
    }
    changes.sort((a, b) => (a.conversationId < b.conversationId ? -1 : 1));
    await writeChanges(unit, changes);
    const more = waiting.full && pairs.length > 0;
    if (!waiting.skipped && !agents.skipped && !more) await clear();
    else unit.wake.match = true;
    return changes.length;
  });
}

interface Waiting {
  readonly rows: readonly ConversationRow[];
  readonly candidates: readonly WaitingConversation[];
  readonly skipped: boolean;
  readonly full: boolean;
}

const NOBODY: Waiting = { rows: [], candidates: [], skipped: false, full: false };

/** The front of the line, with the agents each is not to be offered to now. */
async function lockWaiting(unit: TenantUnit, queueId: string, at: number): Promise<Waiting> {
  const { tx } = unit;
  // Seen without locks first: the difference to what could be locked tells whether somebody was skipped.
  const seen = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM conversation WHERE tenant_id = ${unit.tenantId}::uuid AND queue_id = ${queueId}::uuid AND phase = 'queued' ORDER BY wait_key, id LIMIT ${ROUND}`;
  if (seen.length === 0) return NOBODY;
  const ids = seen.map(row => row.id);
  const rows = await tx.$queryRaw<ConversationRow[]>`
    SELECT * FROM conversation WHERE id = ANY(${ids}::uuid[]) AND phase = 'queued' AND queue_id = ${queueId}::uuid ORDER BY wait_key, id FOR NO KEY UPDATE SKIP LOCKED`;
  const excluded = await tx.offer.findMany({ where: { conversationId: { in: ids }, excludedUntil: { gt: new Date(at) } }, select: { conversationId: true, agentId: true } });
  const candidates = rows.map(row => ({ conversationId: row.id, excludedAgentIds: excluded.filter(offer => offer.conversationId === row.id).map(offer => offer.agentId) }));
  return { rows, candidates, skipped: rows.length < seen.length, full: seen.length === ROUND };
}

/** Who has room and is there, without locking anybody. */
async function seeAgents(unit: TenantUnit, queueId: string, weight: number): Promise<string[]> {
  const seen = await unit.tx.$queryRaw<{ agent_id: string }[]>`
    SELECT a.agent_id FROM agent_state a JOIN queue_member m ON m.agent_id = a.agent_id JOIN app_user u ON u.id = a.agent_id
    WHERE m.queue_id = ${queueId}::uuid AND a.presence = 'online' AND u.disabled_at IS NULL AND a.used + ${weight}::int <= a.max`;
  return seen.map(row => row.agent_id);
}

async function lockAgents(unit: TenantUnit, seen: readonly string[], weight: number): Promise<{ skipped: boolean; free: FreeAgent[] }> {
  const rows = await unit.tx.$queryRaw<{ agent_id: string; free: number; idle_since: Date }[]>`
    SELECT agent_id, max - used AS free, idle_since FROM agent_state
    WHERE agent_id = ANY(${[...seen]}::uuid[]) AND presence = 'online' AND used + ${weight}::int <= max ORDER BY agent_id FOR NO KEY UPDATE SKIP LOCKED`;
  return { skipped: rows.length < seen.length, free: rows.map(row => ({ agentId: row.agent_id, free: row.free, idleSince: row.idle_since.getTime() })) };
}

import type { Candidate, Pair, WaitingConversation } from '../../domain/acd/match.ts';
import { isFree, pair, ineligibleReason } from '../../domain/acd/match.ts';
import { isRefusal, offer, offerToSeveral } from '../../domain/conversation/decide.ts';
import type { NewEvent } from '../../domain/conversation/events.ts';
import { SYSTEM_ACTOR } from '../../domain/conversation/events.ts';
import type { ConversationState } from '../../domain/conversation/state.ts';
import type { Database, TenantUnit } from '../db/database.ts';
import { bigint, int, statement, uuid } from '../db/statement.ts';
import { newId } from '../db/ids.ts';
import { stateOf } from '../conversation/rows.ts';
import type { Change } from '../conversation/write.ts';
import { writeChanges } from '../conversation/write.ts';
import type { QueueRules } from '../tenant/settings.ts';
import { queueRules } from '../tenant/settings.ts';
import { lockCandidates, seeCandidates } from './candidates.ts';
import type { Decision } from './decisions.ts';
import { decisionOf, noteDecisions } from './decisions.ts';
import { reservedByOtherQueues } from './reserved-by-other-queues.ts';
import { lockWaiting } from './waiting.ts';

/**
 * Conversations considered in one transaction; if there are more, the request is kept and the next transaction goes on.
 */
const ROUND = 50;

/**
 * Matches one queue: locks its request, pairs waiting conversations with available agents, makes the offers, and clears
 * the request if its generation is unchanged and nothing is left to do at once.
 * @param at epoch milliseconds.
 * @returns how many conversations were offered; null when another matcher works on this queue or there is no request.
 */
export async function matchQueue(
  database: Database,
  tenantId: string,
  queueId: string,
  at: number,
): Promise<number | null> {
  return database.withTenant(tenantId, async unit => {
    // One round trip for all three; what was read is only used if the request could be locked.
    const [[request], queue, seen] = await Promise.all([
      unit.run(LOCK_REQUEST, { queue: queueId }),
      queueRules(unit, queueId),
      seeCandidates(unit, queueId),
    ]);
    if (request === undefined) return null;
    const round = queue === null ? NOTHING : await matchRound(unit, queue, seen, at);
    if (round.again) unit.wake.match = true;
    else await unit.write(CLEAR_REQUEST, { queue: queueId, generation: request.generation });
    return round.made;
  });
}

/**
 * The generation is compared as of the statement's snapshot, with which the waiting conversations are looked for, and
 * as of the row's lock. If they differ, somebody has begun to wait in between and has asked again, so the request is
 * kept.
 */
const CLEAR_IDLE = statement('match_request_clear_idle', {
  takes: { queue: uuid },
  gives: { cleared: int },
  sql: `
    WITH
      seen AS MATERIALIZED (
        SELECT generation
        FROM match_request
        WHERE tenant_id = (SELECT current_tenant()) AND queue_id = $queue
      ),
      held AS MATERIALIZED (
        SELECT generation
        FROM match_request
        WHERE tenant_id = (SELECT current_tenant()) AND queue_id = $queue
        FOR UPDATE SKIP LOCKED
      )
    DELETE FROM match_request r USING seen,
    held
    WHERE r.tenant_id = (SELECT current_tenant())
      AND r.queue_id = $queue
      AND held.generation = seen.generation
      AND NOT EXISTS (
        SELECT 1
        FROM conversation c
        WHERE c.tenant_id = (SELECT current_tenant()) AND c.queue_id = $queue AND c.phase = 'queued'
      )
    RETURNING 1 AS cleared`,
});

/**
 * Clears a queue's match request when nothing waits in the queue, in one round trip. That is the usual case, since most
 * requests come from agents who have become free.
 * @returns whether it was cleared.
 */
export async function clearIdleRequest(
  database: Pick<Database, 'runAlone'>,
  tenantId: string,
  queueId: string,
): Promise<boolean> {
  return (await database.runAlone(tenantId, CLEAR_IDLE, { queue: queueId })).length > 0;
}

const LOCK_REQUEST = statement('match_request_lock', {
  takes: { queue: uuid },
  gives: { generation: bigint },
  sql: `
    SELECT generation
    FROM match_request
    WHERE tenant_id = (SELECT current_tenant()) AND queue_id = $queue
    FOR UPDATE SKIP LOCKED`,
});
const CLEAR_REQUEST = statement('match_request_clear', {
  takes: { queue: uuid, generation: bigint },
  gives: {},
  sql: `
    DELETE FROM match_request
    WHERE tenant_id = (SELECT current_tenant()) AND queue_id = $queue AND generation = $generation`,
});

interface Round {
  /** Conversations that were offered. */
  readonly made: number;
  /** Whether there may be more to do at once. */
  readonly again: boolean;
}

const NOTHING: Round = { made: 0, again: false };

async function matchRound(unit: TenantUnit, queue: QueueRules, seen: readonly Candidate[], at: number): Promise<Round> {
  const free = seen.filter(agent => isFree(agent, queue.weight));
  // With no free agent there is nothing to do: whoever becomes free requests a match.
  if (free.length === 0) return NOTHING;
  const waiting = await lockWaiting(unit, queue, free, ROUND, at);
  const { wanted, agents, deferred } = await pairFairly(unit, queue, waiting.candidates, free, at);
  // Only agents who are to get something are locked, to keep queues with common members from waiting for each other.
  const chosen = new Set(wanted.flatMap(each => [each.agentId, ...each.othersAsked]));
  const locked =
    chosen.size === 0
      ? []
      : await lockCandidates(
          unit,
          agents.filter(agent => chosen.has(agent.agentId)),
        );
  const found = pair(
    waiting.candidates,
    merged(
      seen.map(each => agents.find(agent => agent.agentId === each.agentId) ?? each),
      locked,
    ),
    queue,
    at,
  );
  const pairs = found.flatMap(each => amongLocked(each, new Set(locked.map(agent => agent.agentId))));
  const { changes, decisions } = offersOf(
    pairs,
    waiting.rows.map(row => ({ id: row.id, before: stateOf(row) })),
    queue,
    at,
  );
  await writeChanges(unit, changes);
  await noteDecisions(unit, decisions);
  return {
    made: changes.length,
    again: deferred || waiting.skipped || pairs.length < found.length || (waiting.full && pairs.length > 0),
  };
}

/**
 * Pairs, and again after finding out which of the chosen agents are needed more by another queue (`neededBefore`),
 * until that is known of all chosen ones.
 * @returns the pairs; the agents with `neededBefore`; and `deferred`, whether a conversation of this queue has to wait
 * because an agent is needed more elsewhere.
 */
async function pairFairly(
  unit: TenantUnit,
  queue: QueueRules,
  waiting: readonly WaitingConversation[],
  free: readonly Candidate[],
  at: number,
): Promise<{ wanted: Pair[]; agents: readonly Candidate[]; deferred: boolean }> {
  const known = new Set<string>();
  let agents = free;
  let deferred = false;
  for (;;) {
    const wanted = pair(waiting, agents, queue, at);
    const chosen = new Set(wanted.flatMap(each => [each.agentId, ...each.othersAsked]));
    const unknown = agents.filter(agent => chosen.has(agent.agentId) && !known.has(agent.agentId));
    const needed =
      unknown.length === 0 ? new Map<string, number>() : await reservedByOtherQueues(unit, queue.id, unknown, at);
    if (needed.size === 0) return { wanted, agents, deferred };
    for (const agent of unknown) known.add(agent.agentId);
    agents = agents.map(agent => ({ ...agent, neededBefore: needed.get(agent.agentId) ?? agent.neededBefore }));
    deferred ||= agents.some(
      agent =>
        agent.neededBefore !== null &&
        waiting.some(each => ineligibleReason(agent, each, queue.weight) === 'needed_elsewhere'),
    );
  }
}

const merged = (seen: readonly Candidate[], locked: readonly Candidate[]): Candidate[] =>
  seen.map(agent => locked.find(each => each.agentId === agent.agentId) ?? agent);

/** The pair without the agents who could not be locked; empty when none is left. */
function amongLocked(chosen: Pair, locked: ReadonlySet<string>): Pair[] {
  const [first, ...others] = [chosen.agentId, ...chosen.othersAsked].filter(agentId => locked.has(agentId));
  return first === undefined ? [] : [{ ...chosen, agentId: first, othersAsked: others }];
}

function offersOf(
  pairs: readonly Pair[],
  rows: readonly { readonly id: string; readonly before: ConversationState }[],
  queue: QueueRules,
  at: number,
): { changes: Change[]; decisions: Decision[] } {
  const changes: Change[] = [];
  const decisions: Decision[] = [];
  for (const chosen of pairs) {
    const place = rows.findIndex(row => row.id === chosen.conversationId);
    const row = rows[place];
    if (row === undefined) continue;
    const offers = [chosen.agentId, ...chosen.othersAsked].map(agentId => ({ agentId, offerId: newId() }));
    const [{ offerId, agentId } = { offerId: '', agentId: '' }] = offers;
    const decision =
      queue.broadcast > 1
        ? offerToSeveral(row.before, offers, queue, at)
        : offer(row.before, agentId, offerId, queue, at);
    if (isRefusal(decision)) continue;
    const accepted: NewEvent[] = queue.autoAccept
      ? [{ type: 'offer_accepted', data: { offerId, agentId, assignmentId: newId() } }]
      : [];
    changes.push({
      conversationId: row.id,
      before: row.before,
      events: [...decision.events, ...accepted],
      actor: SYSTEM_ACTOR,
      at,
    });
    const why = decisionOf(chosen, row.before, place, queue, at);
    decisions.push(...offers.map(each => ({ offerId: each.offerId, decision: why })));
  }
  changes.sort((a, b) => (a.conversationId < b.conversationId ? -1 : 1));
  return { changes, decisions };
}

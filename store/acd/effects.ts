import type { Effect } from '../../domain/conversation/effects.ts';
import type { TenantUnit } from '../database.ts';
import { CapacityExceededError } from '../conversation/capacity-error.ts';
import { requestMatches } from './match-request.ts';

interface PlacedEffect {
  readonly effect: Effect;
  readonly conversationId: string;
  readonly at: number;
}

/** Carries out what events change beside their conversation, in the lock order offers → agents (ascending) → match requests. */
export async function applyEffects(unit: TenantUnit, effects: readonly PlacedEffect[]): Promise<void> {
  if (effects.length === 0) return;
  for (const placed of effects) await offersAndAssignments(unit, placed);
  const freed = await charge(unit, effects);
  const queueIds = effects.flatMap(({ effect }) => (effect.kind === 'match' ? [effect.queueId] : []));
  const at = effects[0]?.at ?? 0;
  if (queueIds.length > 0 || freed.length > 0) await requestMatches(unit, queueIds, freed, at);
}

async function offersAndAssignments(unit: TenantUnit, { effect, conversationId, at }: PlacedEffect): Promise<void> {
  const { tx, tenantId } = unit;
  const when = new Date(at);
  switch (effect.kind) {
    case 'offer_made':
      await tx.offer.create({ data: { id: effect.offerId, tenantId, conversationId, queueId: effect.queueId, agentId: effect.agentId, state: 'offered', weight: effect.weight, charged: effect.charged, offeredAt: when, expiresAt: new Date(effect.expiresAt) } });
      return;
    case 'offer_over': {
      const { count } = await tx.offer.updateMany({
        where: { id: effect.offerId, tenantId, state: 'offered' },
        data: { state: effect.end, endedAt: when, excludedUntil: effect.excludedUntil === null ? null : new Date(effect.excludedUntil) },
      });
      if (count !== 1) throw new Error('the offer is not live although its conversation says so');
      return;
    }
    case 'assignment_made':
      await tx.assignment.create({ data: { id: effect.assignmentId, tenantId, conversationId, queueId: effect.queueId, agentId: effect.agentId, state: 'active', weight: effect.weight, startedAt: when } });
      return;
    case 'assignment_phase':
      await tx.assignment.updateMany({
        where: { id: effect.assignmentId, tenantId },
        data: { state: effect.phase, wrapUpEndsAt: effect.wrapUpEndsAt === null ? null : new Date(effect.wrapUpEndsAt), ...(effect.phase === 'done' ? { endedAt: when } : {}) },
      });
      return;
    default:
  }
}

/** Charges and frees capacity and keeps the score of missed offers. @returns agents who have more room now. */
async function charge(unit: TenantUnit, effects: readonly PlacedEffect[]): Promise<string[]> {
  const agents = new Map<string, { delta: number; missed: number; accepted: boolean; over: boolean; newWork: boolean; at: number }>();
  const of = (agentId: string, at: number) => {
    const known = agents.get(agentId) ?? { delta: 0, missed: 0, accepted: false, over: false, newWork: false, at };
    agents.set(agentId, known);
    return known;
  };
  for (const { effect, at } of effects) {
    if (effect.kind === 'capacity') of(effect.agentId, at).delta += effect.delta;
    if (effect.kind === 'offer_over' && effect.end !== 'accepted') of(effect.agentId, at).over = true;
    if (effect.kind === 'offer_over' && effect.end === 'expired') of(effect.agentId, at).missed += 1;
    if (effect.kind === 'offer_over' && effect.end === 'accepted') of(effect.agentId, at).accepted = true;
    if (effect.kind === 'offer_made' || effect.kind === 'assignment_made') of(effect.agentId, at).newWork = true;
  }
  for (const [agentId, { delta, missed, accepted, newWork, at }] of [...agents].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (delta === 0 && missed === 0 && !accepted && !newWork) continue;
    const when = new Date(at);
    // `away` after the strictest limit among the agent's queues: whoever does not answer must not hold up the line. Who was
    // asked with others and has no room any more did not miss anything.
    const changed = await unit.tx.$executeRaw`
      UPDATE agent_state a SET used = a.used + ${delta}::int,
        idle_since = CASE WHEN ${newWork} OR ${delta}::int < 0 THEN ${when}::timestamptz ELSE a.idle_since END,
        last_offer_at = CASE WHEN ${newWork} THEN ${when}::timestamptz ELSE a.last_offer_at END,
        missed_in_a_row = CASE WHEN ${accepted} OR goes.away THEN 0 ELSE a.missed_in_a_row + goes.missed END,
        presence = CASE WHEN goes.away THEN 'away' ELSE a.presence END,
        presence_reason = CASE WHEN goes.away THEN 'missed_offers' ELSE a.presence_reason END,
        presence_since = CASE WHEN goes.away THEN ${when}::timestamptz ELSE a.presence_since END
      FROM agent_state old CROSS JOIN LATERAL (
        SELECT s.missed, s.missed > 0 AND old.presence = 'online' AND old.missed_in_a_row + s.missed >= (
          SELECT min(q.miss_limit) FROM queue_member m JOIN queue q ON q.id = m.queue_id WHERE m.agent_id = old.agent_id) AS away
        FROM (SELECT CASE WHEN old.used + ${delta}::int < old.room THEN ${missed}::int ELSE 0 END AS missed) s) goes
      WHERE a.agent_id = ${agentId}::uuid AND old.agent_id = a.agent_id AND (${delta}::int <= 0 OR a.used + ${delta}::int <= a.room)`;
    if (changed !== 1) throw new CapacityExceededError(agentId);
  }
  return [...agents].filter(([, { delta, over }]) => delta < 0 || over).map(([agentId]) => agentId);
}

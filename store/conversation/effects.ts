import type { Effect } from '../../domain/conversation/effects.ts';
import type { TenantUnit } from '../db/database.ts';
import { bool, int, json, statement, time, uuid } from '../db/statement.ts';
import { CapacityExceededError } from './capacity-error.ts';
import { requestMatches } from './match-request.ts';
import { iso } from './rows.ts';

interface PlacedEffect {
  readonly effect: Effect;
  readonly conversationId: string;
  readonly at: number;
}

/**
 * Applies what events change outside their conversation, in the lock order offers → agents (ascending) → match
 * requests.
 * @throws CapacityExceededError when an agent would get more than fits; the transaction must be given up.
 */
export async function applyEffects(unit: TenantUnit, effects: readonly PlacedEffect[]): Promise<void> {
  if (effects.length === 0) return;
  const charges = chargesOf(effects);
  const queueIds = effects.flatMap(({ effect }) => (effect.kind === 'match' ? [effect.queueId] : []));
  const freed = charges.filter(({ delta, over }) => delta < 0 || over).map(({ agentId }) => agentId);
  const at = effects[0]?.at ?? 0;
  // Sent together, to share a round trip; PostgreSQL runs them in this order.
  const [, charged] = await Promise.all([
    offersAndAssignments(unit, effects),
    Promise.all(charges.filter(isCharged).map(async each => ({ each, changed: await charge(unit, each) }))),
    ...(queueIds.length > 0 || freed.length > 0 ? [requestMatches(unit, queueIds, freed, at)] : []),
  ]);
  for (const { each, changed } of charged) if (changed !== 1) throw new CapacityExceededError(each.agentId);
}

interface EndedOffer {
  id: string;
  end: string;
  at: string;
  excluded_until: string | null;
}
interface NewOffer {
  id: string;
  conversation_id: string;
  queue_id: string;
  agent_id: string;
  weight: number;
  charged: boolean;
  offered_at: string;
  expires_at: string;
  state: string;
  ended_at: string | null;
  excluded_until: string | null;
}
interface ChangedAssignment {
  id: string;
  state: string;
  wrap_up_ends_at: string | null;
  ended_at: string | null;
}
interface NewAssignment extends ChangedAssignment {
  conversation_id: string;
  queue_id: string;
  agent_id: string;
  weight: number;
  started_at: string;
}

/** Ends offers and changes assignments; returns how many of the offers were live. */
const END = statement('offers_end', {
  takes: { offers: json<EndedOffer[]>(), assignments: json<ChangedAssignment[]>() },
  gives: { over: int },
  sql: `
    WITH
      over AS (
        UPDATE offer o
        SET state = v.end, ended_at = v.at, excluded_until = v.excluded_until
        FROM
          jsonb_to_recordset($offers) AS v(id uuid, "end" text, at timestamptz, excluded_until timestamptz)
        WHERE o.tenant_id = (SELECT current_tenant()) AND o.id = v.id AND o.state = 'offered'
        RETURNING o.id
      ),
      changed AS (
        UPDATE assignment a
        SET state = v.state, wrap_up_ends_at = v.wrap_up_ends_at, ended_at = coalesce(v.ended_at, a.ended_at)
        FROM
          jsonb_to_recordset($assignments) AS v(id uuid, state text, wrap_up_ends_at timestamptz, ended_at timestamptz)
        WHERE a.tenant_id = (SELECT current_tenant()) AND a.id = v.id
      )
    SELECT count(*)::int AS over
    FROM over`,
});

/** Inserts offers and assignments. Runs after END, because a conversation can have only one live assignment. */
const BEGIN = statement('offers_begin', {
  takes: { offers: json<NewOffer[]>(), assignments: json<NewAssignment[]>() },
  gives: {},
  sql: `
    WITH
      made AS (
        INSERT INTO offer (
          id,
          tenant_id,
          conversation_id,
          queue_id,
          agent_id,
          state,
          weight,
          charged,
          offered_at,
          expires_at,
          ended_at,
          excluded_until
        )
        SELECT
          id,
          current_tenant(),
          conversation_id,
          queue_id,
          agent_id,
          state,
          weight,
          charged,
          offered_at,
          expires_at,
          ended_at,
          excluded_until
        FROM jsonb_to_recordset($offers) AS v(
            id uuid,
            conversation_id uuid,
            queue_id uuid,
            agent_id uuid,
            state text,
            weight int,
            charged boolean,
            offered_at timestamptz,
            expires_at timestamptz,
            ended_at timestamptz,
            excluded_until timestamptz
          )
      )
    INSERT INTO assignment (
      id,
      tenant_id,
      conversation_id,
      queue_id,
      agent_id,
      state,
      weight,
      started_at,
      wrap_up_ends_at,
      ended_at
    )
    SELECT
      id,
      current_tenant(),
      conversation_id,
      queue_id,
      agent_id,
      state,
      weight,
      started_at,
      wrap_up_ends_at,
      ended_at
    FROM jsonb_to_recordset($assignments) AS v(
        id uuid,
        conversation_id uuid,
        queue_id uuid,
        agent_id uuid,
        state text,
        weight int,
        started_at timestamptz,
        wrap_up_ends_at timestamptz,
        ended_at timestamptz
      )`,
});

const isoOf = (time: number): string => new Date(time).toISOString();

/** An offer or assignment that both begins and ends in these effects is written once, in its final state. */
async function offersAndAssignments(unit: TenantUnit, effects: readonly PlacedEffect[]): Promise<void> {
  const offers = new Map<string, NewOffer>();
  const over = new Map<string, EndedOffer>();
  const assignments = new Map<string, NewAssignment>();
  const changed = new Map<string, ChangedAssignment>();
  for (const { effect, conversationId, at } of effects) {
    const when = isoOf(at);
    switch (effect.kind) {
      case 'offer_made':
        offers.set(effect.offerId, {
          id: effect.offerId,
          conversation_id: conversationId,
          queue_id: effect.queueId,
          agent_id: effect.agentId,
          state: 'offered',
          weight: effect.weight,
          charged: effect.charged,
          offered_at: when,
          expires_at: isoOf(effect.expiresAt),
          ended_at: null,
          excluded_until: null,
        });
        break;
      case 'offer_over': {
        const made = offers.get(effect.offerId);
        const end = { id: effect.offerId, end: effect.end, at: when, excluded_until: iso(effect.excludedUntil) };
        if (made === undefined) over.set(effect.offerId, end);
        else Object.assign(made, { state: effect.end, ended_at: when, excluded_until: end.excluded_until });
        break;
      }
      case 'assignment_made':
        assignments.set(effect.assignmentId, {
          id: effect.assignmentId,
          conversation_id: conversationId,
          queue_id: effect.queueId,
          agent_id: effect.agentId,
          state: 'active',
          weight: effect.weight,
          started_at: when,
          wrap_up_ends_at: null,
          ended_at: null,
        });
        break;
      case 'assignment_phase': {
        const before = assignments.get(effect.assignmentId) ?? changed.get(effect.assignmentId);
        const phase = {
          state: effect.phase,
          wrap_up_ends_at: iso(effect.wrapUpEndsAt),
          ended_at: effect.phase === 'done' ? when : (before?.ended_at ?? null),
        };
        if (before === undefined) changed.set(effect.assignmentId, { id: effect.assignmentId, ...phase });
        else Object.assign(before, phase);
        break;
      }
      default:
    }
  }
  const isAny = (...some: readonly ReadonlyMap<string, unknown>[]): boolean => some.some(each => each.size > 0);
  const [ended] = await Promise.all([
    isAny(over, changed) ? unit.run(END, { offers: [...over.values()], assignments: [...changed.values()] }) : [],
    isAny(offers, assignments)
      ? unit.write(BEGIN, { offers: [...offers.values()], assignments: [...assignments.values()] })
      : 0,
  ]);
  if ((ended[0]?.over ?? 0) !== over.size) throw new Error('the offer is not live although its conversation says so');
}

/** What the effects add up to for one agent. */
interface Charge {
  readonly agentId: string;
  /** Change of the capacity in use. */
  delta: number;
  /** Offers that expired unanswered. */
  missed: number;
  accepted: boolean;
  /** An offer ended without being accepted. */
  over: boolean;
  /** An offer or an assignment was made. */
  newWork: boolean;
  at: number;
}

/** One per agent, in ascending order of agent id. */
function chargesOf(effects: readonly PlacedEffect[]): Charge[] {
  const agents = new Map<string, Charge>();
  const of = (agentId: string, at: number): Charge => {
    const known = agents.get(agentId) ?? {
      agentId,
      delta: 0,
      missed: 0,
      accepted: false,
      over: false,
      newWork: false,
      at,
    };
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
  return [...agents.values()].sort((a, b) => (a.agentId < b.agentId ? -1 : 1));
}

const isCharged = ({ delta, missed, accepted, newWork }: Charge): boolean =>
  delta !== 0 || missed > 0 || accepted || newWork;

/**
 * An agent who misses as many offers in a row as the strictest of its queues allows is set to `away`, so as not to hold
 * up those who wait. An expired offer does not count as missed when the agent has no room any more: it may have been
 * offered to several agents at once, which does not reserve capacity.
 */
const CHARGE = statement('agent_charge', {
  takes: { agent: uuid, delta: int, missed: int, accepted: bool, newWork: bool, at: time },
  gives: {},
  sql: `
    UPDATE agent_state a
    SET
      used = a.used + $delta,
      idle_since = CASE WHEN $newWork OR $delta < 0 THEN $at ELSE a.idle_since END,
      last_offer_at = CASE WHEN $newWork THEN $at ELSE a.last_offer_at END,
      missed_in_a_row = CASE WHEN $accepted OR goes.away THEN 0 ELSE a.missed_in_a_row + goes.missed END,
      presence = CASE WHEN goes.away THEN 'away' ELSE a.presence END,
      presence_reason = CASE WHEN goes.away THEN 'missed_offers' ELSE a.presence_reason END,
      presence_since = CASE WHEN goes.away THEN $at ELSE a.presence_since END
    FROM agent_state old
      CROSS JOIN LATERAL (
        SELECT
          s.missed,
          s.missed > 0
          AND old.presence = 'online'
          AND old.missed_in_a_row + s.missed >= (
            SELECT min(q.miss_limit)
            FROM queue_member m JOIN queue q ON q.id = m.queue_id
            WHERE m.agent_id = old.agent_id
          ) AS away
        FROM (SELECT CASE WHEN old.used + $delta < old.room THEN $missed ELSE 0 END AS missed) s
      ) goes
    WHERE a.agent_id = $agent AND old.agent_id = a.agent_id AND ($delta <= 0 OR a.used + $delta <= a.room)`,
});

/** Takes or frees capacity and counts missed offers. @returns rows changed: 0 when the agent has no room. */
const charge = (unit: TenantUnit, { agentId, delta, missed, accepted, newWork, at }: Charge): Promise<number> =>
  unit.write(CHARGE, { agent: agentId, delta, missed, accepted, newWork, at: new Date(at) });

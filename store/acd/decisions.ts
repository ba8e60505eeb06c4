/** Why an offer was made to this agent: stored with the offer, and deleted with the conversation. */
import type { Pair, SkipReason, Strategy } from '../../domain/acd/match.ts';
import type { ConversationState, SkillNeed } from '../../domain/conversation/state.ts';
import type { TenantUnit } from '../db/database.ts';
import { json, statement } from '../db/statement.ts';

/** How many of the agents passed over are recorded by name; `considered` counts all of them. */
const NAMED = 50;

export interface OfferDecision {
  /** Version of the queue's settings that were in force. Missing in older decisions. */
  readonly queueVersion?: number;
  readonly strategy: Strategy;
  /** The agent was chosen for having been the contact's last one. */
  readonly sticky: boolean;
  readonly needs: readonly SkillNeed[];
  readonly priority: number;
  /** How many of the queue's routing steps had been taken. */
  readonly step: number;
  /** When the contact began to wait, epoch milliseconds. */
  readonly waitingSince: number | null;
  readonly waitedMs: number;
  /** The conversation's place among those that could be matched at that time, from 1. */
  readonly placeInLine: number;
  /** How many agents were considered, including those who got the offer. */
  readonly considered: number;
  /** How many agents got the offer at the same time, from 1. Missing in older decisions. */
  readonly askedAtOnce?: number;
  readonly passedOver: readonly { readonly agentId: string; readonly why: SkipReason }[];
}

/** A decision, with the offer that it led to. */
export interface Decision {
  readonly offerId: string;
  readonly decision: OfferDecision;
}

/**
 * @param place the conversation's index, from 0, among those that could be matched.
 * @param at when the offer is made, epoch milliseconds.
 */
export function decisionOf(
  { sticky, othersAsked, passedOver }: Pair,
  { needs, priority, step, enqueuedAt }: ConversationState,
  place: number,
  queue: { readonly version: number; readonly strategy: Strategy },
  at: number,
): OfferDecision {
  return {
    queueVersion: queue.version,
    strategy: queue.strategy,
    sticky,
    needs,
    priority,
    step,
    waitingSince: enqueuedAt,
    waitedMs: enqueuedAt === null ? 0 : at - enqueuedAt,
    placeInLine: place + 1,
    considered: passedOver.length + 1 + othersAsked.length,
    askedAtOnce: 1 + othersAsked.length,
    passedOver: passedOver.slice(0, NAMED),
  };
}

const NOTE = statement('offers_note_decisions', {
  takes: { decisions: json<readonly { offer_id: string; decision: OfferDecision }[]>() },
  gives: {},
  sql: `
    UPDATE offer o
    SET decision = d.decision
    FROM jsonb_to_recordset($decisions) AS d(offer_id uuid, decision jsonb)
    WHERE o.tenant_id = (SELECT current_tenant()) AND o.id = d.offer_id`,
});

/** Stores the decisions with their offers, which are in the database already. */
export async function noteDecisions(unit: TenantUnit, decisions: readonly Decision[]): Promise<void> {
  if (decisions.length > 0)
    await unit.write(NOTE, { decisions: decisions.map(({ offerId, decision }) => ({ offer_id: offerId, decision })) });
}

/** Why an offer went to whom it went: written with the offer, gone with the conversation. */
import type { Pair, SkipReason, Strategy } from '../../domain/acd/match.ts';
import type { ConversationState, SkillNeed } from '../../domain/conversation/state.ts';
import type { TenantUnit } from '../db/database.ts';
import { json, statement } from '../db/statement.ts';

/** So many of those who were passed over are named; of the rest the number is kept. */
const NAMED = 50;

export interface OfferDecision {
  /** Version of the queue's settings that were in force. Missing in older ones. */
  readonly queueVersion?: number;
  readonly strategy: Strategy;
  readonly sticky: boolean;
  readonly needs: readonly SkillNeed[];
  readonly priority: number;
  /** Routing steps that had been taken. */
  readonly step: number;
  /** Since when the contact waits, epoch milliseconds, and how long it had. */
  readonly waitingSince: number | null;
  readonly waitedMs: number;
  /** Its place among those who could be matched then, from 1. */
  readonly placeInLine: number;
  readonly considered: number;
  /** Agents who were asked at the same time. Missing in older ones. */
  readonly askedAtOnce?: number;
  readonly passedOver: readonly { readonly agentId: string; readonly why: SkipReason }[];
}

export interface Decision {
  readonly offerId: string;
  readonly decision: OfferDecision;
}

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

export async function noteDecisions(unit: TenantUnit, decisions: readonly Decision[]): Promise<void> {
  if (decisions.length > 0)
    await unit.write(NOTE, { decisions: decisions.map(({ offerId, decision }) => ({ offer_id: offerId, decision })) });
}

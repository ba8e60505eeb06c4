/**
 * Whether an inbound message in an open conversation affects nothing but its window, so that the hot path may take it.
 */
import type { BusinessHours } from '../../domain/acd/hours.ts';
import { isOpenAt } from '../../domain/acd/hours.ts';
import type { ConversationState } from '../../domain/conversation/state.ts';
import { HOURS_OF_QUEUE_SQL } from '../tenant/hours.ts';
import { bool, json, nullable, statement, uuid } from '../db/statement.ts';
import type { TenantUnit } from '../db/database.ts';

/** The queues in which an inbound message may have side effects. */
export interface InboundSideEffects {
  /** Ids of queues with service levels. */
  readonly withServiceLevels: ReadonlySet<string>;
  /** Business hours of the queues that send a text out of hours. */
  readonly hours: ReadonlyMap<string, BusinessHours>;
}

const STIRRING = statement('queues_stirring', {
  takes: {},
  gives: { id: uuid, has_goals: bool, hours: nullable(json<BusinessHours>()) },
  sql: `
    SELECT
      q.id,
      q.sla <> '[]' AS has_goals,
      CASE WHEN q.out_of_hours_text IS NOT NULL THEN ${HOURS_OF_QUEUE_SQL} END AS hours
    FROM queue q
    WHERE q.tenant_id = (SELECT current_tenant()) AND (q.sla <> '[]' OR q.out_of_hours_text IS NOT NULL)`,
});

/** The queues of the tenant in which a message may start a service-level clock or be answered out of hours. */
export async function inboundSideEffects(unit: TenantUnit): Promise<InboundSideEffects> {
  const rows = await unit.run(STIRRING, {});
  return {
    withServiceLevels: new Set(rows.filter(row => row.has_goals).map(row => row.id)),
    hours: new Map(rows.flatMap(row => (row.hours === null ? [] : [[row.id, row.hours] as const]))),
  };
}

/**
 * True when no wait for the contact (idle timer) runs, the AI is off, no service-level clock is paused, the queue has
 * no service levels or a clock for an answer runs already, and the queue sends no text out of hours or is open.
 * @param at epoch milliseconds.
 */
export function hasNoSideEffects(
  { idleAt, queueId, sla, ai }: Pick<ConversationState, 'idleAt' | 'queueId' | 'sla' | 'ai'>,
  { withServiceLevels, hours }: InboundSideEffects,
  at: number,
): boolean {
  if (idleAt !== null || (ai !== null && ai.mode !== 'off') || sla.some(clock => clock.remainingMs !== null))
    return false;
  if (queueId === null) return true;
  const own = hours.get(queueId);
  return (
    (!withServiceLevels.has(queueId) || sla.some(clock => clock.target !== 'resolution')) &&
    (own === undefined || isOpenAt(own, at))
  );
}

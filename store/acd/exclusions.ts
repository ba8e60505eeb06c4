import type { ConversationState } from '../../domain/conversation/state.ts';
import type { TenantUnit } from '../db/database.ts';
import { nullable, statement, time, uuid } from '../db/statement.ts';

const NEXT_END = statement('offer_next_exclusion_end', {
  takes: { conversation: uuid, at: time, since: nullable(time) },
  gives: { until: nullable(time) },
  sql: `
    SELECT min(excluded_until) AS until
    FROM offer
    WHERE tenant_id = (SELECT current_tenant())
      AND conversation_id = $conversation
      AND excluded_until > $at
      AND ($since IS NULL OR offered_at >= $since)`,
});

/**
 * When the first of the agents who missed or refused the conversation, since it was enqueued, may be offered it again;
 * null when none is excluded. Times are epoch milliseconds.
 */
export async function nextExclusionEnd(
  unit: TenantUnit,
  conversationId: string,
  { enqueuedAt }: Pick<ConversationState, 'enqueuedAt'>,
  at: number,
): Promise<number | null> {
  const [found] = await unit.run(NEXT_END, {
    conversation: conversationId,
    at: new Date(at),
    since: enqueuedAt === null ? null : new Date(enqueuedAt),
  });
  return found?.until?.getTime() ?? null;
}

import type { ConversationState } from '../../domain/conversation/state.ts';
import type { TenantUnit } from '../database.ts';

/** When the next agent who missed or refused the conversation, since the contact waits, may be offered it again; null: nobody is excluded. */
export async function nextExclusionEnd(unit: TenantUnit, conversationId: string, { enqueuedAt }: Pick<ConversationState, 'enqueuedAt'>, at: number): Promise<number | null> {
  const { _min: found } = await unit.tx.offer.aggregate({
    where: { tenantId: unit.tenantId, conversationId, excludedUntil: { gt: new Date(at) }, ...(enqueuedAt === null ? {} : { offeredAt: { gte: new Date(enqueuedAt) } }) }, _min: { excludedUntil: true },
  });
  return found.excludedUntil?.getTime() ?? null;
}

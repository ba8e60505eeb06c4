import type { ConversationEvent } from '../../domain/conversation/events.ts';
import type { TenantUnit } from '../database.ts';

/** Events with a `seq` above `lastSeq`, in order, as the workflow folds them. */
export async function eventsAfter(unit: TenantUnit, conversationId: string, lastSeq: number, limit = 1000): Promise<ConversationEvent[]> {
  const rows = await unit.tx.conversationEvent.findMany({
    where: { conversationId, tenantId: unit.tenantId, seq: { gt: lastSeq } }, orderBy: { seq: 'asc' }, take: limit,
    select: { seq: true, type: true, at: true, prevWakeSeq: true, data: true },
  });
  return rows.map(row => ({ seq: row.seq, type: row.type, at: row.at.getTime(), prevWakeSeq: row.prevWakeSeq, data: row.data }) as unknown as ConversationEvent);
}

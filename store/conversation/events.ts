import type { ConversationEvent } from '../../domain/conversation/events.ts';
import type { TenantUnit } from '../db/database.ts';
import { int, json, nullable, statement, time, uuid, words } from '../db/statement.ts';
import type { ConversationEvent as EventRow } from '../generated/client.ts';

const AFTER = statement('events_after', {
  takes: { conversation: uuid, seq: int, limit: int },
  gives: { seq: int, type: words<ConversationEvent['type']>(), at: time, prev_wake_seq: nullable(int), data: json() },
  sql: `
    SELECT seq, type, at, prev_wake_seq, data
    FROM conversation_event
    WHERE tenant_id = (SELECT current_tenant()) AND conversation_id = $conversation AND seq > $seq
    ORDER BY seq
    LIMIT $limit`,
});

/** Events with a `seq` above `lastSeq`, in order, in the form that the workflow folds; at most `limit`. */
export async function eventsAfter(
  unit: TenantUnit,
  conversationId: string,
  lastSeq: number,
  limit = 1000,
): Promise<ConversationEvent[]> {
  const written = unit.written.get(conversationId);
  // This unit wrote every event after `lastSeq`, since it holds the conversation's lock: no need to ask.
  if (written?.[0]?.seq === lastSeq + 1) return written.slice(0, limit);
  const rows = await unit.run(AFTER, { conversation: conversationId, seq: lastSeq, limit });
  return rows.map(
    row =>
      ({
        seq: row.seq,
        type: row.type,
        at: row.at.getTime(),
        prevWakeSeq: row.prev_wake_seq,
        data: row.data,
      }) as unknown as ConversationEvent,
  );
}

/** Which rows of a log are read, and from where. */
export interface TimelinePart {
  /** From its beginning, or from its end. */
  readonly order: 'oldest' | 'newest';
  /** The place before the first row; null: where that order begins. */
  readonly from: number | null;
  /** Only these; undefined: all. */
  readonly types: readonly string[] | undefined;
  readonly limit: number;
}

/** Rows of a conversation's log, for display. */
export function readTimeline(
  { tx, tenantId }: TenantUnit,
  conversationId: string,
  { order, from, types, limit }: TimelinePart,
): Promise<EventRow[]> {
  return tx.conversationEvent.findMany({
    where: {
      tenantId,
      conversationId,
      ...(from === null ? {} : { seq: order === 'oldest' ? { gt: from } : { lt: from } }),
      ...(types === undefined ? {} : { type: { in: [...types] } }),
    },
    orderBy: { seq: order === 'oldest' ? 'asc' : 'desc' },
    take: limit,
  });
}

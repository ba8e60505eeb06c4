import type { ConversationEvent } from '../../domain/conversation/events.ts';
import type { ConversationState } from '../../domain/conversation/state.ts';
import type { Database } from '../db/database.ts';
import { columns, statement, uuid } from '../db/statement.ts';
import { CONVERSATION, stateOf } from './rows.ts';
import { eventsAfter } from './events.ts';

const SNAPSHOT = statement('conversation_snapshot', {
  takes: { id: uuid },
  gives: CONVERSATION,
  sql: `
    SELECT ${columns(CONVERSATION, 'c')}
    FROM conversation c
    WHERE c.id = $id AND c.tenant_id = (SELECT current_tenant())`,
});

/**
 * The state that a workflow begins with; null when the conversation is gone or erased, so that there is nothing to do.
 */
export async function snapshot(
  database: Database,
  tenantId: string,
  conversationId: string,
): Promise<ConversationState | null> {
  return database.withTenant(tenantId, async unit => {
    const [row] = await unit.run(SNAPSHOT, { id: conversationId });
    return row === undefined || row.phase === 'erased' ? null : stateOf(row);
  });
}

/** Events with a `seq` above `lastSeq`, for a workflow that has noticed a gap or is recovering from a failure. */
export async function readEvents(
  database: Database,
  tenantId: string,
  conversationId: string,
  lastSeq: number,
): Promise<ConversationEvent[]> {
  return database.withTenant(tenantId, unit => eventsAfter(unit, conversationId, lastSeq));
}

/**
 * Ids of a tenant's conversations whose next deadline was due at or before `before` (epoch milliseconds), most overdue
 * first.
 */
export async function overdue(database: Database, tenantId: string, before: number, limit: number): Promise<string[]> {
  return database.withTenant(tenantId, async ({ tx }) => {
    const rows = await tx.conversation.findMany({
      where: {
        tenantId,
        dueHour: { lte: new Date(before) },
        dueAt: { lte: new Date(before) },
        phase: { not: 'erased' },
      },
      orderBy: [{ dueHour: 'asc' }, { dueAt: 'asc' }],
      take: limit,
      select: { id: true },
    });
    return rows.map(row => row.id);
  });
}

/** Ids of the conversations that should have a workflow (all but erased ones), a page at a time, in order of id. */
export async function listLive(
  database: Database,
  tenantId: string,
  afterId: string | null,
  limit: number,
): Promise<string[]> {
  return database.withTenant(tenantId, async ({ tx }) => {
    const rows = await tx.conversation.findMany({
      where: { tenantId, phase: { not: 'erased' }, ...(afterId === null ? {} : { id: { gt: afterId } }) },
      orderBy: { id: 'asc' },
      take: limit,
      select: { id: true },
    });
    return rows.map(row => row.id);
  });
}

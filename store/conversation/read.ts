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
 * The state a workflow begins from; null when the conversation is gone or erased, and the workflow has nothing to do.
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

/** Events after `lastSeq`; for workflows that noticed a gap or came back from a failure. */
export async function readEvents(
  database: Database,
  tenantId: string,
  conversationId: string,
  lastSeq: number,
): Promise<ConversationEvent[]> {
  return database.withTenant(tenantId, unit => eventsAfter(unit, conversationId, lastSeq));
}

/** Conversations of a tenant to whom something has been owed since before `before`. */
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

/** Every conversation that should have a workflow. */
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

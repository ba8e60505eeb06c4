import { OPEN_PHASES } from '../../domain/conversation/state.ts';
import type { TenantUnit } from '../db/database.ts';
import type { ConversationRow } from './rows.ts';
import { CONVERSATION } from './rows.ts';
import { columns, statement, time, uuid, uuids } from '../db/statement.ts';
import { newId } from '../db/ids.ts';

export interface ThreadRow {
  readonly id: string;
  readonly number_id: string;
  readonly contact_id: string;
}

export interface ThreadKey {
  readonly numberId: string;
  readonly contactId: string;
}

/**
 * Locks the thread of each (number, contact), creating missing ones. Threads are always locked in the order of number
 * and contact, so that transactions cannot deadlock on them.
 * @param at epoch milliseconds.
 */
export async function lockThreads(unit: TenantUnit, keys: readonly ThreadKey[], at: number): Promise<ThreadRow[]> {
  const found = await lockExisting(unit, keys);
  const missing = keys.filter(
    key => !found.some(row => row.number_id === key.numberId && row.contact_id === key.contactId),
  );
  if (missing.length === 0) return found;
  await unit.write(INSERT, {
    ids: missing.map(newId),
    numbers: missing.map(key => key.numberId),
    contacts: missing.map(key => key.contactId),
    at: new Date(at),
  });
  return [...found, ...(await lockExisting(unit, missing))];
}

const INSERT = statement('threads_insert', {
  takes: { ids: uuids, numbers: uuids, contacts: uuids, at: time },
  gives: {},
  sql: `
    INSERT INTO thread (id, tenant_id, number_id, contact_id, created_at)
    SELECT n.id, current_tenant(), n.number_id, n.contact_id, $at
    FROM unnest($ids, $numbers, $contacts) AS n(id, number_id, contact_id)
    ORDER BY n.number_id, n.contact_id
    ON CONFLICT (tenant_id, contact_id, number_id) DO NOTHING`,
});

const LOCK = statement('threads_lock', {
  takes: { numbers: uuids, contacts: uuids },
  gives: { id: uuid, number_id: uuid, contact_id: uuid },
  sql: `
    SELECT id, number_id, contact_id
    FROM thread
    WHERE tenant_id = (SELECT current_tenant())
      AND (number_id, contact_id) IN (SELECT * FROM unnest($numbers, $contacts))
    ORDER BY number_id, contact_id
    FOR NO KEY UPDATE`,
});

function lockExisting(unit: TenantUnit, keys: readonly ThreadKey[]): Promise<ThreadRow[]> {
  return unit.run(LOCK, { numbers: keys.map(key => key.numberId), contacts: keys.map(key => key.contactId) });
}

const LOCK_CURRENT = statement('conversations_lock_current', {
  takes: { threads: uuids },
  gives: CONVERSATION,
  sql: `
    SELECT ${columns(CONVERSATION, 'c')}
    FROM conversation c
    WHERE c.tenant_id = (SELECT current_tenant())
      AND c.id = ANY(
        ARRAY(
          SELECT DISTINCT ON (thread_id) id
          FROM conversation
          WHERE tenant_id = (SELECT current_tenant())
            AND thread_id = ANY($threads)
            AND phase NOT IN ('archived', 'erased')
          ORDER BY thread_id, (phase <> 'closed') DESC, closed_at DESC NULLS LAST, id DESC
        )
      )
    ORDER BY c.id
    FOR NO KEY UPDATE`,
});

/**
 * Locks, in order of id, the open conversation of each thread, or the one closed last when none is open; archived and
 * erased ones do not count.
 * @returns by thread id.
 */
export async function lockCurrentConversations(
  unit: TenantUnit,
  threadIds: readonly string[],
): Promise<Map<string, ConversationRow>> {
  const rows = await unit.run(LOCK_CURRENT, { threads: threadIds });
  return new Map(rows.map(row => [row.thread_id, row]));
}

/** The thread's open conversation, if it is not the one given. */
export function otherOpenConversation(
  { tx }: TenantUnit,
  threadId: string,
  conversationId: string,
): Promise<{ readonly id: string; readonly queueId: string | null; readonly agentId: string | null } | null> {
  return tx.conversation.findFirst({
    where: { threadId, id: { not: conversationId }, phase: { in: [...OPEN_PHASES] } },
    select: { id: true, queueId: true, agentId: true },
  });
}

/** When the thread's customer-service window closes, epoch milliseconds; null when the contact has never written. */
export async function threadWindow({ tx }: TenantUnit, threadId: string): Promise<number | null> {
  const { _max: latest } = await tx.conversation.aggregate({ where: { threadId }, _max: { windowExpiresAt: true } });
  return latest.windowExpiresAt?.getTime() ?? null;
}

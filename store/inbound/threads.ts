import type { TenantUnit } from '../database.ts';
import type { ConversationRow } from '../conversation/rows.ts';
import { newId } from '../ids.ts';

export interface ThreadRow {
  readonly id: string;
  readonly number_id: string;
  readonly contact_id: string;
}

export interface ThreadKey {
  readonly numberId: string;
  readonly contactId: string;
}

/** Locks the thread of each (number, contact), making those that are missing; always in the same order. */
export async function lockThreads(unit: TenantUnit, keys: readonly ThreadKey[], at: number): Promise<ThreadRow[]> {
  const found = await lockExisting(unit, keys);
  const missing = keys.filter(key => !found.some(row => row.number_id === key.numberId && row.contact_id === key.contactId));
  if (missing.length === 0) return found;
  await unit.tx.$executeRaw`
    INSERT INTO thread (id, tenant_id, number_id, contact_id, created_at)
    SELECT n.id, ${unit.tenantId}::uuid, n.number_id, n.contact_id, ${new Date(at)}::timestamptz
    FROM unnest(${missing.map(newId)}::uuid[], ${missing.map(key => key.numberId)}::uuid[], ${missing.map(key => key.contactId)}::uuid[]) AS n(id, number_id, contact_id)
    ORDER BY n.number_id, n.contact_id ON CONFLICT (tenant_id, contact_id, number_id) DO NOTHING`;
  return [...found, ...(await lockExisting(unit, missing))];
}

function lockExisting(unit: TenantUnit, keys: readonly ThreadKey[]): Promise<ThreadRow[]> {
  return unit.tx.$queryRaw<ThreadRow[]>`
    SELECT id, number_id, contact_id FROM thread
    WHERE tenant_id = ${unit.tenantId}::uuid
      AND (number_id, contact_id) IN (SELECT * FROM unnest(${keys.map(key => key.numberId)}::uuid[], ${keys.map(key => key.contactId)}::uuid[]))
    ORDER BY number_id, contact_id FOR NO KEY UPDATE`;
}

/** The open conversation of each thread, else its newest closed one; locked in order of id. */
export async function lockCurrentConversations(unit: TenantUnit, threadIds: readonly string[]): Promise<Map<string, ConversationRow>> {
  const rows = await unit.tx.$queryRaw<ConversationRow[]>`
    SELECT * FROM conversation WHERE id = ANY(ARRAY(
      SELECT DISTINCT ON (thread_id) id FROM conversation
      WHERE thread_id = ANY(${[...threadIds]}::uuid[]) AND phase NOT IN ('archived', 'erased')
      ORDER BY thread_id, (phase <> 'closed') DESC, closed_at DESC NULLS LAST, id DESC))
    ORDER BY id FOR NO KEY UPDATE`;
  return new Map(rows.map(row => [row.thread_id, row]));
}

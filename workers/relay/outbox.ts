/** The relay's side of the outbox, as role `sigfollow_relay`: claim a conversation, deliver, delete what was delivered. */
import type pg from 'pg';
import type { ConversationEvent } from '../../domain/conversation/events.ts';

export interface Claim {
  readonly conversationId: string;
  readonly tenantId: string;
  readonly token: string;
  /** In order of `seq`, at most `EVENTS_PER_SIGNAL`. */
  readonly events: readonly ConversationEvent[];
}

const EVENTS_PER_SIGNAL = 200;

/** Claims up to `limit` conversations for `leaseMs`. The transaction is over before anything is delivered. */
export async function claim(pool: pg.Pool, token: string, at: number, leaseMs: number, limit: number): Promise<Claim[]> {
  const heads = await pool.query<{ conversation_id: string; tenant_id: string }>(
    `UPDATE outbox_head h SET lease_until = $1, lease_token = $2
     FROM (SELECT conversation_id FROM outbox_head
           WHERE (lease_until IS NULL OR lease_until < $3) AND quarantined_at IS NULL
           ORDER BY lease_until NULLS FIRST, ready_at LIMIT $4 FOR UPDATE SKIP LOCKED) c
     WHERE h.conversation_id = c.conversation_id RETURNING h.conversation_id, h.tenant_id`,
    [new Date(at + leaseMs), token, new Date(at), limit],
  );
  if (heads.rows.length === 0) return [];
  const rows = await pool.query<{ conversation_id: string; event: ConversationEvent }>(
    `SELECT o.conversation_id, o.event FROM unnest($1::uuid[]) AS c(id)
     CROSS JOIN LATERAL (SELECT conversation_id, event, seq FROM outbox WHERE conversation_id = c.id ORDER BY seq LIMIT ${EVENTS_PER_SIGNAL}) o
     ORDER BY o.conversation_id, o.seq`,
    [heads.rows.map(row => row.conversation_id)],
  );
  const events = new Map<string, ConversationEvent[]>();
  for (const row of rows.rows) events.set(row.conversation_id, [...(events.get(row.conversation_id) ?? []), row.event]);
  return heads.rows.map(row => ({ conversationId: row.conversation_id, tenantId: row.tenant_id, token, events: events.get(row.conversation_id) ?? [] }));
}

/**
 * Deletes what was delivered, under the token: a relay whose lease passed to another one changes nothing. A conversation
 * with more events waiting is free to be claimed again at once.
 */
export async function settle(pool: pg.Pool, token: string, delivered: readonly { conversationId: string; seq: number }[]): Promise<void> {
  if (delivered.length === 0) return;
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const ids = delivered.map(item => item.conversationId);
    // After this lock every committed append is visible to the statements that follow, and no other can begin.
    const held = await client.query<{ conversation_id: string }>(
      'SELECT conversation_id FROM outbox_head WHERE conversation_id = ANY($1::uuid[]) AND lease_token = $2 ORDER BY conversation_id FOR UPDATE', [ids, token]);
    const mine = new Set(held.rows.map(row => row.conversation_id));
    const done = delivered.filter(item => mine.has(item.conversationId));
    await client.query(
      'DELETE FROM outbox o USING unnest($1::uuid[], $2::int[]) AS d(id, seq) WHERE o.conversation_id = d.id AND o.seq <= d.seq', [done.map(item => item.conversationId), done.map(item => item.seq)]);
    await client.query(
      `WITH h AS (SELECT id, EXISTS (SELECT 1 FROM outbox o WHERE o.conversation_id = id) AS more FROM unnest($1::uuid[]) AS id),
       gone AS (DELETE FROM outbox_head USING h WHERE conversation_id = h.id AND NOT h.more)
       UPDATE outbox_head SET lease_until = NULL, lease_token = NULL FROM h WHERE conversation_id = h.id AND h.more`, [[...mine]]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

/** Gives claims back undelivered (Temporal is away, or the process stops). */
export async function giveBack(pool: pg.Pool, token: string, conversationIds: readonly string[]): Promise<void> {
  await pool.query('UPDATE outbox_head SET lease_until = NULL, lease_token = NULL WHERE conversation_id = ANY($1::uuid[]) AND lease_token = $2', [conversationIds, token]);
}

/** Sets a conversation aside whose events can never be delivered as they are. */
export async function setAside(pool: pg.Pool, token: string, conversationId: string, code: string, at: number): Promise<void> {
  await pool.query('UPDATE outbox_head SET lease_until = NULL, lease_token = NULL, quarantined_at = $3, quarantine_code = $4 WHERE conversation_id = $1 AND lease_token = $2', [conversationId, token, new Date(at), code]);
}

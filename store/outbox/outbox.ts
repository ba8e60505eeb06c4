/**
 * The relay's side of the outbox, as role `sigfollow_relay`: claim conversations under a lease, deliver their events,
 * delete what was delivered.
 */
import type { ConversationEvent } from '../../domain/conversation/events.ts';
import type { Pool } from '../db/open-pool.ts';

export interface Claim {
  readonly conversationId: string;
  readonly tenantId: string;
  /** The head's append counter as of the events: every later append increases it. */
  readonly bumps: string;
  /** In order of `seq`, at most `EVENTS_PER_SIGNAL`. */
  readonly events: readonly ConversationEvent[];
}

const EVENTS_PER_SIGNAL = 200;

/**
 * `bumps` is read from the statement's snapshot, like the events, and not from the locked row: an append in between is
 * not among the events, and settling must be able to tell.
 */
const CLAIM = {
  name: 'outbox_claim',
  text: `
    WITH
      leased AS (
        UPDATE outbox_head h
        SET lease_until = $1, lease_token = $2
        FROM (
            SELECT conversation_id
            FROM outbox_head
            WHERE (lease_until IS NULL OR lease_until < $3) AND quarantined_at IS NULL
            ORDER BY lease_until NULLS FIRST, ready_at
            LIMIT $4
            FOR UPDATE SKIP LOCKED
          ) c
        WHERE h.conversation_id = c.conversation_id
        RETURNING h.conversation_id, h.tenant_id
      )
    SELECT
      leased.conversation_id,
      leased.tenant_id,
      seen.bumps,
      (
        SELECT jsonb_agg(o.event ORDER BY o.seq)
        FROM (
            SELECT event, seq
            FROM outbox
            WHERE conversation_id = leased.conversation_id
            ORDER BY seq
            LIMIT ${EVENTS_PER_SIGNAL}
          ) o
      ) AS events
    FROM leased JOIN outbox_head seen ON seen.conversation_id = leased.conversation_id`,
};

/**
 * Claims up to `limit` conversations for `leaseMs`. The transaction has ended before anything is delivered.
 * @param token of the lease.
 * @param at epoch milliseconds.
 */
export async function claim(pool: Pool, token: string, at: number, leaseMs: number, limit: number): Promise<Claim[]> {
  const { rows } = await pool.query<{
    conversation_id: string;
    tenant_id: string;
    bumps: string;
    events: ConversationEvent[] | null;
  }>({ ...CLAIM, values: [new Date(at + leaseMs), token, new Date(at), limit] });
  return rows.map(row => ({
    conversationId: row.conversation_id,
    tenantId: row.tenant_id,
    bumps: row.bumps,
    events: row.events ?? [],
  }));
}

/** A conversation's head is deleted when all of its events were delivered and none has been appended since. */
const SETTLE = {
  name: 'outbox_settle',
  text: `
    WITH
      mine AS (
        SELECT h.conversation_id, d.seq, h.bumps = d.bumps AND d.were_all AS is_done
        FROM unnest($1::uuid[], $3::int[], $4::bigint[], $5::boolean[]) AS d(id, seq, bumps, were_all)
          JOIN outbox_head h ON h.conversation_id = d.id
        WHERE h.lease_token = $2
        ORDER BY h.conversation_id
        FOR UPDATE OF h
      ),
      delivered AS (
        DELETE FROM outbox o USING mine
        WHERE o.conversation_id = mine.conversation_id AND o.seq <= mine.seq
      ),
      over AS (
        DELETE FROM outbox_head h USING mine
        WHERE h.conversation_id = mine.conversation_id AND mine.is_done
      ),
      kept AS (
        UPDATE outbox_head h
        SET lease_until = NULL, lease_token = NULL
        FROM mine
        WHERE h.conversation_id = mine.conversation_id AND NOT mine.is_done
        RETURNING h.conversation_id
      )
    SELECT count(*)::int AS more
    FROM kept`,
};

/**
 * Deletes what was delivered, if the lease's token still matches: a relay whose lease has passed to another one changes
 * nothing. A conversation with further events can be claimed again at once.
 * @returns the number of conversations that may have further events waiting.
 */
export async function settle(pool: Pool, token: string, delivered: readonly Claim[]): Promise<number> {
  if (delivered.length === 0) return 0;
  const { rows } = await pool.query<{ more: number }>({
    ...SETTLE,
    values: [
      delivered.map(each => each.conversationId),
      token,
      delivered.map(each => each.events.at(-1)?.seq ?? 0),
      delivered.map(each => each.bumps),
      delivered.map(each => each.events.length < EVENTS_PER_SIGNAL),
    ],
  });
  return rows[0]?.more ?? 0;
}

/** Releases claims without having delivered them (Temporal is unavailable, or the process stops). */
export async function giveBack(pool: Pool, token: string, conversationIds: readonly string[]): Promise<void> {
  await pool.query(
    `
      UPDATE outbox_head
      SET lease_until = NULL, lease_token = NULL
      WHERE conversation_id = ANY($1::uuid[]) AND lease_token = $2`,
    [conversationIds, token],
  );
}

/** Quarantines a conversation whose events can never be delivered as they are. @param code why. */
export async function setAside(
  pool: Pool,
  token: string,
  conversationId: string,
  code: string,
  at: number,
): Promise<void> {
  await pool.query(
    `
      UPDATE outbox_head
      SET lease_until = NULL, lease_token = NULL, quarantined_at = $3, quarantine_code = $4
      WHERE conversation_id = $1 AND lease_token = $2`,
    [conversationId, token, new Date(at), code],
  );
}

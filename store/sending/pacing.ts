/**
 * WhatsApp's limits, respected before it complains: each number's messages per second, and each pair's of number and
 * contact. Both are a leaky bucket kept as one time (GCRA, ITU-T I.371): when the next message would come at an even
 * pace. Kept in PostgreSQL, so that all workers share them; `at` is the machine's clock, because the limits are
 * WhatsApp's. Source: Cloud API, "Throughput" (80 messages a second by default) and "Pair rate limits" (one in 6 s,
 * bursts of 45).
 */
import type { Database } from '../db/database.ts';
import { withRetries } from '../db/retries.ts';

export interface PairLimit {
  readonly intervalMs: number;
  readonly burst: number;
}

/** WhatsApp's own, but for one message of the burst: what leaves in time may arrive a little early. */
export const PAIR_LIMIT: PairLimit = { intervalMs: 6_000, burst: 44 };
/**
 * Of the number's rate is used, and never in bursts: WhatsApp counts what arrives, and a message may arrive 63 ms
 * earlier against the one a second before it (1 / 0.94 - 1) without a second holding more than allowed.
 */
const USED = 0.94;

/** Time between two messages of a number. */
export const intervalMs = (messagesPerSecond: number): number => 1000 / (messagesPerSecond * USED);

/** Thread before attempt, as everywhere. */
const TAKE_PAIR = `
  WITH
    a AS (
      SELECT a.id, a.message_id, a.pair_taken, a.slot_at, c.thread_id, c.number_id
      FROM send_attempt a JOIN conversation c ON c.tenant_id = a.tenant_id AND c.id = a.conversation_id
      WHERE a.tenant_id = (SELECT current_tenant()) AND a.id = $1::uuid AND a.state = 'PREPARED'
    ),
    taken AS (
      UPDATE thread t
      SET next_send_at = greatest(t.next_send_at, $2::float8) + $3::float8
      FROM a
      WHERE t.tenant_id = (SELECT current_tenant()) AND t.id = a.thread_id AND NOT a.pair_taken
      RETURNING a.id, t.next_send_at
    ),
    marked AS (
      UPDATE send_attempt s
      SET pair_taken = true
      FROM taken
      WHERE s.tenant_id = (SELECT current_tenant()) AND s.id = taken.id
    )
  SELECT
    a.number_id,
    n.messages_per_second,
    a.slot_at,
    taken.next_send_at,
    EXISTS (
      SELECT 1
      FROM media f
      WHERE f.tenant_id = (SELECT current_tenant())
        AND f.message_id = a.message_id
        AND f.upload_state IN ('waiting', 'uploading')
    ) AS file_waits
  FROM a
    JOIN business_number n ON n.tenant_id = (SELECT current_tenant())
      AND n.id = a.number_id
    LEFT JOIN taken ON taken.id = a.id`;

const TAKE_NUMBER = `
  UPDATE business_number
  SET next_send_at = greatest(next_send_at, $2::float8) + $3::int * 1000 / (messages_per_second * ${USED})
  WHERE tenant_id = (SELECT current_tenant()) AND id = $1::uuid
  RETURNING next_send_at, (1000 / (messages_per_second * ${USED}))::float8 AS interval_ms`;

export interface PairPlace {
  readonly numberId: string;
  readonly messagesPerSecond: number;
  /** From when on the pair's limit lets the attempt go. */
  readonly pairAt: number;
  /** The place under the number's limit that the attempt was given before. */
  readonly slotAt: number | null;
  /** The message's file is not at WhatsApp yet. */
  readonly fileWaits: boolean;
}

/**
 * Takes a place under the limit of the attempt's pair, once. @returns null when the attempt is not waiting to be sent.
 */
export async function takePair(
  database: Database,
  tenantId: string,
  attemptId: string,
  at: number,
  { intervalMs, burst }: PairLimit,
): Promise<PairPlace | null> {
  const [row] = await withRetries(() =>
    database.runHot<{
      number_id: string;
      messages_per_second: number;
      slot_at: Date | null;
      next_send_at: number | null;
      file_waits: boolean;
    }>(tenantId, { name: 'take_pair', text: TAKE_PAIR, values: [attemptId, at, intervalMs] }),
  );
  if (row === undefined) return null;
  const pairAt = row.next_send_at === null ? at : Math.max(at, row.next_send_at - burst * intervalMs);
  return {
    numberId: row.number_id,
    messagesPerSecond: row.messages_per_second,
    pairAt,
    slotAt: row.slot_at?.getTime() ?? null,
    fileWaits: row.file_waits,
  };
}

/** Takes `count` places under the number's limit. @returns from when on each may be used, in order. */
export async function takeNumber(
  database: Database,
  tenantId: string,
  numberId: string,
  at: number,
  count: number,
): Promise<number[]> {
  const [row] = await database.runHot<{ next_send_at: number; interval_ms: number }>(tenantId, {
    name: 'take_number',
    text: TAKE_NUMBER,
    values: [numberId, at, count],
  });
  if (row === undefined) throw new Error('the number does not exist');
  const first = row.next_send_at - count * row.interval_ms;
  return Array.from({ length: count }, (_, index) => Math.max(at, first + index * row.interval_ms));
}

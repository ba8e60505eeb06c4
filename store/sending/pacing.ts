/**
 * Pacing: keeps to WhatsApp's rate limits before it complains, the one per number (messages per second) and the one per
 * pair of number and contact. Each is a leaky bucket stored as a single time (GCRA, ITU-T I.371): when the next message
 * would be due at an even pace. They are stored in PostgreSQL, so that all workers share them; `at` is the machine's
 * clock (epoch milliseconds), because the limits apply in WhatsApp's time. Source: Cloud API, "Throughput" (80 messages
 * a second by default) and "Pair rate limits" (one in 6 s, bursts of 45).
 */
import type { Database } from '../db/database.ts';
import { withRetries } from '../db/retries.ts';

/** One message per `intervalMs`, with up to `burst` messages ahead of that pace. */
export interface PairLimit {
  readonly intervalMs: number;
  readonly burst: number;
}

/** WhatsApp's own limit less one message of the burst, because messages sent in time may arrive a little early. */
export const PAIR_LIMIT: PairLimit = { intervalMs: 6_000, burst: 44 };
/**
 * The share of the number's rate that is used, and never in bursts. WhatsApp counts messages as they arrive: with this
 * margin, a message may arrive 63 ms (1 / 0.94 - 1 s) early, compared with the one sent a second before it, without
 * more than the allowed number arriving within one second.
 */
const USED = 0.94;

/** Milliseconds between two messages of a number. */
export const intervalMs = (messagesPerSecond: number): number => 1000 / (messagesPerSecond * USED);

/** Locks the thread before the attempt, in the same order as everywhere. */
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
  /** The earliest time at which the pair's limit allows the attempt, epoch milliseconds. */
  readonly pairAt: number;
  /**
   * The slot under the number's limit that the attempt was given earlier, epoch milliseconds; null when it has none.
   */
  readonly slotAt: number | null;
  /** The message's file is not at WhatsApp yet. */
  readonly fileWaits: boolean;
}

/**
 * Takes a slot under the limit of the attempt's pair; a repeated call takes no second one.
 * @returns null when the attempt is not waiting to be sent.
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

/**
 * Takes `count` slots under the number's limit.
 * @returns the earliest time of each, epoch milliseconds, in order.
 * @throws when there is no such number.
 */
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

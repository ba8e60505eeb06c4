/**
 * The hot path of statuses: for those that only change the status shown on a message. They are looked up, stored and
 * shown in one round trip. The workflow must be told of a failure, and of any status that settles an UNKNOWN attempt:
 * these are left to the general path (statuses.ts), together with all other statuses of the same message.
 */
import type { InboundStatus } from '../../domain/whatsapp/inbound.ts';
import { DELIVERY_ORDER } from '../../domain/whatsapp/status.ts';
import { plausibleTime } from '../../domain/whatsapp/times.ts';
import type { Database } from '../db/database.ts';
import type { RoutedNumber } from '../tenant/directory.ts';
import { newWake } from '../db/notifier.ts';
import type { Outcome } from './outcome.ts';
import { inLockOrder } from '../sending/statuses.ts';
import { keyOfStatus } from './statuses.ts';

/** The locks of `lockWamids`, as the first statement of the same transaction; returns no rows. */
const LOCK = `
    SELECT
    WHERE (
        SELECT count(*)
        FROM (
            SELECT pg_advisory_xact_lock(hashtextextended($1::text || k, 0))
            FROM json_array_elements_text($2::json) AS k
            ORDER BY k
            OFFSET 0
          ) locks
      ) IS NULL`;

/**
 * SQL: the position of a status in `DELIVERY_ORDER`, where later ones replace earlier ones, from 1; NULL for others.
 */
const placeOf = (status: string): string => `array_position('{${DELIVERY_ORDER.join()}}'::text[], ${status})`;

/** SQL: an attempt that fulfils a condition, and its message; the lowest `place` wins. */
const attemptBy = (condition: string, place: number): string => `
  SELECT ${place} AS place, a.message_id, a.conversation_id, a.state
  FROM send_attempt a
  WHERE a.tenant_id = (SELECT current_tenant()) AND ${condition}`;

/** $1: the statuses as JSON, $2: how many there are, $3: when they were received. */
export const STORE_STATUSES = `
  WITH
    r AS MATERIALIZED (
      SELECT r.*, t.message_id, t.conversation_id, t.state
      FROM (
          SELECT *
          FROM json_to_recordset($1::json) AS r(
              index int,
              number_id uuid,
              wamid text,
              status text,
              recipient text,
              attempt_id uuid,
              at timestamptz,
              detail jsonb
            )
          LIMIT $2
        ) r
        LEFT JOIN LATERAL (
          SELECT f.*
          FROM (${attemptBy('a.wamid = r.wamid', 0)} UNION ALL ${attemptBy('a.id = r.attempt_id', 1)}) f
          ORDER BY f.place
          LIMIT 1
        ) t ON true
    ),
    light AS (
      SELECT *
      FROM r
      WHERE NOT EXISTS (SELECT 1 FROM r other WHERE other.wamid = r.wamid AND other.state = 'UNKNOWN')
    ),
    stored AS (
      INSERT INTO message_status (tenant_id, number_id, wamid, status, recipient, attempt_id, at, received_at, detail)
      SELECT current_tenant(), number_id, wamid, status, recipient, attempt_id, at, $3::timestamptz, detail
      FROM light
      ORDER BY 2, 3, 4, 5
      ON CONFLICT DO NOTHING
      RETURNING number_id, wamid, status, recipient
    ),
    shown AS (
      UPDATE message m
      SET status = v.status, error_code = NULL, error_text = NULL
      FROM (
          SELECT DISTINCT ON (l.message_id, l.wamid) l.message_id, l.wamid, l.status
          FROM light l
          WHERE l.state = 'ACCEPTED' AND ${placeOf('l.status')} IS NOT NULL
          ORDER BY l.message_id, l.wamid, ${placeOf('l.status')} DESC
        ) v
      WHERE m.tenant_id = (SELECT current_tenant())
        AND m.id = v.message_id
        AND m.wamid = v.wamid
        AND coalesce(${placeOf('m.status')}, 0) < ${placeOf('v.status')}
    )
  SELECT
    l.index,
    stored.wamid IS NOT NULL AS fresh,
    l.state,
    CASE WHEN l.state = 'ACCEPTED' THEN l.conversation_id END AS conversation_id
  FROM light l
    LEFT JOIN stored ON stored.number_id = l.number_id
      AND stored.wamid = l.wamid
      AND stored.status = l.status
      AND stored.recipient = l.recipient
  ORDER BY l.index`;

interface Stored extends Record<string, unknown> {
  readonly index: number;
  readonly fresh: boolean;
  /** State of the attempt that the status is about; null when none is known yet. */
  readonly state: string | null;
  /** The conversation whose message is affected; null when the attempt is not ACCEPTED. */
  readonly conversation_id: string | null;
}

/**
 * Stores the statuses that qualify for the hot path.
 * @returns the outcome of those; the ones that are missing are left to the general path.
 * @throws the database's error; then nothing is stored.
 */
export async function storeHotStatuses(
  database: Database,
  {
    tenantId,
    numbers,
    at,
  }: { readonly tenantId: string; readonly numbers: ReadonlyMap<string, RoutedNumber>; readonly at: number },
  statuses: readonly InboundStatus[],
): Promise<Map<InboundStatus, Outcome>> {
  const failed = new Set(statuses.filter(each => each.status === 'failed').map(each => each.wamid));
  const taken = statuses.filter(each => !failed.has(each.wamid) && numbers.has(each.phoneNumberId));
  if (taken.length === 0) return new Map();
  const rows = taken.map((each, index) => ({
    index,
    number_id: numbers.get(each.phoneNumberId)?.numberId,
    wamid: each.wamid,
    status: each.status,
    recipient: each.recipient,
    attempt_id: each.attemptId,
    at: new Date(plausibleTime(each.at, at)).toISOString(),
    detail: each.detail,
  }));
  const keys = inLockOrder(
    taken.flatMap(each => (each.attemptId === null ? [each.wamid] : [each.wamid, each.attemptId])),
  );
  const stored = await database.runHot<Stored>(tenantId, {
    name: 'hot_statuses',
    text: STORE_STATUSES,
    values: [JSON.stringify(rows), rows.length, new Date(at)],
    first: { name: 'hot_statuses_lock', text: LOCK, values: [tenantId, JSON.stringify(keys)] },
  });
  const conversations = new Set(
    stored.flatMap(row => (row.fresh && row.conversation_id !== null ? [row.conversation_id] : [])),
  );
  if (conversations.size > 0) database.notifier.add(tenantId, { ...newWake(), calmly: conversations });
  return outcomesOf(taken, stored);
}

/**
 * Of two equal statuses the second is a duplicate. If one new status of a message has found its attempt, all of them
 * count as matched.
 */
function outcomesOf(statuses: readonly InboundStatus[], stored: readonly Stored[]): Map<InboundStatus, Outcome> {
  const seen = new Set<string>();
  const matched = new Set(
    stored.flatMap(({ index, fresh, state }) => (fresh && state !== null ? [statuses[index]?.wamid] : [])),
  );
  return new Map(
    stored.flatMap(({ index, fresh }) => {
      const status = statuses[index];
      if (status === undefined) return [];
      const key = keyOfStatus(status);
      const isFirst = fresh && !seen.has(key);
      seen.add(key);
      return [[status, !isFirst ? 'duplicate' : matched.has(status.wamid) ? 'stored' : 'unmatched'] as const];
    }),
  );
}

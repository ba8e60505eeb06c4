import { plausibleTime } from '../../domain/whatsapp/times.ts';
import type { InboundStatus } from '../../domain/whatsapp/inbound.ts';
import type { NewEvent } from '../../domain/conversation/events.ts';
import { SYSTEM_ACTOR } from '../../domain/conversation/events.ts';
import type { TenantUnit } from '../db/database.ts';
import type { Values } from '../db/statement.ts';
import { bool, int, json, nullable, statement, text, time, uuid } from '../db/statement.ts';
import { lockConversation } from '../conversation/transition.ts';
import { stateOf } from '../conversation/rows.ts';
import { noteTrouble } from '../numbers/numbers.ts';
import { writeChanges } from '../conversation/write.ts';
import type { Reported, StatusView } from '../sending/statuses.ts';
import { SHOW_STATUS, errorIn, foldReported, lockWamids, show, shownOf, viewOf } from '../sending/statuses.ts';
import type { Outcome } from './outcome.ts';

/**
 * Stores the statuses that are not stored yet. Returns for each whether it is new, the earlier statuses of its message,
 * and the attempt it is about: the one with its wamid or, as long as WhatsApp's answer to the send has not been
 * recorded, the one whose id the status carries.
 */
const STORE = statement('statuses_store', {
  takes: { statuses: json<readonly object[]>(), at: time },
  gives: {
    index: int,
    fresh: bool,
    earlier: json<readonly Reported[]>(),
    message_id: nullable(uuid),
    conversation_id: nullable(uuid),
    number_id: nullable(uuid),
    attempt_id: nullable(uuid),
    attempt_state: nullable(text),
    attempt_wamid: nullable(text),
    in_flight_at: nullable(time),
  },
  sql: `
    WITH
      r AS MATERIALIZED (
        SELECT r.*, n.id AS number_id
        FROM jsonb_to_recordset($statuses) AS r(
            index int,
            phone_number_id text,
            wamid text,
            status text,
            recipient text,
            attempt_id uuid,
            at timestamptz,
            detail jsonb
          )
          LEFT JOIN business_number n ON n.tenant_id = (SELECT current_tenant())
            AND n.phone_number_id = r.phone_number_id
      ),
      stored AS (
        INSERT INTO message_status (tenant_id, number_id, wamid, status, recipient, attempt_id, at, received_at, detail)
        SELECT current_tenant(), number_id, wamid, status, recipient, attempt_id, at, $at, detail
        FROM r
        ORDER BY 2, 3, 4, 5
        ON CONFLICT DO NOTHING
        RETURNING number_id, wamid, status, recipient
      )
    SELECT
      r.index,
      stored.wamid IS NOT NULL AS fresh,
      t.message_id,
      t.conversation_id,
      t.number_id,
      t.attempt_id,
      t.attempt_state,
      t.attempt_wamid,
      t.in_flight_at,
      coalesce(
        (
          SELECT
            jsonb_agg(
              jsonb_build_object(
                'status',
                s.status,
                'detail',
                CASE WHEN s.status = 'failed' THEN s.detail END
              )
            )
          FROM message_status s
          WHERE s.tenant_id = (SELECT current_tenant()) AND s.number_id = r.number_id AND s.wamid = r.wamid
        ),
        '[]'
      ) AS earlier
    FROM r
      LEFT JOIN stored ON stored.number_id = r.number_id
        AND stored.wamid = r.wamid
        AND stored.status = r.status
        AND stored.recipient = r.recipient
      LEFT JOIN LATERAL (SELECT f.* FROM (${targetBy('a.wamid = r.wamid', 0)} UNION ALL ${targetBy('a.id = r.attempt_id', 1)}) f ORDER BY f.place LIMIT 1) t ON true
    ORDER BY r.index`,
});

/** SQL: an attempt that fulfils a condition, with its message; the lowest `place` wins. */
function targetBy(condition: string, place: number): string {
  return `
    SELECT
      ${place} AS place,
      m.id AS message_id,
      m.conversation_id,
      m.number_id,
      a.id AS attempt_id,
      a.state AS attempt_state,
      a.wamid AS attempt_wamid,
      a.in_flight_at
    FROM send_attempt a JOIN message m ON m.tenant_id = a.tenant_id AND m.id = a.message_id
    WHERE a.tenant_id = (SELECT current_tenant()) AND ${condition}`;
}

/** An attempt that a status is about, and its message. */
interface Target {
  readonly messageId: string;
  readonly conversationId: string;
  readonly numberId: string;
  readonly attemptId: string;
  readonly state: string;
  readonly wamid: string | null;
  readonly inFlightAt: number | null;
}

/** A status that was not stored before. */
interface Fresh {
  readonly status: InboundStatus;
  readonly target: Target | null;
  readonly earlier: readonly Reported[];
}

/**
 * Stores statuses and updates the messages they belong to. A status may arrive before the answer to the send: it is
 * stored in any case, and applied when the wamid becomes known (`finishAttempt`).
 * @param receivedAt epoch milliseconds.
 * @returns the outcome of each, in order; an `unmatched` one belongs to no message known so far.
 */
export async function storeStatuses(
  unit: TenantUnit,
  statuses: readonly InboundStatus[],
  receivedAt: number,
): Promise<Outcome[]> {
  const rows = statuses.map((status, index) => ({
    index,
    phone_number_id: status.phoneNumberId,
    wamid: status.wamid,
    status: status.status,
    recipient: status.recipient,
    attempt_id: status.attemptId,
    at: new Date(plausibleTime(status.at, receivedAt)).toISOString(),
    detail: status.detail,
  }));
  // The second statement starts once the first has its locks, so it sees everything that was written under them.
  const [, stored] = await Promise.all([
    lockWamids(
      unit,
      statuses.flatMap(status => (status.attemptId === null ? [status.wamid] : [status.wamid, status.attemptId])),
    ),
    unit.run(STORE, { statuses: rows, at: new Date(receivedAt) }),
  ]);
  const seen = new Set<string>();
  const fresh = new Map<number, Fresh>();
  for (const row of stored) {
    const status = statuses[row.index];
    if (status === undefined || !row.fresh || seen.has(keyOfStatus(status))) continue;
    seen.add(keyOfStatus(status));
    fresh.set(row.index, { status, target: targetIn(row), earlier: row.earlier });
  }
  const matched = await applyStatuses(unit, [...fresh.values()], receivedAt);
  return statuses.map(({ wamid }, index) =>
    !fresh.has(index) ? 'duplicate' : matched.has(wamid) ? 'stored' : 'unmatched',
  );
}

/** Identifies a status, to recognise one that is delivered again. */
export const keyOfStatus = ({ phoneNumberId, wamid, status, recipient }: InboundStatus): string =>
  JSON.stringify([phoneNumberId, wamid, status, recipient]);

function targetIn(row: Values<typeof STORE.gives>): Target | null {
  const {
    message_id: messageId,
    conversation_id: conversationId,
    number_id: numberId,
    attempt_id: attemptId,
    attempt_state: state,
  } = row;
  if (messageId === null || conversationId === null || numberId === null || attemptId === null || state === null)
    return null;
  return {
    messageId,
    conversationId,
    numberId,
    attemptId,
    state,
    wamid: row.attempt_wamid,
    inFlightAt: row.in_flight_at?.getTime() ?? null,
  };
}

async function applyStatuses(unit: TenantUnit, fresh: readonly Fresh[], at: number): Promise<Set<string>> {
  const matched = new Set<string>();
  const conversations = new Map<string, { target: Target; wamid: string }[]>();
  const light: { target: Target; wamid: string; view: StatusView }[] = [];
  for (const wamid of new Set(fresh.map(each => each.status.wamid))) {
    const own = fresh.filter(each => each.status.wamid === wamid);
    const target = targetOf(own, wamid);
    if (target === null) continue;
    matched.add(wamid);
    const failed = own.some(({ status }) => status.status === 'failed');
    if (failed || target.state === 'UNKNOWN')
      conversations.set(target.conversationId, [
        ...(conversations.get(target.conversationId) ?? []),
        { target, wamid },
      ]);
    else if (target.state === 'ACCEPTED')
      light.push({
        target,
        wamid,
        view: foldReported([...(own[0]?.earlier ?? []), ...own.map(({ status }) => status)]),
      });
  }
  for (const conversationId of [...conversations.keys()].sort())
    await settle(unit, conversationId, conversations.get(conversationId) ?? [], at);
  const shown = light.flatMap(({ target, wamid, view }) =>
    view.status === null ? [] : [{ id: target.messageId, wamid, ...shownOf({ ...view, status: view.status }) }],
  );
  if (shown.length > 0) await unit.write(SHOW_STATUS, { messages: shown });
  for (const { target } of light) unit.wake.conversations.add(target.conversationId);
  // In the order of locks, numbers come after conversations. The time that counts is when the request was sent, because
  // WhatsApp's own times are whole seconds.
  for (const { status, target } of fresh.filter(each => each.status.status === 'failed')) {
    const error = errorIn(status.detail);
    if (error !== null && target !== null)
      await noteTrouble(
        unit,
        target.numberId,
        { code: error.code, text: error.text ?? '' },
        target.inFlightAt ?? plausibleTime(status.at, at),
        at,
      );
  }
  return matched;
}

/**
 * The attempt that a message's statuses are about: by wamid or, before the answer to the send, by the id in one of
 * them.
 */
function targetOf(own: readonly Fresh[], wamid: string): Target | null {
  const targets = own.flatMap(each => each.target ?? []);
  return targets.find(target => target.wamid === wamid) ?? targets[0] ?? null;
}

/** Applies statuses that the workflow must be told of: a failure, and any that settles an UNKNOWN attempt. */
async function settle(
  unit: TenantUnit,
  conversationId: string,
  items: readonly { target: Target; wamid: string }[],
  at: number,
): Promise<void> {
  const { tx } = unit;
  const row = await lockConversation(unit, conversationId);
  if (row === null || row.phase === 'erased') return;
  const events: NewEvent[] = [];
  for (const { target, wamid } of items) {
    const attempt = await tx.sendAttempt.findUnique({ where: { id: target.attemptId } });
    if (attempt === null || attempt.state === 'IN_FLIGHT') continue;
    const view = await viewOf(unit, target.numberId, wamid);
    if (attempt.state === 'UNKNOWN') {
      const outcome = view.status === 'failed' ? ('REJECTED' as const) : ('ACCEPTED' as const);
      const { status, code, text: words } = shownOf({ ...view, status: view.status ?? 'accepted' });
      await tx.sendAttempt.update({
        where: { id: attempt.id },
        data: { state: outcome, wamid, errorCode: code, errorText: words },
      });
      events.push({ type: 'send_settled', data: { messageId: target.messageId, attemptId: attempt.id, outcome } });
      await tx.message.updateMany({
        where: { id: target.messageId, status: 'unknown' },
        data: { wamid, status, errorCode: code, errorText: words },
      });
    } else {
      await show(unit, target.messageId, wamid, view);
      if (view.status === 'failed')
        events.push({ type: 'delivery_failed', data: { messageId: target.messageId, code: view.code } });
    }
  }
  unit.wake.conversations.add(conversationId);
  if (events.length > 0)
    await writeChanges(unit, [{ conversationId, before: stateOf(row), events, actor: SYSTEM_ACTOR, at }]);
}

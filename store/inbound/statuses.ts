import { cut } from '../../domain/text.ts';
import type { DeliveryStatus } from '../../domain/whatsapp/status.ts';
import { foldStatuses } from '../../domain/whatsapp/status.ts';
import { plausibleTime } from '../../domain/whatsapp/times.ts';
import type { InboundStatus } from '../../domain/whatsapp/inbound.ts';
import type { NewEvent } from '../../domain/conversation/events.ts';
import { SYSTEM_ACTOR } from '../../domain/conversation/events.ts';
import type { TenantUnit } from '../database.ts';
import type { Values } from '../db/statement.ts';
import { bool, int, json, nullable, statement, text, texts, time, uuid } from '../db/statement.ts';
import { lockConversation } from '../conversation/transition.ts';
import { stateOf } from '../conversation/rows.ts';
import { noteTrouble } from '../numbers.ts';
import { writeChanges } from '../conversation/write.ts';
import type { Outcome } from './outcome.ts';

/** What is known of a message's way, and of what went wrong. */
interface StatusView {
  /** Folded; null: nothing that counts is known. */
  readonly status: DeliveryStatus | null;
  readonly code: number | null;
  readonly text: string | null;
}

interface Reported {
  readonly status: string;
  readonly detail: unknown;
}

/**
 * Stores those that are not stored yet. Answers for each whether it is new, what was known of its message before, and
 * the attempt it is about: the one WhatsApp named so, or before its answer to the send the one the status names.
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

/** SQL: an attempt with its message. */
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
 * Stores statuses and brings the messages they belong to up to date. A status may come before the answer to the send:
 * it is stored in any case and joins when the wamid becomes known (`finishAttempt`).
 * @returns what became of each, in order; `unmatched` belongs to no message known yet.
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
  // The second one begins when the first has its locks: what it sees is complete.
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

/** By which a status that comes again is known. */
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

/** SQL: takes the locks of `$keys` of `$tenant`, in their order. */
export const LOCK_KEYS =
  'SELECT pg_advisory_xact_lock(hashtextextended($tenant || k, 0)) FROM unnest($keys) AS k ORDER BY k OFFSET 0';

/** Each once, in the order in which everybody takes their locks. */
export const inLockOrder = (keys: readonly string[]): string[] => [...new Set(keys)].sort();

const LOCK = statement('wamids_lock', {
  takes: { tenant: text, keys: texts },
  gives: { locked: int },
  sql: `SELECT count(*)::int AS locked FROM (${LOCK_KEYS}) locks`,
});

/**
 * Orders a status and the answer to its send, which may be written at the same moment: whoever comes second sees the
 * other. Taken by wamid and by attempt, before any row lock, in sorted order.
 */
export async function lockWamids(unit: TenantUnit, wamids: readonly string[]): Promise<void> {
  await unit.run(LOCK, { tenant: unit.tenantId, keys: inLockOrder(wamids) });
}

/** Sets what people see of accepted messages. */
const SHOW = statement('messages_show_status', {
  takes: {
    messages:
      json<readonly { id: string; wamid: string; status: string; code: string | null; text: string | null }[]>(),
  },
  gives: {},
  sql: `
    UPDATE message m
    SET status = v.status, error_code = v.code, error_text = v.text
    FROM (
        SELECT *
        FROM jsonb_to_recordset($messages) AS v(id uuid, wamid text, status text, code text, text text)
        ORDER BY id
      ) v
    WHERE m.tenant_id = (SELECT current_tenant()) AND m.id = v.id AND m.wamid = v.wamid`,
});

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
  if (shown.length > 0) await unit.write(SHOW, { messages: shown });
  for (const { target } of light) unit.wake.conversations.add(target.conversationId);
  // Numbers come after conversations in the order of locks. What counts is when the call began: WhatsApp's own times
  // are whole seconds.
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
 * Whom statuses of a message are about: known by the wamid, or before the answer to the send by the attempt one of them
 * names.
 */
function targetOf(own: readonly Fresh[], wamid: string): Target | null {
  const targets = own.flatMap(each => each.target ?? []);
  return targets.find(target => target.wamid === wamid) ?? targets[0] ?? null;
}

/** Statuses that the workflow must hear of: a failure, and whatever settles an UNKNOWN attempt. */
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

const REPORTED = statement('statuses_of', {
  takes: { number: uuid, wamid: text },
  gives: { status: text, detail: nullable(json()) },
  sql: `
    SELECT status, detail
    FROM message_status
    WHERE tenant_id = (SELECT current_tenant()) AND number_id = $number AND wamid = $wamid`,
});

/** Sets what people see of an accepted message from all its statuses. */
export async function showStatuses(
  unit: TenantUnit,
  messageId: string,
  numberId: string,
  wamid: string,
): Promise<void> {
  await show(unit, messageId, wamid, await viewOf(unit, numberId, wamid));
}

async function show(unit: TenantUnit, messageId: string, wamid: string, view: StatusView): Promise<void> {
  if (view.status !== null)
    await unit.write(SHOW, { messages: [{ id: messageId, wamid, ...shownOf({ ...view, status: view.status }) }] });
}

/** What all statuses of a message say by now. */
async function viewOf(unit: TenantUnit, numberId: string, wamid: string): Promise<StatusView> {
  return foldReported(await unit.run(REPORTED, { number: numberId, wamid }));
}

function foldReported(reported: readonly Reported[]): StatusView {
  return {
    status: foldStatuses(reported.map(each => each.status)),
    ...(errorIn(reported.find(each => each.status === 'failed')?.detail) ?? { code: null, text: null }),
  };
}

/** How a message shows what is known of it: an error only while it has failed. */
function shownOf<Status extends string>({
  status,
  code,
  text,
}: Omit<StatusView, 'status'> & { readonly status: Status }): {
  status: Status;
  code: string | null;
  text: string | null;
} {
  return status === 'failed'
    ? { status, code: code === null ? null : String(code), text }
    : { status, code: null, text: null };
}

/** In words, to be shown. */
const ERROR_LENGTH = 500;

/** What a failed status says went wrong, whatever it says it with. */
function errorIn(detail: unknown): { code: number | null; text: string | null } | null {
  const list = (detail as { readonly errors?: unknown } | null | undefined)?.errors;
  const error = (Array.isArray(list) ? (list as unknown[])[0] : undefined) as
    | { code?: unknown; title?: unknown; message?: unknown; error_data?: { details?: unknown } | null }
    | null
    | undefined;
  if (typeof error !== 'object' || error === null) return null;
  const text = [error.error_data?.details, error.message, error.title].find(each => typeof each === 'string');
  return {
    code: Number.isSafeInteger(error.code) ? (error.code as number) : null,
    text: text === undefined ? null : cut(text, ERROR_LENGTH),
  };
}

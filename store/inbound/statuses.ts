import { cut } from '../../domain/text.ts';
import { foldStatuses } from '../../domain/whatsapp/status.ts';
import { plausibleTime } from '../../domain/whatsapp/times.ts';
import type { InboundStatus } from '../../domain/whatsapp/inbound.ts';
import type { NewEvent } from '../../domain/conversation/events.ts';
import { SYSTEM_ACTOR } from '../../domain/conversation/events.ts';
import type { TenantUnit } from '../database.ts';
import { lockConversation } from '../conversation/transition.ts';
import { stateOf } from '../conversation/rows.ts';
import { noteTrouble } from '../numbers.ts';
import { writeChanges } from '../conversation/write.ts';
import type { Outcome } from './outcome.ts';

/**
 * Stores statuses and brings the messages they belong to up to date. A status may come before the answer to the send:
 * it is stored in any case and joins when the wamid becomes known (`joinStatuses`).
 * @returns what became of each, in order; `unmatched` belongs to no message known yet.
 */
export async function storeStatuses(unit: TenantUnit, statuses: readonly InboundStatus[], receivedAt: number): Promise<Outcome[]> {
  const { tx, tenantId } = unit;
  const numbers = await tx.businessNumber.findMany({ where: { tenantId, phoneNumberId: { in: statuses.map(status => status.phoneNumberId) } }, select: { id: true, phoneNumberId: true } });
  const numberOf = new Map(numbers.map(number => [number.phoneNumberId, number.id]));
  const rows = statuses.map((status, index) => ({
    index, number_id: numberOf.get(status.phoneNumberId), wamid: status.wamid, status: status.status, recipient: status.recipient,
    attempt_id: status.attemptId, at: new Date(plausibleTime(status.at, receivedAt)).toISOString(), detail: status.detail,
  }));
  await lockWamids(unit, statuses.flatMap(status => (status.attemptId === null ? [status.wamid] : [status.wamid, status.attemptId])));
  const inserted = await tx.$queryRaw<{ number_id: string; wamid: string; status: string; recipient: string }[]>`
    INSERT INTO message_status (tenant_id, number_id, wamid, status, recipient, attempt_id, at, received_at, detail)
    SELECT ${tenantId}::uuid, r.number_id, r.wamid, r.status, r.recipient, r.attempt_id, r.at, ${new Date(receivedAt)}::timestamptz, r.detail
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(number_id uuid, wamid text, status text, recipient text, attempt_id uuid, at timestamptz, detail jsonb)
    ORDER BY 2, 3, 4, 5 ON CONFLICT DO NOTHING RETURNING number_id, wamid, status, recipient`;
  const key = (row: { number_id: string | undefined; wamid: string; status: string; recipient: string }): string => JSON.stringify([row.number_id, row.wamid, row.status, row.recipient]);
  const fresh = new Set(inserted.map(key));
  const matched = await applyStatuses(unit, statuses.filter((_, index) => fresh.has(key(rows[index] ?? { number_id: undefined, wamid: '', status: '', recipient: '' }))), receivedAt);
  const seen = new Set<string>();
  return statuses.map((status, index) => {
    const own = key(rows[index] ?? { number_id: undefined, wamid: '', status: '', recipient: '' });
    if (!fresh.has(own) || seen.has(own)) return 'duplicate';
    seen.add(own);
    return matched.has(status.wamid) ? 'stored' : 'unmatched';
  });
}

/**
 * Orders a status and the answer to its send, which may be written at the same moment: whoever comes second sees the
 * other. Taken by wamid and by attempt, before any row lock, in sorted order.
 */
export async function lockWamids(unit: TenantUnit, wamids: readonly string[]): Promise<void> {
  const keys = [...new Set(wamids)].sort();
  await unit.tx.$queryRaw`SELECT count(*) FROM (SELECT pg_advisory_xact_lock(hashtextextended(${unit.tenantId} || k, 0)) FROM unnest(${keys}::text[]) AS k ORDER BY k OFFSET 0) locked`;
}

interface Target {
  id: string; conversation_id: string; number_id: string; attempt_id: string; attempt_state: string; attempt_wamid: string | null; in_flight_at: Date | null;
}

async function applyStatuses(unit: TenantUnit, statuses: readonly InboundStatus[], at: number): Promise<Set<string>> {
  const { tx, tenantId } = unit;
  if (statuses.length === 0) return new Set();
  const wamids = [...new Set(statuses.map(status => status.wamid))];
  const attemptIds = [...new Set(statuses.flatMap(status => (status.attemptId === null ? [] : [status.attemptId])))];
  const targets = await tx.$queryRaw<Target[]>`
    SELECT m.id, m.conversation_id, m.number_id, a.id AS attempt_id, a.state AS attempt_state, a.wamid AS attempt_wamid, a.in_flight_at
    FROM send_attempt a JOIN message m ON m.id = a.message_id
    WHERE a.tenant_id = ${tenantId}::uuid AND (a.id = ANY(${attemptIds}::uuid[]) OR a.wamid = ANY(${wamids}::text[]))`;
  const matched = new Set<string>();
  const conversations = new Map<string, { target: Target; wamid: string }[]>();
  const light: { target: Target; wamid: string }[] = [];
  for (const wamid of wamids) {
    const own = statuses.filter(status => status.wamid === wamid);
    const target = targetOf(targets, wamid, own);
    if (target === undefined) continue;
    matched.add(wamid);
    const failed = own.some(status => status.status === 'failed');
    if (failed || target.attempt_state === 'UNKNOWN') conversations.set(target.conversation_id, [...(conversations.get(target.conversation_id) ?? []), { target, wamid }]);
    else if (target.attempt_state === 'ACCEPTED') light.push({ target, wamid });
  }
  for (const conversationId of [...conversations.keys()].sort()) await settle(unit, conversationId, conversations.get(conversationId) ?? [], at);
  for (const { target, wamid } of light.sort((a, b) => (a.target.id < b.target.id ? -1 : 1))) {
    await joinStatuses(unit, target.id, target.number_id, wamid);
    unit.wake.conversations.add(target.conversation_id);
  }
  // Numbers come after conversations in the order of locks. What counts is when the call began: WhatsApp's own times are whole seconds.
  for (const failure of statuses.filter(status => status.status === 'failed')) {
    const [error, target] = [errorIn(failure.detail), targetOf(targets, failure.wamid, [failure])];
    if (error !== null && target !== undefined) await noteTrouble(unit, target.number_id, { code: error.code, text: error.text ?? '' }, target.in_flight_at?.getTime() ?? plausibleTime(failure.at, at), at);
  }
  return matched;
}

/** Whom statuses are about: known by the wamid, or before the answer to the send by the attempt they name. */
function targetOf(targets: readonly Target[], wamid: string, statuses: readonly InboundStatus[]): Target | undefined {
  return targets.find(candidate => candidate.attempt_wamid === wamid) ?? targets.find(candidate => statuses.some(status => status.attemptId === candidate.attempt_id));
}

/** Statuses that the workflow must hear of: a failure, and whatever settles an UNKNOWN attempt. */
async function settle(unit: TenantUnit, conversationId: string, items: readonly { target: Target; wamid: string }[], at: number): Promise<void> {
  const { tx } = unit;
  const row = await lockConversation(unit, conversationId);
  if (row === null || row.phase === 'erased') return;
  const events: NewEvent[] = [];
  for (const { target, wamid } of items) {
    const attempt = await tx.sendAttempt.findUnique({ where: { id: target.attempt_id } });
    if (attempt === null || attempt.state === 'IN_FLIGHT') continue;
    const view = await viewOf(unit, target.number_id, wamid);
    if (attempt.state === 'UNKNOWN') {
      const outcome = view.status === 'failed' ? 'REJECTED' as const : 'ACCEPTED' as const;
      await tx.sendAttempt.update({ where: { id: attempt.id }, data: { state: outcome, wamid, errorCode: view.code === null ? null : String(view.code), errorText: view.text } });
      events.push({ type: 'send_settled', data: { messageId: target.id, attemptId: attempt.id, outcome } });
      await tx.message.updateMany({ where: { id: target.id, status: 'unknown' }, data: { wamid, status: view.status ?? 'accepted', errorCode: view.code === null ? null : String(view.code), errorText: view.text } });
    } else {
      await joinStatuses(unit, target.id, target.number_id, wamid);
      if (view.status === 'failed') events.push({ type: 'delivery_failed', data: { messageId: target.id, code: view.code } });
    }
  }
  unit.wake.conversations.add(conversationId);
  if (events.length > 0) await writeChanges(unit, [{ conversationId, before: stateOf(row), events, actor: SYSTEM_ACTOR, at }]);
}

/** Sets what people see of an accepted message from all its statuses. @returns the folded status, if there is any. */
export async function joinStatuses(unit: TenantUnit, messageId: string, numberId: string, wamid: string): Promise<string | null> {
  const view = await viewOf(unit, numberId, wamid);
  if (view.status === null) return null;
  const failed = view.status === 'failed';
  await unit.tx.message.updateMany({
    where: { id: messageId, tenantId: unit.tenantId, wamid },
    data: { status: view.status, errorCode: failed && view.code !== null ? String(view.code) : null, errorText: failed ? view.text : null },
  });
  return view.status;
}

async function viewOf(unit: TenantUnit, numberId: string, wamid: string): Promise<{ status: string | null; code: number | null; text: string | null }> {
  const rows = await unit.tx.messageStatus.findMany({ where: { tenantId: unit.tenantId, numberId, wamid } });
  const status = foldStatuses(rows.map(row => row.status));
  return { status, ...(errorIn(rows.find(row => row.status === 'failed')?.detail) ?? { code: null, text: null }) };
}

/** In words, to be shown. */
const ERROR_LENGTH = 500;

/** What a failed status says went wrong, whatever it says it with. */
function errorIn(detail: unknown): { code: number | null; text: string | null } | null {
  const list = (detail as { readonly errors?: unknown } | null | undefined)?.errors;
  const error = (Array.isArray(list) ? (list as unknown[])[0] : undefined) as { code?: unknown; title?: unknown; message?: unknown; error_data?: { details?: unknown } | null } | null | undefined;
  if (typeof error !== 'object' || error === null) return null;
  const text = [error.error_data?.details, error.message, error.title].find(each => typeof each === 'string');
  return { code: Number.isSafeInteger(error.code) ? (error.code as number) : null, text: text === undefined ? null : cut(text, ERROR_LENGTH) };
}

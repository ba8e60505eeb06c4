/** Statuses: what WhatsApp has reported of a message that we sent, as people see it. */
import { cut } from '../../domain/text/cut.ts';
import type { DeliveryStatus } from '../../domain/whatsapp/status.ts';
import { foldStatuses } from '../../domain/whatsapp/status.ts';
import type { TenantUnit } from '../db/database.ts';
import { int, json, nullable, statement, text, texts, uuid } from '../db/statement.ts';

/** The delivery status of a message, and its error if it has failed. */
export interface StatusView {
  /** Folded from all statuses (see `foldStatuses`); null when none of them counts. */
  readonly status: DeliveryStatus | null;
  readonly code: number | null;
  readonly text: string | null;
}

/** A status as stored; the `detail` of a failure has the error. */
export interface Reported {
  readonly status: string;
  readonly detail: unknown;
}

/** SQL: takes the advisory locks of `$keys` for `$tenant`, in sorted order. */
export const LOCK_KEYS =
  'SELECT pg_advisory_xact_lock(hashtextextended($tenant || k, 0)) FROM unnest($keys) AS k ORDER BY k OFFSET 0';

/** The keys without repetitions, in the order in which their locks are taken everywhere. */
export const inLockOrder = (keys: readonly string[]): string[] => [...new Set(keys)].sort();

const LOCK = statement('wamids_lock', {
  takes: { tenant: text, keys: texts },
  gives: { locked: int },
  sql: `SELECT count(*)::int AS locked FROM (${LOCK_KEYS}) locks`,
});

/**
 * Advisory locks that put a status and the answer to its send, which may arrive at the same moment, one after the
 * other: whoever comes second sees what the first has written.
 * @param wamids keys: wamids, and ids of attempts. To be locked in sorted order, before any row is locked.
 */
export async function lockWamids(unit: TenantUnit, wamids: readonly string[]): Promise<void> {
  await unit.run(LOCK, { tenant: unit.tenantId, keys: inLockOrder(wamids) });
}

/** Sets the status and error that people see of accepted messages. */
export const SHOW_STATUS = statement('messages_show_status', {
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

const REPORTED = statement('statuses_of', {
  takes: { number: uuid, wamid: text },
  gives: { status: text, detail: nullable(json()) },
  sql: `
    SELECT status, detail
    FROM message_status
    WHERE tenant_id = (SELECT current_tenant()) AND number_id = $number AND wamid = $wamid`,
});

/** Sets what people see of an accepted message, from all its statuses. */
export async function showStatuses(
  unit: TenantUnit,
  messageId: string,
  numberId: string,
  wamid: string,
): Promise<void> {
  await show(unit, messageId, wamid, await viewOf(unit, numberId, wamid));
}

/** Sets what people see of an accepted message; a null status changes nothing. */
export async function show(unit: TenantUnit, messageId: string, wamid: string, view: StatusView): Promise<void> {
  if (view.status !== null)
    await unit.write(SHOW_STATUS, {
      messages: [{ id: messageId, wamid, ...shownOf({ ...view, status: view.status }) }],
    });
}

/** All statuses of a message received so far, folded. */
export async function viewOf(unit: TenantUnit, numberId: string, wamid: string): Promise<StatusView> {
  return foldReported(await unit.run(REPORTED, { number: numberId, wamid }));
}

/** Folds statuses of one message into what people see. */
export function foldReported(reported: readonly Reported[]): StatusView {
  return {
    status: foldStatuses(reported.map(each => each.status)),
    ...(errorIn(reported.find(each => each.status === 'failed')?.detail) ?? { code: null, text: null }),
  };
}

/** The columns of a message for its delivery status: the error is shown only while the message counts as failed. */
export function shownOf<Status extends string>({
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

/** Longest error text that is kept. */
const ERROR_LENGTH = 500;

/** The error in the detail of a failed status, from the most specific text it has; null when there is none. */
export function errorIn(detail: unknown): { code: number | null; text: string | null } | null {
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

/** What WhatsApp has told of a message that we sent, as people see it. */
import { cut } from '../../domain/text/cut.ts';
import type { DeliveryStatus } from '../../domain/whatsapp/status.ts';
import { foldStatuses } from '../../domain/whatsapp/status.ts';
import type { TenantUnit } from '../db/database.ts';
import { int, json, nullable, statement, text, texts, uuid } from '../db/statement.ts';

/** What is known of a message's way, and of what went wrong. */
export interface StatusView {
  /** Folded; null: nothing that counts is known. */
  readonly status: DeliveryStatus | null;
  readonly code: number | null;
  readonly text: string | null;
}

/** As it was stored; a failure's detail tells what went wrong. */
export interface Reported {
  readonly status: string;
  readonly detail: unknown;
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

/** Sets what people see of an accepted message from all its statuses. */
export async function showStatuses(
  unit: TenantUnit,
  messageId: string,
  numberId: string,
  wamid: string,
): Promise<void> {
  await show(unit, messageId, wamid, await viewOf(unit, numberId, wamid));
}

/** Sets what people see of an accepted message. */
export async function show(unit: TenantUnit, messageId: string, wamid: string, view: StatusView): Promise<void> {
  if (view.status !== null)
    await unit.write(SHOW_STATUS, {
      messages: [{ id: messageId, wamid, ...shownOf({ ...view, status: view.status }) }],
    });
}

/** What all statuses of a message say by now. */
export async function viewOf(unit: TenantUnit, numberId: string, wamid: string): Promise<StatusView> {
  return foldReported(await unit.run(REPORTED, { number: numberId, wamid }));
}

/** Many statuses of one message, folded. */
export function foldReported(reported: readonly Reported[]): StatusView {
  return {
    status: foldStatuses(reported.map(each => each.status)),
    ...(errorIn(reported.find(each => each.status === 'failed')?.detail) ?? { code: null, text: null }),
  };
}

/** How a message shows what is known of it: an error only while it has failed. */
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

/** In words, to be shown. */
const ERROR_LENGTH = 500;

/** What a failed status says went wrong, whatever it says it with. */
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

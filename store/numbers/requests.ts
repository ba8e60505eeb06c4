/**
 * Orders: what administrators want done with a number at WhatsApp; stored with encrypted secrets, done by a workflow.
 */
import { cut } from '../../domain/text/cut.ts';
import type { TenantUnit } from '../db/database.ts';
import { sqlState } from '../db/database.ts';
import type { NumberOrder } from '../generated/client.ts';
import { newId } from '../db/ids.ts';
import type { PageCursor } from '../db/keyset.ts';
import { createdBefore } from '../db/keyset.ts';
import type { SecretBox } from '../db/secret-box.ts';

export const ORDER_KINDS = ['connect', 'token', 'register', 'pin', 'disconnect'] as const;
type OrderKind = (typeof ORDER_KINDS)[number];

/** Why an order was refused; the keys are stable, the texts are for people. */
const ORDER_REASONS = {
  token_refused: 'WhatsApp does not take the access token.',
  number_unknown: 'The token’s owner has no such number.',
  number_of_another_account: 'The number does not belong to this WhatsApp Business Account.',
  // Only told to somebody whose token WhatsApp has accepted for the number (checked in
  // activities/numbers/activities.ts).
  number_taken: 'The number is connected to another tenant already.',
  pin_refused: 'WhatsApp does not take the PIN: the number has two-step verification with another one.',
  refused: 'WhatsApp refused; its own words say why.',
  not_reached: 'WhatsApp could not be reached for an hour.',
} as const;
export type OrderReason = keyof typeof ORDER_REASONS;

/** `accessToken` and `pin` are plain; they are encrypted when the order is stored. */
export interface WantedOrder {
  readonly kind: OrderKind;
  readonly wabaId: string;
  readonly phoneNumberId: string;
  readonly name: string | null;
  readonly accessToken: string | null;
  readonly pin: string | null;
}

const TEXT_LIMIT = 1_000;
const place = (tenantId: string, column: 'access_token' | 'pin', rowId: string) => ({
  tenantId,
  column: `number_order.${column}`,
  rowId,
});

/**
 * Stores an order.
 * @param at epoch milliseconds.
 * @returns null when another order for the number is still open; the transaction must be given up then.
 */
export async function orderNumber(
  unit: TenantUnit,
  box: SecretBox,
  wanted: WantedOrder,
  author: { readonly kind: string; readonly id: string },
  at: number,
): Promise<NumberOrderView | null> {
  const { tenantId } = unit;
  const id = newId();
  const seal = (column: 'access_token' | 'pin', secret: string | null) =>
    secret === null ? null : box.seal(secret, place(tenantId, column, id));
  const { kind, wabaId, phoneNumberId, name } = wanted;
  try {
    return orderView(
      await unit.tx.numberOrder.create({
        data: {
          id,
          tenantId,
          kind,
          wabaId,
          phoneNumberId,
          name,
          accessToken: seal('access_token', wanted.accessToken),
          pin: seal('pin', wanted.pin),
          state: 'waiting',
          authorKind: author.kind,
          authorId: author.id,
          createdAt: new Date(at),
        },
      }),
    );
  } catch (error) {
    if (sqlState(error) === '23505') return null;
    throw error;
  }
}

/** An order with its decrypted secrets, for one try of carrying it out. */
export interface OpenOrder {
  readonly row: NumberOrder;
  readonly accessToken: string | null;
  readonly pin: string | null;
}

/** @returns null when it has ended. */
export async function openOrder(unit: TenantUnit, box: SecretBox, id: string): Promise<OpenOrder | null> {
  const row = await unit.tx.numberOrder.findFirst({ where: { tenantId: unit.tenantId, id, state: 'waiting' } });
  if (row === null) return null;
  const open = (column: 'access_token' | 'pin', sealed: Uint8Array | null) =>
    sealed === null ? null : box.open(sealed, place(unit.tenantId, column, id));
  return { row, accessToken: open('access_token', row.accessToken), pin: open('pin', row.pin) };
}

/** Ends an order and deletes its secrets. @param at epoch milliseconds. @returns false when it had ended before. */
export async function endOrder(
  unit: TenantUnit,
  id: string,
  end:
    | { readonly state: 'done' }
    | {
        readonly state: 'refused';
        readonly reason: OrderReason;
        readonly code: number | null;
        readonly text: string | null;
      },
  at: number,
): Promise<boolean> {
  const why =
    end.state === 'done'
      ? {}
      : { reason: end.reason, errorCode: end.code, errorText: end.text === null ? null : cut(end.text, TEXT_LIMIT) };
  const { count } = await unit.tx.numberOrder.updateMany({
    where: { tenantId: unit.tenantId, id, state: 'waiting' },
    data: { state: end.state, accessToken: null, pin: null, endedAt: new Date(at), ...why },
  });
  return count > 0;
}

/** Ids of open orders, for the sweep, which starts a workflow if that has not happened. */
export async function waitingOrders(unit: TenantUnit): Promise<string[]> {
  return (
    await unit.tx.numberOrder.findMany({
      where: { tenantId: unit.tenantId, state: 'waiting' },
      orderBy: { id: 'asc' },
      select: { id: true },
    })
  ).map(row => row.id);
}

export async function findOrder(unit: TenantUnit, id: string): Promise<NumberOrderView | null> {
  const row = await unit.tx.numberOrder.findFirst({ where: { tenantId: unit.tenantId, id } });
  return row === null ? null : orderView(row);
}

/** A page of orders, newest first. */
export async function listOrders(
  unit: TenantUnit,
  filter: { readonly limit: number; readonly before: PageCursor | null },
): Promise<NumberOrderView[]> {
  const rows = await unit.tx.numberOrder.findMany({
    where: { tenantId: unit.tenantId, ...createdBefore(filter.before) },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: filter.limit,
  });
  return rows.map(orderView);
}

/** An order as the API shows it; never its token or PIN. */
function orderView(row: NumberOrder) {
  return {
    id: row.id,
    kind: row.kind as OrderKind,
    state: row.state as 'waiting' | 'done' | 'refused',
    wabaId: row.wabaId,
    phoneNumberId: row.phoneNumberId,
    createdAt: row.createdAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
    reason:
      row.reason === null
        ? null
        : {
            code: row.reason,
            explanation: ORDER_REASONS[row.reason as OrderReason],
            metaCode: row.errorCode,
            metaText: row.errorText,
          },
  };
}
export type NumberOrderView = ReturnType<typeof orderView>;

import { cut } from '../../domain/text/cut.ts';
import type { TenantUnit } from '../../store/db/database.ts';
import type { NumberFacts } from '../../store/numbers/lifecycle.ts';
import {
  connectNumber,
  connectedNumber,
  connectedNumbers,
  disconnectNumber,
  hasOthers,
  noteFacts,
  noteTokenRefused,
  replaceToken,
} from '../../store/numbers/lifecycle.ts';
import type { OpenOrder, OrderReason } from '../../store/numbers/requests.ts';
import { endOrder, openOrder, waitingOrders } from '../../store/numbers/requests.ts';
import { openToken } from '../../store/numbers/token.ts';
import { clearTrouble, noteTrouble } from '../../store/numbers/numbers.ts';
import { unitOfWork } from '../../store/db/retries.ts';
import type { Tenants } from '../../store/tenant/tenants.ts';
import type { GraphDependencies } from '../whatsapp/dependencies.ts';
import type { NumberActivities } from '../../workflows/contract.ts';
import type { GraphResult } from '../whatsapp/graph-client.ts';
import { pages } from '../whatsapp/pages.ts';
import { graphUnavailable } from '../whatsapp/graph-unavailable.ts';

export interface NumberDependencies extends GraphDependencies {
  readonly tenants: Pick<Tenants, 'all'>;
}

const FIELDS = 'id,display_phone_number,verified_name,quality_rating,messaging_limit_tier,status';
/** WhatsApp's error codes for an access token that is not accepted. */
const TOKEN_CODES = new Set([0, 102, 190]);
/** "Two step verification PIN mismatch" and its consequences. Source: Cloud API, error codes 133005 to 133009. */
const PIN_CODES = new Set([133_005, 133_006, 133_008, 133_009]);

/** Ends an order for good: WhatsApp, or our own rules, refuse it. */
class Refusal extends Error {
  readonly reason: OrderReason;
  readonly code: number | null;
  constructor(reason: OrderReason, code: number | null = null, text = '') {
    super(text);
    this.reason = reason;
    this.code = code;
  }
}

/** Business numbers at WhatsApp: connecting, new tokens and PINs, checks, disconnecting. */
export function numberActivities({ database, tenants, box, graph, clock }: NumberDependencies): NumberActivities {
  const pathOf = (id: string, rest = ''): string => `${encodeURIComponent(id)}${rest}`;

  /**
   * Checks that the token may use the number and that the number belongs to the account (WABA).
   * @throws Refusal if not; a retryable failure if WhatsApp gives no answer.
   */
  async function check(phoneNumberId: string, wabaId: string, token: string): Promise<NumberFacts> {
    const facts = factsOf(
      answered(await graph.get(pathOf(phoneNumberId), { fields: FIELDS }, token), 'number_unknown'),
    );
    for await (const page of pages(graph, pathOf(wabaId, '/phone_numbers'), 'id', token)) {
      const { data = [] } = answered(page, 'number_of_another_account') as { data?: { id?: unknown }[] };
      if (data.some(each => each.id === phoneNumberId)) return facts;
    }
    throw new Refusal('number_of_another_account');
  }

  const register = async (phoneNumberId: string, pin: string, token: string): Promise<unknown> =>
    answered(await graph.post(pathOf(phoneNumberId, '/register'), { messaging_product: 'whatsapp', pin }, token));

  /** Makes an order's calls to WhatsApp. @returns what to store once they succeeded. @throws as `check`. */
  async function carryOut(
    tenantId: string,
    { row, accessToken, pin }: OpenOrder,
  ): Promise<(unit: TenantUnit, at: number) => Promise<void>> {
    const { wabaId, phoneNumberId, name } = row;
    if (row.kind === 'connect' || row.kind === 'token') {
      if (accessToken === null) throw new Error('the order has no token');
      let facts = await check(phoneNumberId, wabaId, accessToken);
      if (row.kind === 'token') return (unit, at) => replaceToken(unit, box, phoneNumberId, accessToken, facts, at);
      answered(await graph.post(pathOf(wabaId, '/subscribed_apps'), {}, accessToken));
      if (pin !== null) {
        await register(phoneNumberId, pin, accessToken);
        facts = await check(phoneNumberId, wabaId, accessToken);
      }
      return async (unit, at) => {
        if (!(await connectNumber(unit, box, { wabaId, phoneNumberId, name, accessToken }, facts, at)))
          throw new Refusal('number_taken');
      };
    }
    const number = await database.withTenant(tenantId, unit => connectedNumber(unit, { phoneNumberId }));
    if (number === null) throw new Refusal('number_unknown');
    const token = openToken(box, tenantId, number.id, number.accessToken);
    if (row.kind === 'disconnect') {
      // A token that WhatsApp no longer accepts cannot unsubscribe; the number is disconnected anyway.
      if (!(await database.withTenant(tenantId, unit => hasOthers(unit, wabaId, number.id))))
        settled(await graph.delete(pathOf(wabaId, '/subscribed_apps'), {}, token));
      return unit => disconnectNumber(unit, phoneNumberId);
    }
    if (pin === null) throw new Error('the order has no PIN');
    if (row.kind === 'pin') answered(await graph.post(pathOf(phoneNumberId), { pin }, token));
    else await register(phoneNumberId, pin, token);
    return async (unit, at) => void (await clearTrouble(unit, number.id, at));
  }

  return {
    async doNumberOrder({ tenantId, orderId }) {
      const order = await database.withTenant(tenantId, unit => openOrder(unit, box, orderId));
      if (order === null) return;
      const end = async (write: (unit: TenantUnit, at: number) => Promise<unknown>): Promise<void> => {
        const at = await clock();
        await unitOfWork(database)(tenantId, unit => write(unit, at));
      };
      try {
        const write = await carryOut(tenantId, order);
        await end(async (unit, at) => {
          // If two run at once, only the one that ends the order stores its result.
          if (await endOrder(unit, orderId, { state: 'done' }, at)) await write(unit, at);
        });
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        await end((unit, at) =>
          endOrder(
            unit,
            orderId,
            {
              state: 'refused',
              reason: error.reason,
              code: error.code,
              text: error.message === '' ? null : error.message,
            },
            at,
          ),
        );
      }
    },

    async giveUpNumberOrder({ tenantId, orderId }) {
      const at = await clock();
      await unitOfWork(database)(tenantId, unit =>
        endOrder(unit, orderId, { state: 'refused', reason: 'not_reached', code: null, text: null }, at),
      );
    },

    async listNumbers({ tenantId }) {
      const wanted = tenantId === null ? await tenants.all() : [tenantId];
      const found = await Promise.all(
        wanted.map(tenant =>
          database.withTenant(tenant, async unit => ({
            tenant,
            orders: await waitingOrders(unit),
            numbers: await connectedNumbers(unit),
          })),
        ),
      );
      return {
        orders: found.flatMap(({ tenant, orders }) => orders.map(orderId => ({ tenantId: tenant, orderId }))),
        numbers: found.flatMap(({ tenant, numbers }) => numbers.map(numberId => ({ tenantId: tenant, numberId }))),
      };
    },

    async checkNumber({ tenantId, numberId }) {
      const number = await database.withTenant(tenantId, unit => connectedNumber(unit, { id: numberId }));
      if (number === null) return;
      const token = openToken(box, tenantId, numberId, number.accessToken);
      const begunAt = await clock();
      const result = await graph.get(pathOf(number.phoneNumberId), { fields: FIELDS }, token);
      const at = await clock();
      if (result.kind === 'ok')
        return database.withTenant(tenantId, unit => noteFacts(unit, numberId, factsOf(result.body), at));
      if (result.kind !== 'rejected') throw graphUnavailable(result, 'not_reached');
      await database.withTenant(tenantId, async unit => {
        if (result.code !== null && TOKEN_CODES.has(result.code)) await noteTokenRefused(unit, numberId, at);
        await noteTrouble(unit, numberId, result, begunAt, at);
      });
    },
  };
}

/**
 * The body of a successful result.
 * @param otherwise the reason for a refusal that concerns neither token nor PIN.
 * @throws Refusal if WhatsApp refused; a retryable failure if it gave no definite answer.
 */
function answered(result: GraphResult, otherwise: OrderReason = 'refused'): Readonly<Record<string, unknown>> {
  if (result.kind === 'ok') return result.body;
  if (result.kind !== 'rejected') throw graphUnavailable(result, 'not_reached');
  const { code, text } = result;
  throw new Refusal(
    code !== null && TOKEN_CODES.has(code)
      ? 'token_refused'
      : code !== null && PIN_CODES.has(code)
        ? 'pin_refused'
        : otherwise,
    code,
    text,
  );
}

/** Accepts success and refusal alike; @throws a retryable failure if WhatsApp gave no definite answer. */
function settled(result: GraphResult): void {
  if (result.kind !== 'ok' && result.kind !== 'rejected') throw graphUnavailable(result, 'not_reached');
}

function factsOf(body: Readonly<Record<string, unknown>>): NumberFacts {
  const text = (name: string): string | null => (typeof body[name] === 'string' ? cut(body[name], 200) : null);
  return {
    displayPhoneNumber: text('display_phone_number') ?? '',
    verifiedName: text('verified_name'),
    quality: text('quality_rating'),
    messagingTier: text('messaging_limit_tier'),
    registration: text('status'),
  };
}

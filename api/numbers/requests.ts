import { z } from 'zod';
import type { TenantUnit } from '../../store/db/database.ts';
import { connectedNumber } from '../../store/numbers/lifecycle.ts';
import type { NumberOrderView, WantedOrder } from '../../store/numbers/requests.ts';
import { ORDER_KINDS, findOrder, listOrders, orderNumber } from '../../store/numbers/requests.ts';
import {
  NUMBER_CHECK_WORKFLOW,
  NUMBER_ORDER_WORKFLOW,
  numberCheckWorkflowId,
  numberOrderWorkflowId,
} from '../../workflows/contract.ts';
import { decodeCursor, page } from '../http/cursor.ts';
import { notFound, problem } from '../http/problem.ts';
import { startWorkflow, startWorkflowNow } from '../http/start-workflow.ts';
import { matching, nothing, text } from '../http/input.ts';
import { audit } from '../http/access.ts';
import type { RequestContext } from '../http/route.ts';
import { route } from '../http/route.ts';
import { OK, byId, id, listOf, nullableTime, ok, paging, time } from '../http/schemas.ts';

const TAG = 'Business numbers';
const ADMINS = ['TENANT_ADMIN'] as const;

const metaId = matching(/^\d{5,30}$/, 'must be an id of WhatsApp’s', 30);
const accessToken = matching(/^[\x21-\x7e]{20,2000}$/, 'must be an access token').meta({
  description: 'Of a system user; kept encrypted, never shown again.',
});
const pin = matching(/^\d{6}$/, 'must have six digits', 6).meta({
  description: 'The number’s two-step verification PIN; not kept.',
});
const order = z
  .object({
    id,
    kind: z.enum(ORDER_KINDS),
    state: z.enum(['waiting', 'done', 'refused']),
    wabaId: z.string(),
    phoneNumberId: z.string(),
    createdAt: time,
    endedAt: nullableTime,
    reason: z
      .object({
        code: z.string(),
        explanation: z.string(),
        metaCode: z.int().nullable(),
        metaText: z.string().nullable(),
      })
      .nullable(),
  })
  .meta({ id: 'NumberOrder' });

type Handling = Pick<RequestContext<unknown, unknown, unknown>, 'app' | 'principal' | 'tenantId' | 'at' | 'work'>;

/**
 * Stores an order for a number, then starts its workflow; when Temporal is unavailable, the hourly check of the numbers
 * does.
 * @throws problem 409 `number_busy` while another order for the number is open, or `number_connected`.
 */
async function place(
  { app, principal, tenantId, at, work }: Handling,
  wanted: (unit: TenantUnit) => Promise<WantedOrder>,
): Promise<NumberOrderView> {
  const placed = await work(async unit => {
    const order = await wanted(unit);
    const view = await orderNumber(unit, app.box, order, principal, at);
    if (view === null) throw problem(409, 'number_busy', 'Something else is being done with the number.');
    // Checked again: an earlier order may have connected the number since; from here on no other can be open.
    if (order.kind === 'connect') await requireUnconnected(unit, order.phoneNumberId);
    await audit(unit, principal, `number.${view.kind}`, view.id, at);
    return view;
  });
  await startWorkflow(app, NUMBER_ORDER_WORKFLOW, {
    workflowId: numberOrderWorkflowId(placed.id),
    input: { tenantId, orderId: placed.id },
    onConflict: 'USE_EXISTING',
  }).catch((error: unknown) =>
    app.log.warn({ event: 'number_request_deferred', err: error }, 'a request for a number waits for the next check'),
  );
  return placed;
}

/** An order for a connected number. @throws problem 404 when the tenant has no such number, or it is not connected. */
async function forNumber(
  unit: TenantUnit,
  numberId: string,
  kind: WantedOrder['kind'],
  secrets: Partial<Pick<WantedOrder, 'accessToken' | 'pin'>> = {},
): Promise<WantedOrder> {
  const number = await connectedNumber(unit, { id: numberId });
  if (number === null) throw notFound('The number');
  return {
    kind,
    wabaId: number.wabaId,
    phoneNumberId: number.phoneNumberId,
    name: null,
    accessToken: null,
    pin: null,
    ...secrets,
  };
}

/** @throws problem 409 `number_connected` */
async function requireUnconnected(unit: TenantUnit, phoneNumberId: string): Promise<void> {
  if ((await connectedNumber(unit, { phoneNumberId })) !== null)
    throw problem(409, 'number_connected', 'The number is connected already.', { field: 'phoneNumberId' });
}

const connect = route({
  method: 'post',
  path: '/numbers',
  tag: TAG,
  summary: 'Connect a number: its token is checked with WhatsApp, the account subscribed, the number registered',
  roles: ADMINS,
  status: 202,
  answer: order,
  idempotent: true,
  body: z.strictObject({
    wabaId: metaId,
    phoneNumberId: metaId,
    accessToken,
    pin: pin.optional().meta({ description: 'Registers the number; without it, it has to be registered already.' }),
    name: text(100).optional(),
  }),
  handle: call =>
    place(call, async unit => {
      const { name = null, pin: given = null, ...ids } = call.body;
      await requireUnconnected(unit, ids.phoneNumberId);
      return { kind: 'connect', ...ids, name, pin: given };
    }),
});

const token = route({
  method: 'put',
  path: '/numbers/{id}/token',
  tag: TAG,
  summary: 'Replace the access token once WhatsApp takes the new one; until then the old one is used',
  roles: ADMINS,
  params: byId,
  body: z.strictObject({ accessToken }),
  status: 202,
  answer: order,
  idempotent: true,
  handle: call => place(call, unit => forNumber(unit, call.params.id, 'token', { accessToken: call.body.accessToken })),
});

const register = route({
  method: 'post',
  path: '/numbers/{id}/register',
  tag: TAG,
  summary: 'Register the number for the Cloud API, with its two-step PIN',
  roles: ADMINS,
  params: byId,
  body: z.strictObject({ pin }),
  status: 202,
  answer: order,
  idempotent: true,
  handle: call => place(call, unit => forNumber(unit, call.params.id, 'register', { pin: call.body.pin })),
});

const newPin = route({
  method: 'put',
  path: '/numbers/{id}/pin',
  tag: TAG,
  summary: 'Set the two-step PIN',
  roles: ADMINS,
  params: byId,
  body: z.strictObject({ pin }),
  status: 202,
  answer: order,
  idempotent: true,
  handle: call => place(call, unit => forNumber(unit, call.params.id, 'pin', { pin: call.body.pin })),
});

const disconnect = route({
  method: 'delete',
  path: '/numbers/{id}',
  tag: TAG,
  summary: 'Disconnect the number: nothing comes in or goes out, its token is forgotten, its conversations stay',
  roles: ADMINS,
  params: byId,
  status: 202,
  answer: order,
  idempotent: true,
  handle: call => place(call, unit => forNumber(unit, call.params.id, 'disconnect')),
});

const check = route({
  method: 'post',
  path: '/numbers/check',
  tag: TAG,
  summary: 'Ask WhatsApp now how the numbers are; otherwise it happens every hour',
  roles: ADMINS,
  body: nothing,
  status: 202,
  answer: ok,
  handle: async ({ app, tenantId }) => {
    // A check that is running may have asked WhatsApp before the change that this request is about: start over.
    await startWorkflowNow(app, NUMBER_CHECK_WORKFLOW, {
      workflowId: numberCheckWorkflowId(tenantId),
      input: { tenantId },
      onConflict: 'TERMINATE_EXISTING',
    });
    return OK;
  },
});

const orders = route({
  method: 'get',
  path: '/number-orders',
  tag: TAG,
  summary: 'What was wanted of numbers, and what came of it; the newest first',
  roles: ADMINS,
  query: paging,
  answer: listOf(order),
  handle: ({ work, query }) =>
    work(async unit =>
      page(
        await listOrders(unit, { before: decodeCursor(query.cursor), limit: query.limit + 1 }),
        query.limit,
        each => ({ at: each.createdAt, id: each.id }),
      ),
    ),
});

const oneOrder = route({
  method: 'get',
  path: '/number-orders/{id}',
  tag: TAG,
  summary: 'One order for a number',
  roles: ADMINS,
  params: byId,
  answer: order,
  handle: ({ work, params }) =>
    work(async unit => {
      const found = await findOrder(unit, params.id);
      if (found === null) throw notFound('The order');
      return found;
    }),
});

export const numberOrderRoutes = [connect, token, register, newPin, disconnect, check, orders, oneOrder];

import { z } from 'zod';
import { STRATEGIES } from '../../domain/acd/match.ts';
import { requestMatches } from '../../store/acd/match-request.ts';
import { addQueue, changeQueue, listQueues, removeQueue } from '../../store/acd/queues.ts';
import type { TenantUnit } from '../../store/database.ts';
import { notFound, problem } from '../http/problem.ts';
import { audit } from './access.ts';
import { route } from './route.ts';
import { byId, id, listOf, ok, plainText, time } from './schemas.ts';

const TAG = 'ACD';
const PEOPLE = ['TENANT_ADMIN', 'AGENT'] as const;
const ADMINS = ['TENANT_ADMIN'] as const;
const HOUR_MS = 3_600_000;

const step = z.discriminatedUnion('action', [
  z.strictObject({ afterMs: z.int().min(1000).max(24 * HOUR_MS), action: z.literal('lower'), level: z.int().min(0).max(4).meta({ description: 'No skill is needed above this level any more; 0: none at all.' }) }),
  z.strictObject({ afterMs: z.int().min(1000).max(24 * HOUR_MS), action: z.literal('queue'), queueId: id.meta({ description: 'It waits there, as long as it has waited; that queue’s own steps are not taken.' }) }),
]);
const settings = {
  name: plainText(100),
  acceptTimeoutMs: z.int().min(1000).max(HOUR_MS), wrapUpMs: z.int().min(0).max(HOUR_MS), excludeMs: z.int().min(0).max(HOUR_MS), missLimit: z.int().min(1).max(100),
  weight: z.int().min(1).max(100).meta({ description: 'Capacity units a conversation takes at an agent.' }),
  strategy: z.enum(STRATEGIES).meta({ description: 'Which of the agents who could take a conversation gets it.' }),
  stickyMs: z.int().min(0).max(90 * 24 * HOUR_MS).meta({ description: 'How long a contact’s last agent is asked first; 0: never.' }),
  pull: z.boolean().meta({ description: 'Agents may take from the line what they choose (`POST /conversations/{id}/take`).' }),
  steps: z.array(step).max(10).meta({ description: 'What widens who may get a conversation, counted from when it entered the queue; after the last it waits on. Who waits already keeps the time of the next step.' }),
};
const queue = z.object({ id, ...settings, memberIds: z.array(id), waiting: z.int(), createdAt: time }).meta({ id: 'Queue' });

/** @throws problem 400 `invalid_request` */
async function checkSteps(unit: TenantUnit, own: string | null, steps: readonly z.output<typeof step>[]): Promise<void> {
  for (const [at, each] of steps.entries()) {
    const wrong = (field: string, title: string) => problem(400, 'invalid_request', title, { field: `steps.${at}.${field}` });
    if (at > 0 && each.afterMs <= (steps[at - 1]?.afterMs ?? 0)) throw wrong('afterMs', 'Each step must come later than the one before.');
    if (each.action !== 'queue') continue;
    if (at < steps.length - 1) throw wrong('action', 'Nothing comes after another queue.');
    if (each.queueId === own) throw wrong('queueId', 'It is the queue itself.');
    if ((await unit.tx.queue.count({ where: { tenantId: unit.tenantId, id: each.queueId } })) === 0) throw wrong('queueId', 'There is no such queue.');
  }
}

const nameTaken = () => problem(409, 'queue_exists', 'There is a queue of this name.', { field: 'name' });
const said = (body: Readonly<Record<string, unknown>>): Record<string, string | number> => Object.fromEntries(Object.entries(body).flatMap(([name, value]) => (value === undefined || name === 'name' ? [] : [[name, typeof value === 'object' || typeof value === 'boolean' ? JSON.stringify(value) : (value as string | number)]])));

const list = route({
  method: 'get', path: '/queues', tag: TAG, summary: 'Queues with their settings and members, and how many wait', roles: PEOPLE, answer: listOf(queue),
  handle: ({ work }) => work(async unit => ({ items: await listQueues(unit), nextCursor: null })),
});

const create = route({
  method: 'post', path: '/queues', tag: TAG, summary: 'Add a queue; agents join it with `PUT /agents/{id}`', roles: ADMINS, status: 201, answer: queue, body: z.strictObject(settings).partial().required({ name: true }),
  handle: ({ work, principal, body, at }) => work(async unit => {
    await checkSteps(unit, null, body.steps ?? []);
    const added = await addQueue(unit, body, at);
    if (added === null) throw nameTaken();
    await audit(unit, principal, 'queue.create', added.id, at, said(body));
    return added;
  }),
});

const change = route({
  method: 'put', path: '/queues/{id}', tag: TAG, summary: 'Change a queue; offers, wrap-ups and steps that are under way keep their times', roles: ADMINS, params: byId, body: z.strictObject(settings).partial(), answer: ok,
  handle: ({ work, principal, params, body, at }) => work(async unit => {
    await checkSteps(unit, params.id, body.steps ?? []);
    const result = await changeQueue(unit, params.id, body);
    if (result === 'name_taken') throw nameTaken();
    if (result === 'unknown') throw notFound('The queue');
    await requestMatches(unit, [params.id], [], at);
    await audit(unit, principal, 'queue.change', params.id, at, said(body));
    return { ok: true as const };
  }),
});

const remove = route({
  method: 'delete', path: '/queues/{id}', tag: TAG, summary: 'Remove a queue that nothing refers to: no conversation, rule, step, and that is not the default', roles: ADMINS, params: byId, answer: ok,
  handle: ({ work, principal, params, at }) => work(async unit => {
    const result = await removeQueue(unit, params.id);
    if (result === 'unknown') throw notFound('The queue');
    if (result === 'in_use') throw problem(409, 'queue_in_use', 'Conversations, rules, steps of other queues or the tenant’s settings refer to the queue.');
    await audit(unit, principal, 'queue.remove', params.id, at);
    return { ok: true as const };
  }),
});

export const queueRoutes = [list, create, change, remove];

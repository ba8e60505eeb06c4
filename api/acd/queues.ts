import { lockAsking } from '../../store/acd/queues.ts';
import { isKnown } from '../../store/tenant/known.ts';
import { z } from 'zod';
import { requestMatches } from '../../store/conversation/match-request.ts';
import { addQueue, changeQueue, listQueues, removeQueue } from '../../store/acd/queues.ts';
import type { TenantUnit } from '../../store/db/database.ts';
import { addJob } from '../../store/jobs/jobs.ts';
import { beginJob } from '../jobs/begin-job.ts';
import { notFound, problem } from '../http/problem.ts';
import { int } from '../http/input.ts';
import { audit } from '../http/access.ts';
import type { queueStep, wholeQueue } from './queue-settings.ts';
import { queueSettings } from './queue-settings.ts';
import { route } from '../http/route.ts';
import { OK, byId, id, listOf, ok, time } from '../http/schemas.ts';
import { AGENTS_AND_ADMINS } from '../http/roles.ts';

const TAG = 'ACD';
const ADMINS = ['TENANT_ADMIN'] as const;
const version = int(1).meta({ description: 'Counts the changes; what each was stands in the audit.' });
const queue = z
  .object({ id, version, ...queueSettings, memberIds: z.array(id), waiting: z.int(), createdAt: time })
  .meta({ id: 'Queue' });

/**
 * Checks what the schema of routing steps cannot: their order, and that other queues exist.
 * @param own the queue itself; null when it is being created.
 * @throws problem 400 `invalid_request`
 */
async function checkSteps(
  unit: TenantUnit,
  own: string | null,
  steps: readonly z.output<typeof queueStep>[],
): Promise<void> {
  for (const [at, each] of steps.entries()) {
    const wrong = (field: string, title: string) =>
      problem(400, 'invalid_request', title, { field: `steps.${at}.${field}` });
    if (at > 0 && each.afterMs <= (steps[at - 1]?.afterMs ?? 0))
      throw wrong('afterMs', 'Each step must come later than the one before.');
    if (each.action === 'lower' || each.action === 'message') continue;
    if (at < steps.length - 1) throw wrong('action', 'Nothing comes after another queue, or after the end.');
    if (each.action === 'close' || each.action === 'ai') continue;
    if (each.queueId === own) throw wrong('queueId', 'It is the queue itself.');
    if (!(await isKnown(unit, 'queue', each.queueId))) throw wrong('queueId', 'There is no such queue.');
  }
}

/** Checks the actions of `steps`, `maxWait` and `whenFull`. @throws problem 400 `invalid_request` */
async function checkResorts(
  unit: TenantUnit,
  own: string | null,
  {
    steps = [],
    maxWait: longest,
    whenFull: full,
    maxLength,
  }: { readonly [K in 'steps' | 'maxWait' | 'whenFull' | 'maxLength']?: z.output<typeof wholeQueue>[K] | undefined },
): Promise<void> {
  await checkSteps(unit, own, steps);
  if ((full === undefined) !== (maxLength === undefined) || (full == null) !== (maxLength == null))
    throw problem(400, 'invalid_request', 'The longest line and what becomes of others are set together.', {
      field: 'whenFull',
    });
  for (const [field, wanted] of [
    ['maxWait.queueId', longest],
    ['whenFull.queueId', full],
  ] as const) {
    if (wanted?.action !== 'queue') continue;
    if (wanted.queueId === own || !(await isKnown(unit, 'queue', wanted.queueId)))
      throw problem(400, 'invalid_request', 'There is no such other queue.', { field });
  }
}

/**
 * Checks that a queue does not combine `autoAccept` with offers to several agents. Locks an existing queue, so that two
 * changes at once cannot combine them either.
 * @throws problem 400 `invalid_request`
 */
async function checkAsking(
  unit: TenantUnit,
  own: string | null,
  { autoAccept, broadcast }: { readonly autoAccept?: boolean | undefined; readonly broadcast?: number | undefined },
): Promise<void> {
  const now = own === null ? null : await lockAsking(unit, own);
  if ((autoAccept ?? now?.autoAccept ?? false) && (broadcast ?? now?.broadcast ?? 1) > 1)
    throw problem(400, 'invalid_request', 'Agents cannot have at once what several of them are asked to take.', {
      field: broadcast === undefined ? 'autoAccept' : 'broadcast',
    });
}

const nameTaken = () => problem(409, 'queue_exists', 'There is a queue of this name.', { field: 'name' });
const said = (body: Readonly<Record<string, unknown>>): Record<string, string | number> =>
  Object.fromEntries(
    Object.entries(body).flatMap(([name, value]) =>
      value === undefined || value === null || name === 'name'
        ? []
        : [
            [
              name,
              typeof value === 'object' || typeof value === 'boolean'
                ? JSON.stringify(value)
                : (value as string | number),
            ],
          ],
    ),
  );

/** Settings from which the deadlines of open conversations are computed; a job applies their change to those. */
const PLANNED = ['steps', 'maxWait', 'idle', 'sla', 'hours'] as const;

const list = route({
  method: 'get',
  path: '/queues',
  tag: TAG,
  summary: 'Queues with their settings and members, and how many wait',
  roles: AGENTS_AND_ADMINS,
  answer: listOf(queue),
  handle: ({ work }) => work(async unit => ({ items: await listQueues(unit), nextCursor: null })),
});

const create = route({
  method: 'post',
  path: '/queues',
  tag: TAG,
  summary: 'Add a queue; agents join it with `PUT /agents/{id}`',
  roles: ADMINS,
  status: 201,
  answer: queue,
  body: z.strictObject(queueSettings).partial().required({ name: true }),
  handle: ({ work, principal, body, at }) =>
    work(async unit => {
      await checkResorts(unit, null, body);
      await checkAsking(unit, null, body);
      const added = await addQueue(unit, body, at);
      if (added === null) throw nameTaken();
      await audit(unit, principal, 'queue.create', added.id, at, said(body));
      return added;
    }),
});

const change = route({
  method: 'put',
  path: '/queues/{id}',
  tag: TAG,
  summary:
    'Change a queue. Its conversations get the deadlines they would have had under it, by a job; offers and wrap-ups that are under way keep theirs',
  roles: ADMINS,
  params: byId,
  body: z
    .strictObject({
      ...queueSettings,
      version: version.meta({
        description: 'The version the change is of: 409 `queue_changed` when somebody was quicker.',
      }),
    })
    .partial(),
  answer: ok.extend({
    version,
    jobId: id.nullable().meta({
      description: 'Applies the change to the queue’s conversations: `GET /jobs/{id}`. Null: nothing to apply.',
    }),
  }),
  handle: async ({ app, work, principal, tenantId, params, body: { version: seen, ...body }, at }) => {
    const { job, now } = await work(async unit => {
      await checkResorts(unit, params.id, body);
      await checkAsking(unit, params.id, body);
      const result = await changeQueue(unit, params.id, body, seen);
      if (result === 'name_taken') throw nameTaken();
      if (result === 'unknown') throw notFound('The queue');
      if (result === 'changed_since')
        throw problem(409, 'queue_changed', 'Somebody changed the queue since that version.', { field: 'version' });
      await requestMatches(unit, [params.id], [], at);
      await audit(unit, principal, 'queue.change', params.id, at, { ...said(body), version: result });
      return {
        now: result,
        job: PLANNED.some(name => body[name] !== undefined)
          ? await addJob(unit, { kind: 'apply_settings', queueId: params.id }, principal, at)
          : null,
      };
    });
    if (job !== null) await beginJob(app, tenantId, job);
    return { ok: true as const, version: now, jobId: job?.id ?? null };
  },
});

const remove = route({
  method: 'delete',
  path: '/queues/{id}',
  tag: TAG,
  summary: 'Remove a queue that nothing refers to: no conversation, rule, step, and that is not the default',
  roles: ADMINS,
  params: byId,
  answer: ok,
  handle: ({ work, principal, params, at }) =>
    work(async unit => {
      const result = await removeQueue(unit, params.id);
      if (result === 'unknown') throw notFound('The queue');
      if (result === 'in_use')
        throw problem(
          409,
          'queue_in_use',
          'Conversations, rules, steps of other queues or the tenant’s settings refer to the queue.',
        );
      await audit(unit, principal, 'queue.remove', params.id, at);
      return OK;
    }),
});

export const queueRoutes = [list, create, change, remove];

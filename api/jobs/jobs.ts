import { z } from 'zod';
import { OPEN_PHASES } from '../../domain/conversation/state.ts';
import type { TenantUnit } from '../../store/db/database.ts';
import type { Job, JobSpec } from '../../store/jobs/jobs.ts';
import { addJob, endJob, findJob, listJobs } from '../../store/jobs/jobs.ts';
import { isKnown } from '../../store/tenant/known.ts';
import { beginJob } from './begin-job.ts';
import { notFound, problem } from '../http/problem.ts';
import { many, nothing } from '../http/input.ts';
import { audit } from '../http/access.ts';
import { route } from '../http/route.ts';
import { OK, byId, id, listOf, nullableTime, ok, time } from '../http/schemas.ts';

const TAG = 'Jobs';
const ADMINS = ['TENANT_ADMIN'] as const;
const OPEN = z.enum(OPEN_PHASES);

const job = z
  .object({
    id,
    kind: z.enum(['apply_settings', 'reassign']),
    action: z.string().nullable(),
    state: z.enum(['running', 'done', 'canceled']),
    total: z.int().meta({ description: 'Conversations that were meant when it began.' }),
    done: z.int().meta({ description: 'Looked at since.' }),
    changed: z.int(),
    refused: z.record(z.string(), z.int()).meta({ description: 'How many could not be changed, by the code of why.' }),
    createdAt: time,
    endedAt: nullableTime,
  })
  .meta({ id: 'Job' });

const jobView = ({
  spec,
  state,
  total,
  done,
  changed,
  refused,
  createdAt,
  endedAt,
  ...found
}: Job): z.input<typeof job> => ({
  id: found.id,
  kind: spec.kind,
  action: spec.kind === 'reassign' ? spec.action : null,
  state,
  total,
  done,
  changed,
  refused: { ...refused },
  createdAt: new Date(createdAt).toISOString(),
  endedAt: endedAt === null ? null : new Date(endedAt).toISOString(),
});

const select = z
  .strictObject({
    ids: many(id, 1_000, 1).optional(),
    queueId: id.optional(),
    agentId: id.optional(),
    states: many(OPEN, 20, 1).default([...OPEN_PHASES]),
  })
  .refine(
    ({ ids, queueId, agentId }) => ids !== undefined || queueId !== undefined || agentId !== undefined,
    'must name conversations, a queue or an agent',
  )
  .meta({ description: 'Open conversations of which all of this holds; those that begin later are not meant.' });
const bulk = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('transfer'), select, queueId: id }),
  z.strictObject({ action: z.literal('assign'), select, agentId: id }),
  z.strictObject({ action: z.literal('close'), select, dispositionId: id.nullable().default(null) }),
]);

/** Checks that the queues, agents and disposition of a bulk action exist in the tenant. @throws problem 400 */
async function checkBulk(unit: TenantUnit, wanted: z.output<typeof bulk>): Promise<void> {
  const wrong = (field: string) => problem(400, 'invalid_request', 'It does not exist.', { field });
  const { queueId, agentId } = wanted.select;
  if (queueId !== undefined && !(await isKnown(unit, 'queue', queueId))) throw wrong('select.queueId');
  if (agentId !== undefined && !(await isKnown(unit, 'agent', agentId))) throw wrong('select.agentId');
  if (wanted.action === 'transfer' && !(await isKnown(unit, 'queue', wanted.queueId))) throw wrong('queueId');
  if (wanted.action === 'assign' && !(await isKnown(unit, 'agentWhoWorks', wanted.agentId))) throw wrong('agentId');
  if (
    wanted.action === 'close' &&
    wanted.dispositionId !== null &&
    !(await isKnown(unit, 'disposition', wanted.dispositionId))
  )
    throw wrong('dispositionId');
}

const start = route({
  method: 'post',
  path: '/bulk-actions',
  tag: TAG,
  summary: 'Transfer, assign or close many conversations; each on its own, in the background',
  roles: ADMINS,
  status: 202,
  body: bulk,
  answer: job,
  idempotent: true,
  handle: async ({ app, work, principal, tenantId, body, at }) => {
    const { select: selection, ...action } = body;
    const added = await work(async unit => {
      await checkBulk(unit, body);
      const found = await addJob(unit, { kind: 'reassign', selection, ...action } satisfies JobSpec, principal, at);
      await audit(unit, principal, `bulk.${body.action}`, found.id, at, {
        queue: selection.queueId ?? null,
        agent: selection.agentId ?? null,
        total: found.total,
      });
      return found;
    });
    await beginJob(app, tenantId, added);
    return jobView(added);
  },
});

const list = route({
  method: 'get',
  path: '/jobs',
  tag: TAG,
  summary: 'The latest 100 jobs: bulk actions, and changed settings that are applied to live conversations',
  roles: ADMINS,
  answer: listOf(job),
  handle: ({ work }) => work(async unit => ({ items: (await listJobs(unit, 100)).map(jobView), nextCursor: null })),
});

const read = route({
  method: 'get',
  path: '/jobs/{id}',
  tag: TAG,
  summary: 'How far a job is',
  roles: ADMINS,
  params: byId,
  answer: job,
  handle: ({ work, params }) =>
    work(async unit => {
      const found = await findJob(unit, params.id);
      if (found === null) throw notFound('The job');
      return jobView(found);
    }),
});

const cancel = route({
  method: 'post',
  path: '/jobs/{id}/cancel',
  tag: TAG,
  summary: 'Stop a bulk action; what was done stays done',
  roles: ADMINS,
  params: byId,
  body: nothing,
  answer: ok,
  handle: ({ work, principal, params, at }) =>
    work(async unit => {
      const found = await findJob(unit, params.id);
      if (found === null) throw notFound('The job');
      if (found.spec.kind !== 'reassign')
        throw problem(409, 'job_not_cancelable', 'Settings are applied to all conversations or to none.');
      if (!(await endJob(unit, params.id, 'canceled', at))) throw problem(409, 'job_ended', 'The job has ended.');
      await audit(unit, principal, 'bulk.cancel', params.id, at);
      return OK;
    }),
});

export const jobRoutes = [start, list, read, cancel];

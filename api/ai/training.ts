import { randomBytes } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { z } from 'zod';
import {
  addExport,
  addGrant,
  approveGrant,
  isInForce,
  listExports,
  listGrants,
  openExport,
  withdrawGrant,
} from '../../store/ai/training.ts';
import { openWhole } from '../../store/media/cipher.ts';
import { isKnown } from '../../store/tenant/known.ts';
import { newObjectKey } from '../../store/media/object-store.ts';
import { TRAINING_EXPORT_WORKFLOW, trainingExportWorkflowId } from '../../workflows/contract.ts';
import { notFound, problem } from '../http/problem.ts';
import { startWorkflowNow } from '../http/start-workflow.ts';
import { instant, nothing, text } from '../http/input.ts';
import { audit } from '../http/access.ts';
import { agreed, missingAfter } from '../access/approvals.ts';
import { route } from '../http/route.ts';
import { OK, approvals, byId, id, listOf, nullableTime, ok, time } from '../http/schemas.ts';

const TAG = 'Training data';
const ADMINS = ['TENANT_ADMIN'] as const;

const grant = z
  .object({
    id,
    purpose: z.string(),
    wording: z.string(),
    authorId: id,
    approverId: id.nullable(),
    createdAt: time,
    approvedAt: nullableTime,
    expiresAt: time,
    withdrawnAt: nullableTime,
    inForce: z.boolean(),
    approvals: approvals.nullable().meta({ description: 'While it waits.' }),
  })
  .meta({ id: 'TrainingGrant', description: 'The company allows what was said to be used for training.' });
const exported = z
  .object({
    id,
    grantId: id,
    state: z.enum(['running', 'done', 'deleted']),
    examples: z.int(),
    leftOut: z.record(z.string(), z.int()).meta({
      description:
        'Conversations that are not in it, by why: the contact has not agreed, is restricted, or nothing is left of it.',
    }),
    size: z.int().nullable(),
    sha256: z.string().nullable(),
    createdAt: time,
    endedAt: nullableTime,
  })
  .meta({ id: 'TrainingExport' });

const grants = route({
  method: 'get',
  path: '/ai/training/grants',
  tag: TAG,
  summary: 'Authorisations to use what was said for training, withdrawn ones, too',
  roles: ADMINS,
  answer: listOf(grant),
  handle: ({ work, at }) =>
    work(async unit => ({
      items: (await listGrants(unit, at)).map(row => ({
        id: row.id,
        purpose: row.purpose,
        wording: row.wording,
        authorId: row.authorId,
        approverId: row.approverId,
        approvals: row.approvals,
        createdAt: row.createdAt.toISOString(),
        approvedAt: row.approvedAt?.toISOString() ?? null,
        expiresAt: row.expiresAt.toISOString(),
        withdrawnAt: row.withdrawnAt?.toISOString() ?? null,
        inForce: isInForce(row, at),
      })),
      nextCursor: null,
    })),
});

const allow = route({
  method: 'post',
  path: '/ai/training/grants',
  tag: TAG,
  summary: 'Authorise it, for a purpose and a time; another administrator has to approve',
  roles: ADMINS,
  status: 201,
  answer: z.object({ id }),
  body: z.strictObject({
    purpose: text(500),
    wording: text(4_000).meta({ description: 'What was agreed to, word for word.' }),
    expiresAt: instant,
  }),
  handle: ({ work, principal, body, at }) =>
    work(async unit => {
      if (principal.kind !== 'user') throw problem(403, 'not_a_person', 'Only people authorise this.');
      const expiresAt = new Date(body.expiresAt);
      if (expiresAt.getTime() <= at)
        throw problem(400, 'invalid_request', 'The time must be in the future.', { field: 'expiresAt' });
      const added = await addGrant(unit, { ...body, expiresAt }, principal.id, at);
      await audit(unit, principal, 'training.grant', added, at, { until: body.expiresAt });
      return { id: added };
    }),
});

const approve = route({
  method: 'post',
  path: '/ai/training/grants/{id}/approve',
  tag: TAG,
  summary: 'Approve another administrator’s authorisation',
  roles: ADMINS,
  params: byId,
  body: nothing,
  answer: agreed,
  handle: ({ work, principal, params, at }) =>
    work(async unit => {
      const result = await approveGrant(unit, params.id, principal, at);
      if (result === 'unknown') throw notFound('The authorisation');
      if (result === 'over') throw problem(409, 'not_waiting_for_approval', 'It does not wait for approval.');
      const missing = missingAfter(result);
      await audit(unit, principal, 'training.approve', params.id, at, { missing });
      return { ok: true as const, missing };
    }),
});

const withdraw = route({
  method: 'post',
  path: '/ai/training/grants/{id}/withdraw',
  tag: TAG,
  summary: 'Withdraw it: exports stop, and their files are deleted',
  roles: ADMINS,
  params: byId,
  body: nothing,
  answer: ok,
  handle: async ({ app, work, principal, params, at }) => {
    const keys = await work(async unit => {
      if (!(await isKnown(unit, 'trainingGrant', params.id))) throw notFound('The authorisation');
      const found = await withdrawGrant(unit, params.id, principal.id, at);
      if (found === null) throw problem(409, 'already_done', 'It was withdrawn before.');
      await audit(unit, principal, 'training.withdraw', params.id, at, { files: found.length });
      return found;
    });
    for (const key of keys) await app.objects.remove(key);
    return OK;
  },
});

const exports = route({
  method: 'get',
  path: '/ai/training/exports',
  tag: TAG,
  summary: 'Files of examples, those that were deleted, too',
  roles: ADMINS,
  answer: listOf(exported),
  handle: ({ work }) =>
    work(async unit => ({
      items: (await listExports(unit)).map(row => ({
        id: row.id,
        grantId: row.grantId,
        state: row.state as 'done',
        examples: row.examples,
        leftOut: row.leftOut as Record<string, number>,
        size: row.size,
        sha256: row.sha256,
        createdAt: row.createdAt.toISOString(),
        endedAt: row.endedAt?.toISOString() ?? null,
      })),
      nextCursor: null,
    })),
});

const begin = route({
  method: 'post',
  path: '/ai/training/exports',
  tag: TAG,
  summary:
    'Write this company’s closed conversations into a file (JSON Lines of chat messages), of contacts who agreed',
  roles: ADMINS,
  status: 202,
  body: z.strictObject({ grantId: id }),
  answer: z.object({ id }),
  handle: async ({ app, work, principal, tenantId, body, at }) => {
    const file = { objectKey: newObjectKey(tenantId), dataKey: randomBytes(32) };
    const exportId = await work(async unit => {
      const added = await addExport(unit, app.box, body.grantId, file, principal, at);
      if (added === null)
        throw problem(409, 'not_authorised', 'There is no authorisation in force.', { field: 'grantId' });
      await audit(unit, principal, 'training.export', added, at, { grant: body.grantId });
      return added;
    });
    await startWorkflowNow(app, TRAINING_EXPORT_WORKFLOW, {
      workflowId: trainingExportWorkflowId(exportId),
      input: { tenantId, exportId },
      onConflict: 'USE_EXISTING',
    });
    return { id: exportId };
  },
});

/** Streams an export's file, decrypted; every read is audited. */
const read = route({
  method: 'get',
  path: '/ai/training/exports/{id}/file',
  tag: TAG,
  summary: 'The file, as long as its authorisation is in force',
  roles: ADMINS,
  params: byId,
  answer: z.unknown(),
  handle: async ({ app, work, principal, params, at, response }) => {
    const found = await work(async unit => {
      const opened = await openExport(unit, app.box, params.id, at);
      if (opened?.row.state === 'done') await audit(unit, principal, 'training.read', params.id, at);
      return opened;
    });
    if (found?.row.size == null || found.row.state !== 'done') throw notFound('The file');
    response.type('application/x-ndjson').set('cache-control', 'private, no-store');
    const size = found.row.size;
    await pipeline(
      Readable.from(
        size === 0 ? [] : openWhole(app.objects, { objectKey: found.row.objectKey, dataKey: found.dataKey, size }),
      ),
      response,
    );
    return undefined;
  },
});

export const trainingRoutes = [grants, allow, approve, withdraw, exports, begin, read];

import { z } from 'zod';
import type { TenantUnit } from '../../store/db/database.ts';
import { endpointView, removeEndpoint, setEndpoint } from '../../store/ai/endpoint.ts';
import { vectorProgress } from '../../store/knowledge/vectors.ts';
import { listCalls, listUsage } from '../../store/ai/usage.ts';
import { countKnown } from '../../store/tenant/known.ts';
import { activeAiPolicy, decideAiPolicy, listAiPolicies, writeAiPolicy } from '../../store/ai/policy.ts';
import { TRY_ENDPOINT_WORKFLOW, tryEndpointWorkflowId } from '../../workflows/contract.ts';
import type { AppContext } from '../http/context.ts';
import { decodeCursor, page } from '../http/cursor.ts';
import { notFound, problem } from '../http/problem.ts';
import { startWorkflowNow } from '../http/start-workflow.ts';
import { address, bigInt, inAddress, int, matching, nothing, text } from '../http/input.ts';
import { insecurity, requireCallable } from '../http/tenant-address.ts';
import { audit } from '../http/access.ts';
import { agreed, missingAfter } from '../access/approvals.ts';
import { aiPolicy } from './schemas.ts';
import { AI_MODES } from '../../domain/conversation/ai-mode.ts';
import { AGENTS_AND_ADMINS } from '../http/roles.ts';
import { route } from '../http/route.ts';
import {
  OK,
  approvals,
  id,
  insecureUntil,
  listOf,
  nullableTime,
  ok,
  paging,
  requireKnown,
  time,
} from '../http/schemas.ts';

const TAG = 'AI';
const ADMINS = ['TENANT_ADMIN'] as const;
const version = int(1);
const byVersion = z.strictObject({ version: inAddress.int(1) });

const policyVersion = z
  .object({
    version,
    state: z.enum(['waiting', 'active', 'declined', 'superseded']),
    author: z.object({ kind: z.string(), id }),
    approverId: id.nullable(),
    createdAt: time,
    policy: aiPolicy,
    approvals: approvals.nullable().meta({ description: 'While it waits.' }),
  })
  .meta({ id: 'AiPolicyVersion' });

const offered = route({
  method: 'get',
  path: '/ai',
  tag: TAG,
  summary:
    'Whether the AI can be asked for drafts and proposals, in any conversation: unless the policy’s mode is `off`',
  roles: AGENTS_AND_ADMINS,
  answer: z.object({ mode: z.enum(AI_MODES) }),
  handle: ({ work }) => work(async unit => ({ mode: (await activeAiPolicy(unit))?.mode ?? 'off' })),
});

const policies = route({
  method: 'get',
  path: '/ai/policies',
  tag: TAG,
  summary: 'What the AI may do: the latest 100 versions, the newest first',
  roles: ADMINS,
  answer: listOf(policyVersion),
  handle: ({ work }) =>
    work(async unit => {
      const versions = await listAiPolicies(unit);
      return {
        items: versions.map(
          ({ version: number, state, author, approverId, approvals: consents, createdAt, ...policy }) => ({
            version: number,
            state,
            author,
            approverId,
            approvals: consents,
            createdAt,
            policy: policy as unknown as z.input<typeof aiPolicy>,
          }),
        ),
        nextCursor: null,
      };
    }),
});

/** Checks that the queues, numbers and skills of a policy exist in the tenant. @throws problem 400 */
async function checkPolicy(unit: TenantUnit, { queues, numbers, handOver }: z.output<typeof aiPolicy>): Promise<void> {
  const queueIds = [...new Set(queues.map(each => each.queueId))];
  requireKnown(await countKnown(unit, 'queue', queueIds), queueIds, 'policy.queues');
  const handOverIds = handOver.queueId === null ? [] : [handOver.queueId];
  requireKnown(await countKnown(unit, 'queue', handOverIds), handOverIds, 'policy.handOver.queueId');
  const numberIds = [...new Set(numbers.map(each => each.numberId))];
  requireKnown(await countKnown(unit, 'number', numberIds), numberIds, 'policy.numbers');
  const skillIds = [...new Set(handOver.needs.map(each => each.skillId))];
  requireKnown(await countKnown(unit, 'skill', skillIds), skillIds, 'policy.handOver.needs');
}

const write = route({
  method: 'put',
  path: '/ai/policies',
  tag: TAG,
  summary: 'Write the next policy: in force at once, or, with `aiFourEyes`, when another administrator agrees',
  roles: ADMINS,
  body: z.strictObject({
    version: int(0).meta({
      description: 'The newest you have seen, 0 for none: 409 `ai_policy_changed` when there is a newer one.',
    }),
    policy: aiPolicy,
  }),
  answer: z.object({ version, state: z.enum(['waiting', 'active', 'declined', 'superseded']) }),
  handle: ({ work, principal, body, at }) =>
    work(async unit => {
      await checkPolicy(unit, body.policy);
      const written = await writeAiPolicy(
        unit,
        body.version,
        body.policy,
        { kind: principal.kind, id: principal.id },
        at,
      );
      if (written === null) throw problem(409, 'ai_policy_changed', 'There is a newer version.', { field: 'version' });
      await audit(unit, principal, 'ai_policy.write', unit.tenantId, at, {
        version: written.version,
        state: written.state,
        mode: body.policy.mode,
      });
      return written;
    }),
});

const decide = (agrees: boolean) =>
  route({
    method: 'post',
    path: `/ai/policies/{version}/${agrees ? 'approve' : 'decline'}`,
    tag: TAG,
    summary: agrees
      ? 'Agree to a policy of another administrator: with the last one who has to agree it is in force at once'
      : 'Do not agree to it',
    roles: ADMINS,
    params: byVersion,
    body: nothing,
    answer: agrees ? agreed : ok,
    handle: ({ work, principal, params, at }) =>
      work(async unit => {
        const result = await decideAiPolicy(unit, params.version, principal, agrees, at);
        if (result === 'unknown') throw notFound('The version');
        if (result === 'not_waiting')
          throw problem(409, 'not_waiting_for_approval', 'The version does not wait for anybody’s approval.');
        if (result === 'own_version')
          throw problem(403, 'own_version', 'Another administrator has to decide about it.');
        const missing = result === 'declined' ? 0 : missingAfter(result);
        await audit(unit, principal, `ai_policy.${agrees ? 'approve' : 'decline'}`, unit.tenantId, at, {
          version: params.version,
          missing,
        });
        return agrees ? { ok: true as const, missing } : OK;
      }),
  });

const endpoint = z
  .object({
    id,
    baseUrl: z.string(),
    model: z.string(),
    capability: z
      .string()
      .nullable()
      .meta({ description: 'How it answers in JSON; null: it has not been tried, or did not work, and is not used.' }),
    problem: z.string().nullable(),
    inputMicros: z.int(),
    outputMicros: z.int(),
    checkedAt: nullableTime,
    embeddingModel: z.string().nullable(),
    embeddingMicros: z.int(),
    embeddingProblem: z.string().nullable(),
    embeddingDimensions: z
      .int()
      .nullable()
      .meta({ description: 'Null: it has not been tried, or did not work, and passages are found by words alone.' }),
    transcriptionModel: z.string().nullable(),
    transcriptionMicros: z.int().meta({ description: 'Of a minute.' }),
    transcriptionProblem: z.string().nullable(),
    transcriptionWorks: z
      .boolean()
      .meta({ description: 'False: it has not been tried, or did not work, and voice messages have no transcripts.' }),
    insecureUntil,
  })
  .meta({ id: 'AiEndpoint' });
type EndpointView = Awaited<ReturnType<typeof endpointView>>;

const shown = async (app: AppContext, found: EndpointView) =>
  found === null ? null : { ...found, insecureUntil: await insecurity(app, found.baseUrl, found.insecureUntil) };

const readEndpoint = route({
  method: 'get',
  path: '/ai/endpoint',
  tag: TAG,
  summary: 'The tenant’s own model; null: the operator’s is asked',
  roles: ADMINS,
  answer: z.object({
    endpoint: endpoint.nullable(),
    passages: z.int().meta({ description: 'Published passages of the knowledge base.' }),
    read: z
      .array(z.object({ model: z.string(), passages: z.int() }))
      .meta({ description: 'How many of them each model of embeddings has read for what they mean.' }),
  }),
  handle: async ({ app, work }) => {
    const [found, progress] = await work(async unit => [await endpointView(unit), await vectorProgress(unit)] as const);
    return { endpoint: await shown(app, found), ...progress };
  },
});
const micros = bigInt(0, 10_000_000_000);
const putEndpoint = route({
  method: 'put',
  path: '/ai/endpoint',
  tag: TAG,
  summary: 'Use a model of your own, over the OpenAI-compatible Chat Completions API; it is tried first',
  roles: ADMINS,
  status: 202,
  answer: z.object({ endpoint: endpoint.nullable() }),
  body: z.strictObject({
    baseUrl: address(500),
    model: text(200),
    apiKey: matching(/^[\x21-\x7e]{1,500}$/, 'must be a key of printable ASCII characters'),
    inputMicros: micros.default(0).meta({ description: 'Micro-units of money per million tokens.' }),
    outputMicros: micros.default(0),
    embeddingModel: text(200).nullable().default(null).meta({
      description: 'Finds passages by meaning, too, at the same address (`/embeddings`); null: by words alone.',
    }),
    embeddingMicros: micros.default(0),
    transcriptionModel: text(200).nullable().default(null).meta({
      description:
        'Writes down voice messages, where the policy wants that, at the same address (`/audio/transcriptions`); null: there are no transcripts.',
    }),
    transcriptionMicros: micros.default(0).meta({ description: 'Micro-units of money per minute.' }),
  }),
  handle: async ({ app, work, principal, tenantId, body, at }) => {
    await requireCallable(app, body.baseUrl, 'baseUrl');
    const endpointId = await work(async unit => {
      const added = await setEndpoint(unit, app.box, { ...body, baseUrl: body.baseUrl.replace(/\/$/, '') }, at);
      await audit(unit, principal, 'ai_endpoint.set', added, at, {
        host: new URL(body.baseUrl).host,
        model: body.model,
      });
      return added;
    });
    await startWorkflowNow(app, TRY_ENDPOINT_WORKFLOW, {
      workflowId: tryEndpointWorkflowId(endpointId),
      input: { tenantId, endpointId },
      onConflict: 'USE_EXISTING',
    });
    return { endpoint: await shown(app, await work(endpointView)) };
  },
});
const deleteEndpoint = route({
  method: 'delete',
  path: '/ai/endpoint',
  tag: TAG,
  summary: 'Ask the operator’s model again',
  roles: ADMINS,
  answer: ok,
  handle: ({ work, principal, at }) =>
    work(async unit => {
      if (!(await removeEndpoint(unit))) throw notFound('The endpoint');
      await audit(unit, principal, 'ai_endpoint.remove', unit.tenantId, at);
      return OK;
    }),
});

const usage = z
  .object({
    period: z.string(),
    calls: z.int(),
    tokens: z.int(),
    micros: z.int(),
    reservedTokens: z.int(),
    reservedMicros: z.int(),
  })
  .meta({
    id: 'AiUsage',
    description: 'Of a day (YYYY-MM-DD) or a month (YYYY-MM), UTC; reserved is what calls under way may cost at most.',
  });
const usages = route({
  method: 'get',
  path: '/ai/usage',
  tag: TAG,
  summary: 'What the AI cost, by day and month, the latest first',
  roles: ADMINS,
  answer: listOf(usage),
  handle: ({ work }) =>
    work(async unit => ({
      items: (await listUsage(unit)).map(row => ({
        period: row.period,
        calls: row.calls,
        tokens: Number(row.tokens),
        micros: Number(row.micros),
        reservedTokens: Number(row.reservedTokens),
        reservedMicros: Number(row.reservedMicros),
      })),
      nextCursor: null,
    })),
});

const call = z
  .object({
    id,
    at: time,
    conversationId: id.nullable(),
    turn: z.int().nullable(),
    purpose: z.string(),
    state: z.string(),
    model: z.string(),
    host: z.string(),
    demo: z.boolean(),
    policyVersion: z.int(),
    promptVersion: z.int(),
    promptTokens: z.int().nullable(),
    completionTokens: z.int().nullable(),
    estimated: z.boolean(),
    micros: z.int().nullable(),
    latencyMs: z.int().nullable(),
    error: z.string().nullable(),
    evidence: z.number().nullable(),
    passages: z.array(z.object({ id, score: z.number() })),
    messageId: id.nullable(),
  })
  .meta({ id: 'AiCall', description: 'One call of a model: counts and ids, no content.' });
const calls = route({
  method: 'get',
  path: '/ai/calls',
  tag: TAG,
  summary: 'Calls of models, the latest first',
  roles: ADMINS,
  query: paging.extend({ conversationId: id.optional() }),
  answer: listOf(call),
  handle: ({ work, query: { cursor, limit, conversationId } }) =>
    work(async unit => {
      const rows = await listCalls(unit, { conversationId, after: decodeCursor(cursor), limit: limit + 1 });
      return page(
        rows.map(
          ({
            id: callId,
            at: when,
            micros,
            passages,
            conversationId: of,
            turn,
            purpose,
            state,
            model,
            host,
            demo,
            policyVersion: policy,
            promptVersion,
            promptTokens,
            completionTokens,
            estimated,
            latencyMs,
            error,
            evidence,
            messageId,
          }) => ({
            id: callId,
            at: when.toISOString(),
            conversationId: of,
            turn,
            purpose,
            state,
            model,
            host,
            demo,
            policyVersion: policy,
            promptVersion,
            promptTokens,
            completionTokens,
            estimated,
            micros: micros === null ? null : Number(micros),
            latencyMs,
            error,
            evidence,
            messageId,
            passages: passages as { id: string; score: number }[],
          }),
        ),
        limit,
        item => item,
      );
    }),
});

export const aiRoutes = [
  offered,
  policies,
  write,
  decide(true),
  decide(false),
  readEndpoint,
  putEndpoint,
  deleteEndpoint,
  usages,
  calls,
];

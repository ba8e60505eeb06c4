import { z } from 'zod';
import { activeAiPolicy } from '../../store/ai/policy.ts';
import { addTrial, findTrial } from '../../store/ai/trials.ts';
import { countKnown } from '../../store/tenant/known.ts';
import { AI_TRIAL_WORKFLOW, aiTrialWorkflowId } from '../../workflows/contract.ts';
import { notFound, problem } from '../http/problem.ts';
import { startWorkflowNow } from '../http/start-workflow.ts';
import { many, text } from '../http/input.ts';
import { audit } from '../http/access.ts';
import { aiPolicy, citation } from './schemas.ts';
import { route } from '../http/route.ts';
import { byId, id, time } from '../http/schemas.ts';

const TAG = 'AI';
const ADMINS = ['TENANT_ADMIN'] as const;

const item = z.union([z.strictObject({ question: text(2_000) }), z.strictObject({ conversationId: id })]);
const result = z.object({
  question: z.string(),
  answeredThen: z.string().nullable().meta({ description: 'What people answered in the conversation.' }),
  outcome: z.enum(['answered', 'clarified', 'courtesy', 'nothing', 'hand_over', 'failed']),
  text: z.string().nullable(),
  reason: z.string().nullable(),
  evidence: z.number().nullable(),
  similarity: z
    .number()
    .nullable()
    .meta({ description: 'How near the nearest passage is in meaning; null where no model of embeddings is set.' }),
  citations: z.array(citation),
});
const trial = z
  .object({
    id,
    state: z.enum(['running', 'done', 'failed']),
    policyVersion: z.int().nullable(),
    total: z.int(),
    results: z.array(result),
    createdAt: time,
  })
  .meta({ id: 'AiTrial', description: 'What a policy would have said; kept for seven days.' });

const begin = route({
  method: 'post',
  path: '/ai/trials',
  tag: TAG,
  summary: 'Try a policy, in force or not, on questions or on what past conversations began with; nothing is sent',
  roles: ADMINS,
  status: 202,
  answer: z.object({ id }),
  body: z.strictObject({
    policy: aiPolicy.optional().meta({ description: 'Not given: the one in force.' }),
    items: many(item, 50, 1),
  }),
  handle: async ({ app, work, principal, tenantId, body, at }) => {
    const trialId = await work(async unit => {
      const active = body.policy === undefined ? await activeAiPolicy(unit) : null;
      if (body.policy === undefined && active === null)
        throw problem(409, 'ai_off', 'There is no policy in force; give one.', { field: 'policy' });
      const named = body.items.flatMap(each => ('conversationId' in each ? [each.conversationId] : []));
      if ((await countKnown(unit, 'conversation', named)) !== new Set(named).size)
        throw problem(400, 'invalid_request', 'One of the conversations does not exist.', { field: 'items' });
      const { version: policyVersion, ...inForce } = active ?? { version: null };
      const added = await addTrial(
        unit,
        body.policy ?? (inForce as z.output<typeof aiPolicy>),
        policyVersion,
        body.items,
        principal,
        at,
      );
      await audit(unit, principal, 'ai_trial.begin', added, at, { items: body.items.length });
      return added;
    });
    await startWorkflowNow(app, AI_TRIAL_WORKFLOW, {
      workflowId: aiTrialWorkflowId(trialId),
      input: { tenantId, trialId },
      onConflict: 'USE_EXISTING',
    });
    return { id: trialId };
  },
});

const read = route({
  method: 'get',
  path: '/ai/trials/{id}',
  tag: TAG,
  summary: 'What came of a trial so far',
  roles: ADMINS,
  params: byId,
  answer: trial,
  handle: ({ work, params, at }) =>
    work(async unit => {
      const found = await findTrial(unit, params.id, at);
      if (found === null) throw notFound('The trial');
      return {
        id: found.id,
        state: found.state,
        policyVersion: found.policyVersion,
        total: found.items.length,
        results: found.results.map(each => ({ ...each, citations: [...each.citations] })),
        createdAt: found.createdAt,
      };
    }),
});

export const trialRoutes = [begin, read];

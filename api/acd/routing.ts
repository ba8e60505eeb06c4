import { namesOfUsers } from '../../store/access/users.ts';
import { queueName } from '../../store/acd/queues.ts';
import { knownIds } from '../../store/tenant/known.ts';
import { z } from 'zod';
import { AI_MODES } from '../../domain/conversation/ai-mode.ts';
import { PASSED_OVER, pair, ineligibleReason } from '../../domain/acd/match.ts';
import { INBOUND_KINDS } from '../../domain/whatsapp/inbound.ts';
import { board } from '../../store/acd/board.ts';
import { seeCandidates } from '../../store/acd/candidates.ts';
import type { TenantUnit } from '../../store/db/database.ts';
import { languageOf } from '../../store/knowledge/language.ts';
import { patternFault } from '../../store/acd/routing/pattern.ts';
import { changeRoutingPolicy, routeFor, routingPolicy, routingPolicyVersion } from '../../store/acd/routing/policy.ts';
import { tenantSettings } from '../../store/tenant/settings.ts';
import { addJob } from '../../store/jobs/jobs.ts';
import { beginJob } from '../jobs/begin-job.ts';
import { notFound, problem } from '../http/problem.ts';
import { anyText, inAddress, int, many, text, zonedInstant } from '../http/input.ts';
import { audit } from '../http/access.ts';
import { businessHours } from '../http/business-hours.ts';
import { attributes, language, tag } from '../contacts/contact.ts';
import { route } from '../http/route.ts';
import { id, listOf, nullableTime, skillLevel, time } from '../http/schemas.ts';

const TAG = 'Routing';
const ADMINS = ['TENANT_ADMIN'] as const;

const when = z
  .strictObject({
    numberIds: many(id, 100, 1),
    kinds: many(z.enum(INBOUND_KINDS), INBOUND_KINDS.length, 1),
    words: many(text(100), 200, 1).meta({
      description: 'Any of these, as words of their own, however they are capitalised.',
    }),
    pattern: anyText(500, 1)
      .superRefine((pattern, context) => {
        const fault = patternFault(pattern);
        if (fault !== null) context.addIssue({ code: 'custom', message: fault });
      })
      .meta({ description: 'RE2 syntax; looked for in the first 1,000 characters.' }),
    returning: z.boolean().meta({ description: 'Whether the contact has had a conversation on this number before.' }),
    fromAd: z.boolean(),
    languages: many(language, 50, 1).meta({
      description:
        'The contact’s language: as set on the contact, else as recognised in the first message, when that is sure.',
    }),
    vip: z.boolean(),
    tags: many(tag, 100, 1).meta({ description: 'The contact has any of these.' }),
    attributes: attributes.meta({ description: 'The contact has all of these, with these very values.' }),
    hours: z
      .enum(['open', 'closed'])
      .meta({ description: 'Whether the business hours are on; without hours it is always open.' }),
  })
  .partial();
const rule = z
  .strictObject({
    id: id.meta({ description: 'Yours to choose; offers name it.' }),
    name: text(100),
    when: when.meta({ description: 'All that is given must hold; a rule without conditions always matches.' }),
    route: z.strictObject({
      queueId: id,
      priority: int(0, 10).default(0).meta({ description: 'Each step counts as ten minutes of waiting.' }),
      needs: many(skillLevel, 10).default([]),
      ai: z.enum(AI_MODES).optional().meta({
        description:
          'What the AI does with it, where an AI policy is in force; else that policy decides. With `aiFourEyes` a rule may lower what the policy says, and not raise it.',
      }),
    }),
  })
  .meta({ id: 'RoutingRule' });
const PATTERNS = 50;
const rules = many(rule, 200).refine(
  all => all.filter(each => each.when.pattern !== undefined).length <= PATTERNS,
  `must have ${PATTERNS} rules with a pattern at most`,
);
const policy = { rules, hours: businessHours.nullable() };
const versioned = z.object({ version: z.int(), ...policy }).meta({ id: 'RoutingPolicy' });

const read = route({
  method: 'get',
  path: '/routing',
  tag: TAG,
  summary: 'The routing rules, in order, and the business hours',
  roles: ADMINS,
  answer: versioned,
  handle: ({ work }) => work(async unit => mutable(await routingPolicy(unit))),
});

/**
 * Checks what the schema cannot: that queues, skills and numbers exist in the tenant, and that no rule's id and no
 * rule's skill occurs twice.
 * @param place path of the rules in the body.
 * @throws problem 400
 */
async function checkPolicy(unit: TenantUnit, rules: readonly z.output<typeof rule>[], place: string): Promise<void> {
  const known = await knownIds(unit);
  for (const [at, each] of rules.entries()) {
    const wrong = (field: string, title: string) =>
      problem(400, 'invalid_request', title, { field: `${place}.${at}.${field}` });
    if (rules.findIndex(other => other.id === each.id) !== at) throw wrong('id', 'Another rule has this id.');
    if (!known.queues.has(each.route.queueId)) throw wrong('route.queueId', 'There is no such queue.');
    for (const [index, need] of each.route.needs.entries()) {
      if (!known.skills.has(need.skillId)) throw wrong(`route.needs.${index}.skillId`, 'There is no such skill.');
      if (each.route.needs.findIndex(other => other.skillId === need.skillId) !== index)
        throw wrong(`route.needs.${index}.skillId`, 'The skill is named twice.');
    }
    for (const [index, numberId] of (each.when.numberIds ?? []).entries())
      if (!known.numbers.has(numberId)) throw wrong(`when.numberIds.${index}`, 'The tenant has no such number.');
  }
}

const change = route({
  method: 'put',
  path: '/routing',
  tag: TAG,
  summary: 'Write the next version of rules and hours; it counts for conversations that begin or reopen from now on',
  roles: ADMINS,
  answer: versioned,
  body: z.strictObject({ version: int(0).meta({ description: 'The version you have seen.' }), ...policy }),
  handle: async ({ app, work, principal, tenantId, body, at }) => {
    const { view, job } = await work(async unit => {
      await checkPolicy(unit, body.rules, 'rules');
      const before = await routingPolicy(unit);
      const { version, ...wanted } = body;
      const changed = await changeRoutingPolicy(unit, version, wanted, principal, at);
      if (changed === null)
        throw problem(409, 'routing_changed', 'Somebody else has changed the rules meanwhile.', {
          extra: { version: (await routingPolicy(unit)).version },
        });
      await audit(unit, principal, 'routing.change', unit.tenantId, at, { version: changed.version });
      // Open conversations count their SLA targets in business hours, so changed hours need a job; rules apply only to
      // conversations that begin or reopen later.
      const same = JSON.stringify(before.hours) === JSON.stringify(changed.hours);
      return {
        view: mutable(changed),
        job: same ? null : await addJob(unit, { kind: 'apply_settings', queueId: null }, principal, at),
      };
    });
    if (job !== null) await beginJob(app, tenantId, job);
    return view;
  },
});

const version = route({
  method: 'get',
  path: '/routing/versions/{version}',
  tag: TAG,
  summary: 'An earlier version, and who wrote it',
  roles: ADMINS,
  params: z.strictObject({ version: inAddress.int(1) }),
  answer: versioned.extend({ author: z.object({ kind: z.string(), id }), createdAt: time }),
  handle: ({ work, params }) =>
    work(async unit => {
      const found = await routingPolicyVersion(unit, params.version);
      if (found === null) throw notFound('The version');
      return { ...mutable(found), author: found.author, createdAt: found.createdAt };
    }),
});

type Policy = Awaited<ReturnType<typeof routingPolicy>>;
const mutable = ({ version: number, rules, hours: open }: Policy): z.output<typeof versioned> =>
  structuredClone({ version: number, rules, hours: open }) as z.output<typeof versioned>;

const simulate = route({
  method: 'post',
  path: '/routing/simulate',
  tag: TAG,
  summary: 'What would become of a first message: which rule, queue, steps, and which agent now; nothing is written',
  roles: ADMINS,
  body: z.strictObject({
    numberId: id,
    kind: z.enum(INBOUND_KINDS).default('text'),
    text: anyText(4_096).optional(),
    returning: z.boolean().default(false),
    fromAd: z.boolean().default(false),
    contact: z
      .strictObject({
        language: language.optional(),
        vip: z.boolean().default(false),
        tags: many(tag, 100).default([]),
        attributes: attributes.default({}),
      })
      .prefault({}),
    at: zonedInstant.optional(),
    policy: z.strictObject(policy).optional().meta({ description: 'Rules to try instead of those that are in force.' }),
  }),
  answer: z.object({
    rule: z.object({ id, name: z.string() }).nullable(),
    queue: z.object({ id, name: z.string() }),
    priority: z.int(),
    needs: z.array(skillLevel),
    steps: z.array(z.record(z.string(), z.union([z.string(), z.number()]))),
    agent: z
      .object({ id, name: z.string() })
      .nullable()
      .meta({ description: 'Who would get it now, were nobody else waiting.' }),
    othersAsked: z
      .array(z.object({ id, name: z.string() }))
      .meta({ description: 'Who would be asked at the same time.' }),
    passedOver: z.array(z.object({ agentId: id, agentName: z.string(), why: z.enum(PASSED_OVER) })),
  }),
  handle: ({ work, body, at: now }) =>
    work(async unit => {
      if (body.policy !== undefined) await checkPolicy(unit, body.policy.rules, 'policy.rules');
      const used: Policy = body.policy === undefined ? await routingPolicy(unit) : { version: 0, ...body.policy };
      const { defaultQueueId } = await tenantSettings(unit);
      const at = body.at === undefined ? now : Date.parse(body.at);
      const found = await routeFor(
        unit,
        used,
        {
          numberId: body.numberId,
          kind: body.kind,
          text: body.text ?? null,
          returning: body.returning,
          fromAd: body.fromAd,
          contact: {
            ...body.contact,
            language: body.contact.language ?? (body.text === undefined ? null : languageOf(body.text)),
          },
          at,
        },
        { queueId: defaultQueueId ?? '', priority: 0, needs: [] },
      );
      if (found === null)
        throw problem(409, 'no_default_queue', 'No rule matches, and the tenant has no default queue.');
      const { queue } = found;
      const agents = await seeCandidates(unit, queue.id);
      const names = await namesOfUsers(
        unit,
        agents.map(each => each.agentId),
      );
      const nameOf = (agentId: string): string => names.get(agentId) ?? '';
      const waits = { conversationId: '', needs: found.needs, excludedAgentIds: [], stickyAgentId: null, waitKey: at };
      const [chosen] = pair([waits], agents, queue, at);
      const passedOver =
        chosen?.passedOver ??
        agents.map(each => ({
          agentId: each.agentId,
          why: ineligibleReason(each, waits, queue.weight) ?? ('later_in_line' as const),
        }));
      return {
        rule:
          found.rule === null
            ? null
            : { id: found.rule.id, name: used.rules.find(each => each.id === found.rule?.id)?.name ?? '' },
        queue: { id: queue.id, name: await queueName(unit, queue.id) },
        priority: found.priority,
        needs: [...found.needs],
        steps: queue.steps.map(each => ({ ...each })),
        agent: chosen === undefined ? null : { id: chosen.agentId, name: nameOf(chosen.agentId) },
        othersAsked: (chosen?.othersAsked ?? []).map(agentId => ({ id: agentId, name: nameOf(agentId) })),
        passedOver: passedOver.map(each => ({ ...each, agentName: nameOf(each.agentId) })),
      };
    }),
});

const queueBoard = z
  .object({
    queueId: id,
    name: z.string(),
    waiting: z.int(),
    oldestSince: nullableTime.meta({ description: 'Since when the longest waiting contact waits.' }),
    offered: z.int(),
    active: z.int(),
    wrapping: z.int(),
    snoozed: z.int(),
    bot: z.int().meta({ description: 'The AI answers.' }),
    answers: z.object({ kept: z.int(), late: z.int() }).meta({
      description:
        'The service level now: promises of first and next answers that ended in the last hour, or are overdue.',
    }),
    agents: z.object({ online: z.int(), busy: z.int(), away: z.int(), offline: z.int() }),
    free: z.int().meta({ description: 'Online members with room for one more.' }),
  })
  .meta({ id: 'QueueBoard' });
const live = route({
  method: 'get',
  path: '/board',
  tag: TAG,
  summary: 'How each queue is now: who waits, since when, and who is there',
  roles: ADMINS,
  answer: listOf(queueBoard),
  handle: ({ work, at }) =>
    work(async unit => ({
      items: (await board(unit, at)).map(row => ({ ...row, answers: { ...row.answers } })),
      nextCursor: null,
    })),
});

export const routingRoutes = [read, change, version, simulate, live];

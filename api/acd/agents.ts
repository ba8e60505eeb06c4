import { listAgents } from '../../store/acd/agents.ts';
import { findPresenceStatus } from '../../store/acd/presence-statuses.ts';
import { countKnown } from '../../store/tenant/known.ts';
import { z } from 'zod';
import { addAgent, changeAgent } from '../../store/acd/agents.ts';
import type { PresenceChange } from '../../store/acd/presence.ts';
import { PRESENCES, setPresence } from '../../store/acd/presence.ts';
import type { RankedQueue } from '../../store/acd/teams.ts';
import type { TenantUnit } from '../../store/db/database.ts';
import { PASSWORD_MAX, PASSWORD_MIN, passwordWeakness } from '../access/password-policy.ts';
import { hashPassword } from '../access/passwords.ts';
import { notFound, problem } from '../http/problem.ts';
import { anyText, email, instant, int, many, text } from '../http/input.ts';
import { audit } from '../http/access.ts';
import { route } from '../http/route.ts';
import { agent, byId, id, listOf, rankedQueues, requireKnown, skillLevel } from '../http/schemas.ts';
import { AGENTS_AND_ADMINS } from '../http/roles.ts';

const TAG = 'ACD';
const ADMINS = ['TENANT_ADMIN'] as const;

const logoutAt = instant.nullable().meta({
  description:
    'When the agent is logged out: it becomes offline, its sessions end, and what it has is treated as that of a lost agent. Null: not by itself.',
});
const presenceBody = z
  .strictObject({
    presence: z.enum(PRESENCES).optional(),
    statusId: id.optional().meta({ description: 'One of the tenant’s own presences, instead.' }),
    reason: anyText(100).optional(),
    logoutAt: logoutAt.optional(),
  })
  .refine(({ presence, statusId }) => (presence === undefined) !== (statusId === undefined), {
    message: 'either this or statusId',
    path: ['presence'],
  });

/** What a request changes of a presence. @throws problem 400 for an unknown status, or a log-out time in the past. */
async function sayingOf(
  unit: TenantUnit,
  { presence, statusId, reason, logoutAt: logout }: z.output<typeof presenceBody>,
  at: number,
): Promise<PresenceChange> {
  const status = statusId === undefined ? null : await findPresenceStatus(unit, statusId);
  if (statusId !== undefined && status === null)
    throw problem(400, 'invalid_request', 'There is no such presence.', { field: 'statusId' });
  return {
    presence: presence ?? (status?.presence as PresenceChange['presence']),
    reason: reason ?? status?.name ?? null,
    max: status?.max ?? null,
    logoutAt: requireLater(logout, at),
  };
}

/** The time in epoch milliseconds; null and undefined stay. @throws problem 400 when it is not in the future. */
function requireLater(time: string | null | undefined, at: number): number | null | undefined {
  if (typeof time !== 'string') return time;
  if (Date.parse(time) <= at)
    throw problem(400, 'invalid_request', 'The time must be in the future.', { field: 'logoutAt' });
  return Date.parse(time);
}

async function agentViews(unit: TenantUnit, agentId?: string) {
  const rows = await listAgents(unit, agentId);
  return rows.map(row => ({
    id: row.agentId,
    name: row.user.name,
    presence: row.presence as 'online',
    presenceReason: row.presenceReason,
    presenceSince: row.presenceSince.toISOString(),
    used: row.used,
    max: row.max,
    room: row.room ?? row.max,
    logoutAt: row.logoutAt?.toISOString() ?? null,
    queueIds: row.user.queues.map(member => member.queueId),
    queues: row.user.queues.map(({ queueId, rank, direct }) => ({ queueId, rank, byTeam: !direct })),
    teamIds: row.user.teams.map(member => member.teamId),
    skills: row.user.skills.map(({ skillId, level }) => ({ skillId, level })),
    disabled: row.user.disabledAt !== null,
  }));
}

const sayPresence = route({
  method: 'put',
  path: '/me/presence',
  tag: TAG,
  summary: 'Say whether you take conversations',
  roles: AGENTS_AND_ADMINS,
  body: presenceBody,
  answer: agent,
  handle: ({ work, principal, body, at }) =>
    work(async unit => {
      if (!(await setPresence(unit, principal.id, await sayingOf(unit, body, at), at)))
        throw problem(409, 'not_an_agent', 'You take no conversations: you are not set up as an agent.');
      const [view] = await agentViews(unit, principal.id);
      if (view === undefined) throw notFound('The agent');
      return view;
    }),
});

const agents = route({
  method: 'get',
  path: '/agents',
  tag: TAG,
  summary: 'Agents with presence and capacity',
  roles: AGENTS_AND_ADMINS,
  answer: listOf(agent),
  handle: ({ work }) => work(async unit => ({ items: await agentViews(unit), nextCursor: null })),
});

async function oneAgent(unit: TenantUnit, agentId: string) {
  const [view] = await agentViews(unit, agentId);
  if (view === undefined) throw notFound('The agent');
  return view;
}

const abilities = {
  max: int(0, 100).meta({ description: 'Capacity units.' }),
  skills: many(skillLevel, 100).meta({ description: 'All skills; those that are not named are taken away.' }),
  queueIds: many(id, 100).meta({
    description: 'All queues the agent works in by itself, each with rank 1; from others it is taken out.',
  }),
  queues: rankedQueues.meta({ description: 'The same, with ranks.' }),
};

/**
 * The wanted queues with ranks; undefined when the request leaves them as they are.
 * @throws problem 400 for an unknown skill or queue, or queues given in both forms.
 */
async function checkAbilities(
  unit: TenantUnit,
  {
    skills,
    queueIds,
    queues,
  }: {
    readonly skills?: readonly { readonly skillId: string }[] | undefined;
    readonly queueIds?: readonly string[] | undefined;
    readonly queues?: readonly RankedQueue[] | undefined;
  },
): Promise<RankedQueue[] | undefined> {
  const skillIds = skills?.map(each => each.skillId) ?? [];
  if (skills !== undefined) requireKnown(await countKnown(unit, 'skill', skillIds), skillIds, 'skills');
  if (queueIds !== undefined && queues !== undefined)
    throw problem(400, 'invalid_request', 'The queues are given with ranks or without.', { field: 'queueIds' });
  const ranked = queues ?? queueIds?.map(queueId => ({ queueId, rank: 1 }));
  const wanted = ranked?.map(each => each.queueId) ?? [];
  if (ranked !== undefined)
    requireKnown(await countKnown(unit, 'queue', wanted), wanted, queues === undefined ? 'queueIds' : 'queues');
  return ranked === undefined ? undefined : [...ranked];
}

/**
 * How long an agent's first password is valid. The administrator who set it knows it, so it is good only for choosing
 * another one.
 */
const FIRST_PASSWORD_MS = 7 * 24 * 3_600_000;

const create = route({
  method: 'post',
  path: '/agents',
  tag: TAG,
  summary:
    'Add an agent, who is offline at first. The password is good for a week and for nothing but choosing an own one (`POST /auth/password`)',
  roles: ADMINS,
  status: 201,
  answer: agent,
  body: z.strictObject({
    name: text(100),
    email: email.transform(text => text.toLowerCase()),
    password: anyText(PASSWORD_MAX, PASSWORD_MIN),
    max: abilities.max.default(3),
    skills: abilities.skills.default([]),
    queueIds: abilities.queueIds.optional(),
    queues: abilities.queues.optional(),
  }),
  handle: async ({ work, principal, body, at }) => {
    const weakness = await passwordWeakness(body.password, [body.name, body.email]);
    if (weakness !== null)
      throw problem(400, 'password_too_weak', 'The password is too easily guessed.', {
        detail: weakness,
        field: 'password',
      });
    const passwordHash = await hashPassword(body.password);
    return work(async unit => {
      const queues = await checkAbilities(unit, body);
      const { password: _, queueIds: __, ...wanted } = body;
      const agentId = await addAgent(
        unit,
        { ...wanted, queues, passwordHash, oneTimeUntil: new Date(at + FIRST_PASSWORD_MS) },
        at,
      );
      if (agentId === null)
        throw problem(409, 'email_taken', 'Somebody here has this e-mail address already.', { field: 'email' });
      await audit(unit, principal, 'agent.create', agentId, at);
      return oneAgent(unit, agentId);
    });
  },
});

const change = route({
  method: 'put',
  path: '/agents/{id}',
  tag: TAG,
  summary: 'Change what an agent can do, or disable the agent; what is not given stays',
  roles: ADMINS,
  params: byId,
  answer: agent,
  body: z
    .strictObject({
      ...abilities,
      logoutAt,
      disabled: z.boolean().meta({ description: 'A disabled agent cannot log in and gets nothing.' }),
    })
    .partial(),
  handle: ({ work, principal, params, body, at }) =>
    work(async unit => {
      await oneAgent(unit, params.id);
      const queues = await checkAbilities(unit, body);
      const { queueIds: _, ...wanted } = body;
      await changeAgent(unit, params.id, { ...wanted, queues, logoutAt: requireLater(body.logoutAt, at) }, at);
      await audit(unit, principal, 'agent.change', params.id, at, {
        max: body.max ?? null,
        disabled: body.disabled === undefined ? null : String(body.disabled),
        skills: body.skills?.map(each => `${each.skillId}:${each.level}`).join() ?? null,
        queues: queues?.map(each => `${each.queueId}:${each.rank}`).join() ?? null,
      });
      return oneAgent(unit, params.id);
    }),
});

const capacity = route({
  method: 'put',
  path: '/agents/{id}/capacity',
  tag: TAG,
  summary: 'How many capacity units an agent has',
  roles: ADMINS,
  params: byId,
  body: z.strictObject({ max: abilities.max }),
  answer: agent,
  handle: ({ work, principal, params, body, at }) =>
    work(async unit => {
      await changeAgent(unit, params.id, body, at);
      await audit(unit, principal, 'agent.change', params.id, at, { max: body.max });
      return oneAgent(unit, params.id);
    }),
});

export const agentRoutes = [sayPresence, agents, create, change, capacity];

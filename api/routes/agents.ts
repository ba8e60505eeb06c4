import { z } from 'zod';
import { addAgent, changeAgent } from '../../store/acd/agents.ts';
import { PRESENCES, setPresence } from '../../store/acd/presence.ts';
import type { TenantUnit } from '../../store/database.ts';
import { hashPassword } from '../auth/passwords.ts';
import { notFound, problem } from '../http/problem.ts';
import { audit } from './access.ts';
import { route } from './route.ts';
import { agent, byId, id, listOf, plainText, skillLevel } from './schemas.ts';

const TAG = 'ACD';
const PEOPLE = ['TENANT_ADMIN', 'AGENT'] as const;
const ADMINS = ['TENANT_ADMIN'] as const;

const presenceBody = z.object({ presence: z.enum(PRESENCES), reason: z.string().max(100).optional() });

async function agentViews(unit: TenantUnit, agentId?: string) {
  const rows = await unit.tx.agentState.findMany({ where: { tenantId: unit.tenantId, ...(agentId === undefined ? {} : { agentId }) }, include: { user: { include: { queues: true, skills: { orderBy: { skillId: 'asc' } } } } }, orderBy: { agentId: 'asc' } });
  return rows.map(row => ({
    id: row.agentId, name: row.user.name, presence: row.presence as 'online', presenceReason: row.presenceReason, presenceSince: row.presenceSince.toISOString(), used: row.used, max: row.max, queueIds: row.user.queues.map(member => member.queueId),
    skills: row.user.skills.map(({ skillId, level }) => ({ skillId, level })), disabled: row.user.disabledAt !== null,
  }));
}

const sayPresence = route({
  method: 'put', path: '/me/presence', tag: TAG, summary: 'Say whether you take conversations', roles: PEOPLE, body: presenceBody, answer: agent,
  handle: ({ work, principal, body, at }) => work(async unit => {
    if (!(await setPresence(unit, principal.id, body.presence, body.reason ?? null, at))) throw problem(409, 'not_an_agent', 'You take no conversations: you are not set up as an agent.');
    const [view] = await agentViews(unit, principal.id);
    if (view === undefined) throw notFound('The agent');
    return view;
  }),
});

const agents = route({
  method: 'get', path: '/agents', tag: TAG, summary: 'Agents with presence and capacity', roles: PEOPLE, answer: listOf(agent),
  handle: ({ work }) => work(async unit => ({ items: await agentViews(unit), nextCursor: null })),
});

async function oneAgent(unit: TenantUnit, agentId: string) {
  const [view] = await agentViews(unit, agentId);
  if (view === undefined) throw notFound('The agent');
  return view;
}

/** @throws problem 400 when one of them is not the tenant's. */
function requireKnown(found: number, wanted: readonly string[], field: string): void {
  if (found !== wanted.length) throw problem(400, 'invalid_request', 'One of them does not exist, or is named twice.', { field });
}

const abilities = {
  max: z.int().min(0).max(100).meta({ description: 'Capacity units.' }),
  skills: z.array(skillLevel).max(100).meta({ description: 'All skills; those that are not named are taken away.' }),
  queueIds: z.array(id).max(100).meta({ description: 'All queues; from others the agent is taken out.' }),
};

async function checkAbilities(unit: TenantUnit, { skills, queueIds }: { readonly skills?: readonly { readonly skillId: string }[] | undefined; readonly queueIds?: readonly string[] | undefined }): Promise<void> {
  const { tx, tenantId } = unit;
  const skillIds = skills?.map(each => each.skillId) ?? [];
  if (skills !== undefined) requireKnown(await tx.skill.count({ where: { tenantId, id: { in: skillIds } } }), skillIds, 'skills');
  if (queueIds !== undefined) requireKnown(await tx.queue.count({ where: { tenantId, id: { in: [...queueIds] } } }), queueIds, 'queueIds');
}

const create = route({
  method: 'post', path: '/agents', tag: TAG, summary: 'Add an agent, who logs in with e-mail and password and is offline at first', roles: ADMINS, status: 201, answer: agent,
  body: z.strictObject({ name: plainText(100), email: z.email().max(200).transform(text => text.toLowerCase()), password: z.string().min(12).max(200), max: abilities.max.default(3), skills: abilities.skills.default([]), queueIds: abilities.queueIds.default([]) }),
  handle: async ({ work, principal, body, at }) => {
    const passwordHash = await hashPassword(body.password);
    return work(async unit => {
      await checkAbilities(unit, body);
      const { password: _, ...wanted } = body;
      const agentId = await addAgent(unit, { ...wanted, passwordHash }, at);
      if (agentId === null) throw problem(409, 'email_taken', 'Somebody logs in with this e-mail address already.', { field: 'email' });
      await audit(unit, principal, 'agent.create', agentId, at);
      return oneAgent(unit, agentId);
    });
  },
});

const change = route({
  method: 'put', path: '/agents/{id}', tag: TAG, summary: 'Change what an agent can do, or disable the agent; what is not given stays', roles: ADMINS, params: byId, answer: agent,
  body: z.strictObject({ ...abilities, disabled: z.boolean().meta({ description: 'A disabled agent cannot log in and gets nothing.' }) }).partial(),
  handle: ({ work, principal, params, body, at }) => work(async unit => {
    await oneAgent(unit, params.id);
    await checkAbilities(unit, body);
    await changeAgent(unit, params.id, body, at);
    await audit(unit, principal, 'agent.change', params.id, at, { max: body.max ?? null, disabled: body.disabled === undefined ? null : String(body.disabled), skills: body.skills?.map(each => `${each.skillId}:${each.level}`).join() ?? null, queues: body.queueIds?.join() ?? null });
    return oneAgent(unit, params.id);
  }),
});

const capacity = route({
  method: 'put', path: '/agents/{id}/capacity', tag: TAG, summary: 'How many capacity units an agent has', roles: ADMINS, params: byId, body: z.object({ max: abilities.max }), answer: agent,
  handle: ({ work, principal, params, body, at }) => work(async unit => {
    await changeAgent(unit, params.id, body, at);
    await audit(unit, principal, 'agent.change', params.id, at, { max: body.max });
    return oneAgent(unit, params.id);
  }),
});

export const agentRoutes = [sayPresence, agents, create, change, capacity];

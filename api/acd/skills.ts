import { z } from 'zod';
import type { RoutingPolicy } from '../../domain/acd/rules.ts';
import type { TenantUnit } from '../../store/db/database.ts';
import { addSkill, isSkillWaitedFor, listSkills, removeSkill } from '../../store/acd/skills.ts';
import type { Skill } from '../../store/generated/client.ts';
import { routingPolicy } from '../../store/acd/routing/policy.ts';
import { notFound, problem } from '../http/problem.ts';
import { text } from '../http/input.ts';
import { audit } from '../http/access.ts';
import { route } from '../http/route.ts';
import { OK, byId, id, listOf, ok, time } from '../http/schemas.ts';
import { AGENTS_AND_ADMINS } from '../http/roles.ts';

const TAG = 'ACD';
const ADMINS = ['TENANT_ADMIN'] as const;
const skill = z
  .object({ id, name: z.string(), createdAt: time, agents: z.int().meta({ description: 'How many have it.' }) })
  .meta({ id: 'Skill' });

const skillView = ({ id: skillId, name, createdAt, agents }: Skill & { readonly agents: number }) => ({
  id: skillId,
  name,
  createdAt: createdAt.toISOString(),
  agents,
});

const list = route({
  method: 'get',
  path: '/skills',
  tag: TAG,
  summary: 'What agents can do, by name',
  roles: AGENTS_AND_ADMINS,
  answer: listOf(skill),
  handle: ({ work }) => work(async unit => ({ items: (await listSkills(unit)).map(skillView), nextCursor: null })),
});

const create = route({
  method: 'post',
  path: '/skills',
  tag: TAG,
  summary: 'Name a skill; agents get it with `PUT /agents/{id}`',
  roles: ADMINS,
  status: 201,
  body: z.strictObject({ name: text(100) }),
  answer: skill,
  handle: ({ work, principal, body, at }) =>
    work(async unit => {
      const added = await addSkill(unit, body.name, at);
      if (added === null) throw problem(409, 'skill_exists', 'There is a skill of this name.', { field: 'name' });
      await audit(unit, principal, 'skill.create', added.id, at);
      return skillView({ ...added, agents: 0 });
    }),
});

const names = (policy: RoutingPolicy, skillId: string): boolean =>
  policy.rules.some(rule => rule.route.needs.some(need => need.skillId === skillId));

const isNeeded = async (unit: TenantUnit, skillId: string): Promise<boolean> =>
  names(await routingPolicy(unit), skillId) || (await isSkillWaitedFor(unit, skillId));

const remove = route({
  method: 'delete',
  path: '/skills/{id}',
  tag: TAG,
  summary: 'Forget a skill that no rule and nobody who waits needs',
  roles: ADMINS,
  params: byId,
  answer: ok,
  handle: ({ work, principal, params, at }) =>
    work(async unit => {
      if (await isNeeded(unit, params.id))
        throw problem(409, 'skill_in_use', 'A rule or somebody who waits needs the skill.');
      if (!(await removeSkill(unit, params.id))) throw notFound('The skill');
      await audit(unit, principal, 'skill.remove', params.id, at);
      return OK;
    }),
});

export const skillRoutes = [list, create, remove];

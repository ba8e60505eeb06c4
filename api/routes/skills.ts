import { z } from 'zod';
import type { RoutingPolicy } from '../../domain/acd/rules.ts';
import type { TenantUnit } from '../../store/database.ts';
import { newId } from '../../store/ids.ts';
import { routingPolicy } from '../../store/routing/policy.ts';
import { notFound, problem } from '../http/problem.ts';
import { text } from '../http/input.ts';
import { audit } from './access.ts';
import { route } from './route.ts';
import { byId, id, listOf, ok, time } from './schemas.ts';

const TAG = 'ACD';
const ADMINS = ['TENANT_ADMIN'] as const;
const skill = z
  .object({ id, name: z.string(), createdAt: time, agents: z.int().meta({ description: 'How many have it.' }) })
  .meta({ id: 'Skill' });

const list = route({
  method: 'get',
  path: '/skills',
  tag: TAG,
  summary: 'What agents can do, by name',
  roles: ['TENANT_ADMIN', 'AGENT'],
  answer: listOf(skill),
  handle: ({ work }) =>
    work(async ({ tx, tenantId }) => {
      const rows = await tx.skill.findMany({
        where: { tenantId },
        include: { _count: { select: { agents: true } } },
        orderBy: { name: 'asc' },
      });
      return {
        items: rows.map(row => ({
          id: row.id,
          name: row.name,
          createdAt: row.createdAt.toISOString(),
          agents: row._count.agents,
        })),
        nextCursor: null,
      };
    }),
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
      const { tx, tenantId } = unit;
      const { count } = await tx.skill.createMany({
        data: [{ id: newId(), tenantId, name: body.name, createdAt: new Date(at) }],
        skipDuplicates: true,
      });
      if (count === 0) throw problem(409, 'skill_exists', 'There is a skill of this name.', { field: 'name' });
      const row = await tx.skill.findUniqueOrThrow({ where: { tenantId_name: { tenantId, name: body.name } } });
      await audit(unit, principal, 'skill.create', row.id, at);
      return { id: row.id, name: row.name, createdAt: row.createdAt.toISOString(), agents: 0 };
    }),
});

const names = (policy: RoutingPolicy, skillId: string): boolean =>
  policy.rules.some(rule => rule.route.needs.some(need => need.skillId === skillId));

async function isNeeded(unit: TenantUnit, skillId: string): Promise<boolean> {
  if (names(await routingPolicy(unit), skillId)) return true;
  const [waits] = await unit.tx.$queryRaw<{ found: boolean }[]>`
    SELECT EXISTS (
        SELECT 1
        FROM conversation
        WHERE tenant_id = ${unit.tenantId}::uuid
          AND phase IN ('queued', 'offered')
          AND needs @> ${JSON.stringify([{ skillId }])}::jsonb
      ) AS found`;
  return waits?.found ?? false;
}

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
      const { tx, tenantId } = unit;
      if (await isNeeded(unit, params.id))
        throw problem(409, 'skill_in_use', 'A rule or somebody who waits needs the skill.');
      await tx.agentSkill.deleteMany({ where: { tenantId, skillId: params.id } });
      const { count } = await tx.skill.deleteMany({ where: { tenantId, id: params.id } });
      if (count === 0) throw notFound('The skill');
      await audit(unit, principal, 'skill.remove', params.id, at);
      return { ok: true as const };
    }),
});

export const skillRoutes = [list, create, remove];

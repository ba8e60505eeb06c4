import { countKnown } from '../../store/tenant/known.ts';
import { z } from 'zod';
import type { TeamSettings } from '../../store/acd/teams.ts';
import { addTeam, changeTeam, listTeams, removeTeam } from '../../store/acd/teams.ts';
import type { TenantUnit } from '../../store/db/database.ts';
import { notFound, problem } from '../http/problem.ts';
import { many, text } from '../http/input.ts';
import { audit } from '../http/access.ts';
import { route } from '../http/route.ts';
import { OK, byId, id, listOf, ok, rankedQueues, requireKnown, time } from '../http/schemas.ts';
import { AGENTS_AND_ADMINS } from '../http/roles.ts';

const TAG = 'ACD';
const ADMINS = ['TENANT_ADMIN'] as const;
const settings = {
  name: text(100),
  agentIds: many(id, 500).meta({ description: 'All members; an agent may be in several teams.' }),
  queues: rankedQueues.meta({ description: 'All queues its members work in, beside those they have themselves.' }),
};
const team = z.object({ id, ...settings, createdAt: time }).meta({ id: 'Team' });

/** Checks that all agents and queues of a request exist in the tenant. @throws problem 400 */
async function checkTeam(unit: TenantUnit, { agentIds, queues }: TeamSettings): Promise<void> {
  if (agentIds !== undefined) requireKnown(await countKnown(unit, 'agent', agentIds), agentIds, 'agentIds');
  const queueIds = queues?.map(each => each.queueId) ?? [];
  requireKnown(await countKnown(unit, 'queue', queueIds), queueIds, 'queues');
}

const nameTaken = () => problem(409, 'team_exists', 'There is a team of this name.', { field: 'name' });
const said = ({ name, agentIds, queues }: TeamSettings) => ({
  name: name === undefined ? null : 'changed',
  agents: agentIds?.join() ?? null,
  queues: queues?.map(each => `${each.queueId}:${each.rank}`).join() ?? null,
});

async function oneTeam(unit: TenantUnit, teamId: string): Promise<z.input<typeof team>> {
  const [found] = await listTeams(unit, teamId);
  if (found === undefined) throw notFound('The team');
  return found;
}

const list = route({
  method: 'get',
  path: '/teams',
  tag: TAG,
  summary: 'Teams with members and queues',
  roles: AGENTS_AND_ADMINS,
  answer: listOf(team),
  handle: ({ work }) => work(async unit => ({ items: await listTeams(unit), nextCursor: null })),
});

const create = route({
  method: 'post',
  path: '/teams',
  tag: TAG,
  summary: 'Put agents together who work in the same queues',
  roles: ADMINS,
  status: 201,
  body: z.strictObject(settings).partial().required({ name: true }),
  answer: team,
  handle: ({ work, principal, body, at }) =>
    work(async unit => {
      await checkTeam(unit, body);
      const added = await addTeam(unit, body, at);
      if (added === null) throw nameTaken();
      await audit(unit, principal, 'team.create', added, at, said(body));
      return oneTeam(unit, added);
    }),
});

const change = route({
  method: 'put',
  path: '/teams/{id}',
  tag: TAG,
  summary: 'Change a team; what is not given stays',
  roles: ADMINS,
  params: byId,
  body: z.strictObject(settings).partial(),
  answer: team,
  handle: ({ work, principal, params, body, at }) =>
    work(async unit => {
      await oneTeam(unit, params.id);
      await checkTeam(unit, body);
      if ((await changeTeam(unit, params.id, body, at)) === 'name_taken') throw nameTaken();
      await audit(unit, principal, 'team.change', params.id, at, said(body));
      return oneTeam(unit, params.id);
    }),
});

const remove = route({
  method: 'delete',
  path: '/teams/{id}',
  tag: TAG,
  summary: 'Dissolve a team; its members leave the queues it brought them into',
  roles: ADMINS,
  params: byId,
  answer: ok,
  handle: ({ work, principal, params, at }) =>
    work(async unit => {
      if (!(await removeTeam(unit, params.id, at))) throw notFound('The team');
      await audit(unit, principal, 'team.remove', params.id, at);
      return OK;
    }),
});

export const teamRoutes = [list, create, change, remove];

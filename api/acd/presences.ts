import { z } from 'zod';
import { PRESENCES } from '../../store/acd/presence.ts';
import { addPresenceStatus, listPresenceStatuses, removePresenceStatus } from '../../store/acd/presence-statuses.ts';
import { notFound, problem } from '../http/problem.ts';
import { int, text } from '../http/input.ts';
import { audit } from '../http/access.ts';
import { route } from '../http/route.ts';
import { OK, byId, id, listOf, ok, time } from '../http/schemas.ts';
import { AGENTS_AND_ADMINS } from '../http/roles.ts';

const TAG = 'ACD';
const ADMINS = ['TENANT_ADMIN'] as const;
const settings = {
  name: text(50),
  presence: z.enum(PRESENCES).meta({ description: 'What it means: only online gets offers.' }),
  max: int(0, 100)
    .nullable()
    .default(null)
    .meta({ description: 'Capacity units it leaves at most; null: all the agent has.' }),
};
const status = z.object({ id, ...settings, createdAt: time }).meta({ id: 'PresenceStatus' });

const list = route({
  method: 'get',
  path: '/presences',
  tag: TAG,
  summary: 'Presences of the tenant’s own, by name',
  roles: AGENTS_AND_ADMINS,
  answer: listOf(status),
  handle: ({ work }) =>
    work(async unit => {
      const rows = await listPresenceStatuses(unit);
      return {
        items: rows.map(row => ({
          id: row.id,
          name: row.name,
          presence: row.presence as 'online',
          max: row.max,
          createdAt: row.createdAt.toISOString(),
        })),
        nextCursor: null,
      };
    }),
});

const create = route({
  method: 'post',
  path: '/presences',
  tag: TAG,
  summary: 'Add a presence, such as “on the phone”: busy, or online with room for one',
  roles: ADMINS,
  status: 201,
  body: z.strictObject(settings),
  answer: status,
  handle: ({ work, principal, body, at }) =>
    work(async unit => {
      const added = await addPresenceStatus(unit, body, at);
      if (added === null) throw problem(409, 'presence_exists', 'There is a presence of this name.', { field: 'name' });
      await audit(unit, principal, 'presence.create', added, at, { presence: body.presence, max: body.max });
      return { id: added, ...body, createdAt: new Date(at).toISOString() };
    }),
});

const remove = route({
  method: 'delete',
  path: '/presences/{id}',
  tag: TAG,
  summary: 'Remove a presence; agents who are in it stay so until they say otherwise',
  roles: ADMINS,
  params: byId,
  answer: ok,
  handle: ({ work, principal, params, at }) =>
    work(async unit => {
      if (!(await removePresenceStatus(unit, params.id))) throw notFound('The presence');
      await audit(unit, principal, 'presence.remove', params.id, at);
      return OK;
    }),
});

export const presenceRoutes = [list, create, remove];

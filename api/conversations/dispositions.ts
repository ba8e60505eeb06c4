import { z } from 'zod';
import { addDisposition, listDispositions, retireDisposition } from '../../store/conversation/dispositions.ts';
import { notFound, problem } from '../http/problem.ts';
import { text } from '../http/input.ts';
import { audit } from '../http/access.ts';
import { route } from '../http/route.ts';
import { OK, byId, id, listOf, ok, time } from '../http/schemas.ts';
import { AGENTS_AND_ADMINS } from '../http/roles.ts';

const TAG = 'ACD';
const ADMINS = ['TENANT_ADMIN'] as const;
const disposition = z
  .object({ id, name: z.string(), retired: z.boolean(), createdAt: time })
  .meta({ id: 'Disposition' });

const list = route({
  method: 'get',
  path: '/dispositions',
  tag: TAG,
  summary: 'What conversations can have been about, by name',
  roles: AGENTS_AND_ADMINS,
  answer: listOf(disposition),
  handle: ({ work }) =>
    work(async unit => {
      const rows = await listDispositions(unit);
      return {
        items: rows.map(row => ({
          id: row.id,
          name: row.name,
          retired: row.retiredAt !== null,
          createdAt: row.createdAt.toISOString(),
        })),
        nextCursor: null,
      };
    }),
});

const create = route({
  method: 'post',
  path: '/dispositions',
  tag: TAG,
  summary: 'Add something conversations can have been about',
  roles: ADMINS,
  status: 201,
  body: z.strictObject({ name: text(100) }),
  answer: disposition,
  handle: ({ work, principal, body, at }) =>
    work(async unit => {
      const added = await addDisposition(unit, body.name, at);
      if (added === null)
        throw problem(409, 'disposition_exists', 'There is a disposition of this name.', { field: 'name' });
      await audit(unit, principal, 'disposition.create', added, at);
      return { id: added, name: body.name, retired: false, createdAt: new Date(at).toISOString() };
    }),
});

const retire = route({
  method: 'delete',
  path: '/dispositions/{id}',
  tag: TAG,
  summary: 'Retire it: it can no longer be chosen, and stays where it was',
  roles: ADMINS,
  params: byId,
  answer: ok,
  handle: ({ work, principal, params, at }) =>
    work(async unit => {
      if (!(await retireDisposition(unit, params.id, at))) throw notFound('The disposition');
      await audit(unit, principal, 'disposition.retire', params.id, at);
      return OK;
    }),
});

export const dispositionRoutes = [list, create, retire];

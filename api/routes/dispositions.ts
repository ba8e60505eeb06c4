import { z } from 'zod';
import { newId } from '../../store/ids.ts';
import { notFound, problem } from '../http/problem.ts';
import { text } from '../http/input.ts';
import { audit } from './access.ts';
import { route } from './route.ts';
import { byId, id, listOf, ok, time } from './schemas.ts';

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
  roles: ['TENANT_ADMIN', 'AGENT'],
  answer: listOf(disposition),
  handle: ({ work }) =>
    work(async ({ tx, tenantId }) => {
      const rows = await tx.disposition.findMany({ where: { tenantId }, orderBy: { name: 'asc' } });
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
      const [createdAt, added] = [new Date(at), newId()];
      const { count } = await unit.tx.disposition.createMany({
        data: [{ id: added, tenantId: unit.tenantId, name: body.name, createdAt }],
        skipDuplicates: true,
      });
      if (count === 0)
        throw problem(409, 'disposition_exists', 'There is a disposition of this name.', { field: 'name' });
      await audit(unit, principal, 'disposition.create', added, at);
      return { id: added, name: body.name, retired: false, createdAt: createdAt.toISOString() };
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
      const { count } = await unit.tx.disposition.updateMany({
        where: { tenantId: unit.tenantId, id: params.id },
        data: { retiredAt: new Date(at) },
      });
      if (count === 0) throw notFound('The disposition');
      await audit(unit, principal, 'disposition.retire', params.id, at);
      return { ok: true as const };
    }),
});

export const dispositionRoutes = [list, create, retire];

import { z } from 'zod';
import type { SavedView } from '../../store/generated/client.ts';
import type { TenantUnit } from '../../store/db/database.ts';
import {
  MOST_VIEWS,
  addSavedView,
  changeSavedView,
  findSavedView,
  listSavedViews,
  removeSavedView,
} from '../../store/views/saved-views.ts';
import { isKnown } from '../../store/tenant/known.ts';
import { audit } from '../http/access.ts';
import { text } from '../http/input.ts';
import type { Principal } from '../http/principal.ts';
import { notFound, problem } from '../http/problem.ts';
import { AGENTS_AND_ADMINS } from '../http/roles.ts';
import { route } from '../http/route.ts';
import { OK, byId, id, listOf, ok, time } from '../http/schemas.ts';
import { savedFilter } from './filter.ts';

const TAG = 'Conversations';
const content = z.strictObject({
  name: text(60),
  filter: savedFilter,
  shared: z.boolean().default(false).meta({ description: 'For everybody of the tenant: administrators may share.' }),
});
const savedView = z
  .object({
    id,
    name: z.string(),
    filter: savedFilter,
    shared: z.boolean(),
    own: z.boolean().meta({ description: 'Whether it is the caller’s.' }),
    createdAt: time,
    updatedAt: time,
  })
  .meta({ id: 'SavedView' });

const shown = (row: SavedView, { id: caller }: Principal) => ({
  id: row.id,
  name: row.name,
  filter: row.filter as z.infer<typeof savedFilter>,
  shared: row.shared,
  own: row.ownerId === caller,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});

/** The result of writing. @throws problem 409; 404 when the view was deleted meanwhile */
function written(result: SavedView | 'name_taken' | 'too_many' | 'gone'): SavedView {
  if (result === 'gone') throw notFound('The view');
  if (result === 'name_taken')
    throw problem(409, 'view_exists', 'There is a view of this name already.', { field: 'name' });
  if (result === 'too_many')
    throw problem(409, 'too_many_views', `One can have ${MOST_VIEWS} views. Delete one that is not needed any more.`);
  return result;
}

const mayShare = ({ role }: Principal): boolean => role === 'TENANT_ADMIN';

/** @throws problem 403 `admins_share` when it would become shared, and the principal may not share. */
function checkSharing(principal: Principal, shared: boolean): void {
  if (shared && !mayShare(principal))
    throw problem(403, 'admins_share', 'Views for everybody are made by administrators.', { field: 'shared' });
}

/** A view that the principal may change: one's own or, as administrator, one for everybody. @throws problem 404, 403 */
async function changeable(unit: TenantUnit, principal: Principal, viewId: string): Promise<SavedView> {
  const view = await findSavedView(unit, principal.id, viewId);
  if (view === null) throw notFound('The view');
  if (view.shared && !mayShare(principal))
    throw problem(403, 'not_your_view', 'A view for everybody is changed by administrators.');
  return view;
}

/** Whether what the filter names exists. @throws problem 400 with the field */
async function requireNamed(unit: TenantUnit, { queueId, numberId, agentId }: z.infer<typeof savedFilter>) {
  const named = [
    ['queue', queueId, 'filter.queueId'],
    ['number', numberId, 'filter.numberId'],
    ['user', agentId === 'me' || agentId === 'none' ? undefined : agentId, 'filter.agentId'],
  ] as const;
  for (const [what, wanted, field] of named)
    if (wanted !== undefined && !(await isKnown(unit, what, wanted)))
      throw problem(400, 'invalid_request', 'It does not exist.', { field });
}

const list = route({
  method: 'get',
  path: '/views',
  tag: TAG,
  summary: 'Saved views of the inbox, one’s own and those for everybody, by name',
  roles: AGENTS_AND_ADMINS,
  answer: listOf(savedView),
  handle: ({ work, principal }) =>
    work(async unit => ({
      items: (await listSavedViews(unit, principal.id)).map(row => shown(row, principal)),
      nextCursor: null,
    })),
});

const create = route({
  method: 'post',
  path: '/views',
  tag: TAG,
  summary: 'Save a view of the inbox',
  roles: AGENTS_AND_ADMINS,
  status: 201,
  body: content,
  answer: savedView,
  handle: ({ work, principal, body, at }) =>
    work(async unit => {
      checkSharing(principal, body.shared);
      await requireNamed(unit, body.filter);
      const view = written(await addSavedView(unit, principal.id, body, at));
      if (view.shared) await audit(unit, principal, 'view.share', view.id, at);
      return shown(view, principal);
    }),
});

const change = route({
  method: 'put',
  path: '/views/{id}',
  tag: TAG,
  summary: 'Change a saved view',
  roles: AGENTS_AND_ADMINS,
  params: byId,
  body: content,
  answer: savedView,
  handle: ({ work, principal, params, body, at }) =>
    work(async unit => {
      const before = await changeable(unit, principal, params.id);
      checkSharing(principal, body.shared && !before.shared);
      await requireNamed(unit, body.filter);
      const view = written(await changeSavedView(unit, before, body, at));
      if (before.shared || view.shared) await audit(unit, principal, 'view.change', view.id, at);
      return shown(view, principal);
    }),
});

const remove = route({
  method: 'delete',
  path: '/views/{id}',
  tag: TAG,
  summary: 'Delete a saved view',
  roles: AGENTS_AND_ADMINS,
  params: byId,
  answer: ok,
  handle: ({ work, principal, params, at }) =>
    work(async unit => {
      const view = await changeable(unit, principal, params.id);
      await removeSavedView(unit, view.id);
      if (view.shared) await audit(unit, principal, 'view.delete', view.id, at);
      return OK;
    }),
});

export const savedViewRoutes = [list, create, change, remove];

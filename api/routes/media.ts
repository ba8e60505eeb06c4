import { z } from 'zod';
import { openMedia, retryFetch } from '../../store/media/media.ts';
import type { TenantUnit } from '../../store/database.ts';
import { findConversation } from '../../store/views/conversations.ts';
import type { Principal } from '../auth/principal.ts';
import { notFound, problem } from '../http/problem.ts';
import { LINK_MS } from '../media/links.ts';
import { nothing } from '../http/input.ts';
import { audit, scopeOf } from './access.ts';
import { route } from './route.ts';
import { byId, ok, time } from './schemas.ts';

const TAG = 'Files';
const PEOPLE = ['TENANT_ADMIN', 'AGENT'] as const;

/** A file is there for whoever may see its conversation. @throws problem 404 */
async function visibleMedia(unit: TenantUnit, principal: Principal, id: string, at: number): Promise<void> {
  const row = await unit.tx.media.findFirst({ where: { tenantId: unit.tenantId, id, state: { not: 'erasing' } }, select: { conversationId: true } });
  if (row === null || (await findConversation(unit, await scopeOf(unit, principal), row.conversationId, at)) === null) throw notFound('The file');
}

const link = route({
  method: 'post', path: '/media/{id}/link', tag: TAG, summary: 'A link to the file, and to its thumbnail, for five minutes', roles: PEOPLE, params: byId, body: nothing,
  answer: z.object({ url: z.string().meta({ description: 'Below the server’s address. Takes ranges.' }), thumbnailUrl: z.string().nullable(), expiresAt: time }),
  handle: ({ app, work, principal, params, at }) => work(async unit => {
    await visibleMedia(unit, principal, params.id, at);
    const file = await openMedia(unit, app.box, params.id);
    if (file === null) throw problem(409, 'media_not_stored', 'The file is not here (yet): its state says why.');
    const common = { tenantId: unit.tenantId, mediaId: params.id, expiresAt: at + LINK_MS };
    return {
      url: app.mediaLinks.path({ ...common, part: 'content' }), thumbnailUrl: file.row.thumbnailSize === null ? null : app.mediaLinks.path({ ...common, part: 'thumbnail' }),
      expiresAt: new Date(common.expiresAt).toISOString(),
    };
  }),
});

const retry = route({
  method: 'post', path: '/media/{id}/retry', tag: TAG, summary: 'Try again to fetch a file that could not be had', roles: PEOPLE, params: byId, body: nothing, answer: ok, status: 202,
  handle: ({ work, principal, params, at }) => work(async unit => {
    await visibleMedia(unit, principal, params.id, at);
    if (!(await retryFetch(unit, params.id))) throw problem(409, 'media_not_failed', 'Only what could not be fetched can be tried again.');
    await audit(unit, principal, 'media.retry', params.id, at);
    return { ok: true as const };
  }),
});

export const mediaRoutes = [link, retry];

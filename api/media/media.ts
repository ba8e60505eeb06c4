import { z } from 'zod';
import { retryTranscript } from '../../store/ai/transcripts.ts';
import { openMedia, retryFetch } from '../../store/media/media.ts';
import { problem } from '../http/problem.ts';
import { LINK_MS } from '../http/media-links.ts';
import { nothing } from '../http/input.ts';
import { audit, visibleMedia } from '../http/access.ts';
import { route } from '../http/route.ts';
import { OK, byId, ok, time } from '../http/schemas.ts';
import { AGENTS_AND_ADMINS } from '../http/roles.ts';

const TAG = 'Files';
const link = route({
  method: 'post',
  path: '/media/{id}/link',
  tag: TAG,
  summary:
    'A link to the file, and to its thumbnail, for five minutes, and no longer than the session or key it was asked for with',
  roles: AGENTS_AND_ADMINS,
  params: byId,
  body: nothing,
  answer: z.object({
    url: z.string().meta({ description: 'Below the server’s address. Takes ranges.' }),
    thumbnailUrl: z.string().nullable(),
    expiresAt: time,
  }),
  handle: ({ app, work, principal, params, at }) =>
    work(async unit => {
      await visibleMedia(unit, principal, params.id, at);
      const file = await openMedia(unit, app.box, params.id);
      if (file === null) throw problem(409, 'media_not_stored', 'The file is not here (yet): its state says why.');
      const common = {
        tenantId: unit.tenantId,
        mediaId: params.id,
        expiresAt: at + LINK_MS,
        credential: principal.credential,
      };
      return {
        url: app.mediaLinks.path({ ...common, part: 'content' }),
        thumbnailUrl: file.row.thumbnailSize === null ? null : app.mediaLinks.path({ ...common, part: 'thumbnail' }),
        expiresAt: new Date(common.expiresAt).toISOString(),
      };
    }),
});

const retry = route({
  method: 'post',
  path: '/media/{id}/retry',
  tag: TAG,
  summary: 'Try again to fetch a file that could not be had',
  roles: AGENTS_AND_ADMINS,
  params: byId,
  body: nothing,
  answer: ok,
  status: 202,
  handle: ({ work, principal, params, at }) =>
    work(async unit => {
      await visibleMedia(unit, principal, params.id, at);
      if (!(await retryFetch(unit, params.id)))
        throw problem(409, 'media_not_failed', 'Only what could not be fetched can be tried again.');
      await audit(unit, principal, 'media.retry', params.id, at);
      return OK;
    }),
});

const transcribe = route({
  method: 'post',
  path: '/media/{id}/transcribe',
  tag: TAG,
  summary: 'Try again to have a voice message written down, where another try may end otherwise',
  roles: AGENTS_AND_ADMINS,
  params: byId,
  body: nothing,
  answer: ok,
  status: 202,
  handle: ({ work, principal, params, at }) =>
    work(async unit => {
      await visibleMedia(unit, principal, params.id, at);
      if (!(await retryTranscript(unit, params.id)))
        throw problem(409, 'transcript_not_failed', 'Another try would end as before, or one is under way.');
      await audit(unit, principal, 'media.transcribe', params.id, at);
      return OK;
    }),
});

export const mediaRoutes = [link, retry, transcribe];

import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import type { Express, Request, Response } from 'express';
import { openRange, sealedRange } from '../../store/media/cipher.ts';
import { openMedia } from '../../store/media/media.ts';
import { servedAs } from '../../domain/whatsapp/received-file.ts';
import { authenticate } from '../http/principal.ts';
import type { AppContext } from '../http/context.ts';
import { problem } from '../http/problem.ts';
import { visibleMedia } from '../http/access.ts';

/**
 * GET /media/{link}: the bytes of a file, or a range of them (RFC 9110, 14.2). The link is the permission, as long as
 * it has not expired, the session or API key it was made with is valid, and its owner may see the file. Files are
 * untrusted content, so headers keep them apart from our origin: no sniffing, sandboxed, downloaded rather than shown.
 */
export function mediaFileRoutes(server: Express, app: AppContext): void {
  server.get('/media/:link', async (request: Request, response: Response) => {
    const link = app.mediaLinks.read(request.params['link'] as string);
    if (link === null) throw problem(404, 'not_found', 'There is nothing here.');
    const at = app.clock();
    const principal = at >= link.expiresAt ? null : await authenticate(app, link.credential, at);
    if (principal?.tenantId !== link.tenantId || principal.mustChangePassword)
      throw problem(410, 'link_expired', 'The link is over. Ask for a new one.');
    const file = await app.database.withTenant(link.tenantId, async unit => {
      await visibleMedia(unit, principal, link.mediaId, at);
      return openMedia(unit, app.box, link.mediaId);
    });
    const size = link.part === 'content' ? file?.size : file?.row.thumbnailSize;
    if (file === null || size == null) throw problem(404, 'not_found', 'The file does not exist any more.');
    response.set({
      'content-type': link.part === 'thumbnail' ? 'image/jpeg' : servedAs(file.mime, file.row.warnings),
      'content-disposition': disposition(file.row.fileName ?? `${file.row.kind}.${extensionOf(file.mime)}`),
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
      'accept-ranges': 'bytes',
    });
    // A request for several ranges gets the whole file, as the standard allows.
    const ranges = request.range(size);
    if (ranges === -1)
      throw problem(416, 'range_not_satisfiable', 'The file is shorter than that.', {
        headers: { 'content-range': `bytes */${size}` },
      });
    const range = Array.isArray(ranges) && ranges.type === 'bytes' && ranges.length === 1 ? ranges[0] : undefined;
    const { start, end } = range ?? { start: 0, end: size - 1 };
    if (range !== undefined) response.status(206).set('content-range', `bytes ${start}-${end}/${size}`);
    response.set('content-length', String(end - start + 1));
    if (request.method === 'HEAD') return void response.end();
    const { from, to } = sealedRange(start, end, size);
    const sealed = app.objects.read(
      link.part === 'thumbnail' ? `${file.objectKey}.thumbnail` : file.objectKey,
      from,
      to,
    );
    try {
      await pipeline(Readable.from(openRange(sealed, file.dataKey, link.part, start, end, size)), response);
    } catch (error) {
      // A client that disconnects is no failure. A file that was altered in the store fails its authentication: the
      // answer ends in the middle, and never holds wrong bytes.
      if ((error as { code?: unknown }).code !== 'ERR_STREAM_PREMATURE_CLOSE')
        app.log.error({ event: 'media_read_failed', err: error }, 'a file could not be read');
      response.destroy();
    }
  });
}

const EXTENSION: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'audio/ogg': 'ogg',
  'audio/mpeg': 'mp3',
  'audio/mp4': 'm4a',
  'audio/aac': 'aac',
  'audio/amr': 'amr',
  'video/mp4': 'mp4',
  'video/3gpp': '3gp',
  'application/pdf': 'pdf',
  'text/plain': 'txt',
};
const extensionOf = (mime: string): string => EXTENSION[mime] ?? 'bin';

/** Content-Disposition (RFC 6266): an ASCII name for old clients, and the real one in UTF-8 (`filename*`). */
function disposition(name: string): string {
  const plain = name.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_');
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name.replaceAll(/\p{Surrogate}/gu, '_')).replaceAll(/['()*]/g, mark => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)}`;
}

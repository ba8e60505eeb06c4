import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Request } from 'express';
import type { MediaKind, MediaReason } from '../../domain/whatsapp/media.ts';
import { explainMedia } from '../../domain/whatsapp/media.ts';
import { declaredKind, mostBytes } from '../../domain/whatsapp/sendable.ts';
import { sealStream } from '../../store/media/cipher.ts';
import { readFileLazily } from '../../store/media/read-file.ts';
import { NotLookedAtError } from '../../store/media/inspection/inspector.ts';
import { lookAtUpload } from '../../store/media/inspection/look.ts';
import type { StoredFile } from '../../store/media/media.ts';
import type { UploadOrder, UploadView } from '../../store/media/uploads.ts';
import { beginUpload, dropUpload, finishUpload } from '../../store/media/uploads.ts';
import type { AppContext } from '../http/context.ts';
import type { ProblemError } from '../http/problem.ts';
import { problem } from '../http/problem.ts';
import type { RequestContext } from '../http/route.ts';

interface Wanted {
  readonly type?: MediaKind | undefined;
  readonly fileName?: string | undefined;
}

function refused(reason: MediaReason, words: string | null = null): ProblemError {
  return problem(reason === 'too_large' ? 413 : 422, 'file_refused', explainMedia(reason) ?? '', {
    field: 'body',
    ...(words === null ? {} : { detail: words }),
    extra: { reason },
    headers: { connection: 'close' },
  });
}

/**
 * Receives an upload: streams it to a temporary file, inspects it, and encrypts it into the object store. The file is
 * never whole in memory, and nothing of it is left when it is refused or the upload breaks off.
 * @throws problem 413 or 422 `file_refused` with the reason; 400 `upload_broken_off`; 429 `too_many_files` when too
 * many of the tenant's files already wait to be inspected; 503 `stopping` while the process shuts down.
 */
export async function receiveUpload({
  app,
  principal,
  tenantId,
  request,
  response,
  query,
  at,
  work,
}: RequestContext<unknown, Wanted, unknown>): Promise<UploadView> {
  const declaredMime = request.get('content-type') ?? null;
  const wanted = query.type ?? declaredKind(declaredMime);
  const limit = mostBytes(wanted);
  if (Number(request.get('content-length') ?? 0) > limit) throw refused('too_large');
  // When the client has disconnected, its file gives up its place in the queue for inspection.
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const file = join(tmpdir(), `sigfollow-upload-${randomUUID()}`);
  try {
    const { size, sha256 } = await save(request, file, limit);
    const seen = await lookAtUpload(
      app.inspector,
      { path: file, kind: wanted, declaredMime, fileName: query.fileName ?? null, size },
      { tenantId, signal: gone.signal },
    ).catch((error: unknown) => {
      throw gone.signal.aborted ? brokenOff() : error instanceof NotLookedAtError ? notLookedAt(error) : error;
    });
    if ('refused' in seen) throw refused(seen.refused, seen.words);
    const stored: StoredFile = {
      mime: seen.mime,
      size,
      sha256,
      width: seen.picture?.width ?? null,
      height: seen.picture?.height ?? null,
      durationMs: seen.durationMs,
      thumbnailSize: seen.picture?.thumbnail.length ?? null,
    };
    const order = await work(unit => beginUpload(unit, app.box, principal, seen.kind, query.fileName ?? null, at));
    try {
      await keep(app, order, file, seen.picture?.thumbnail ?? null);
      return await work(unit => finishUpload(unit, order.id, stored, at));
    } catch (error) {
      await work(unit => dropUpload(unit, order.id)).catch(() => undefined);
      throw error;
    }
  } finally {
    await rm(file, { force: true });
  }
}

const brokenOff = (): ProblemError =>
  problem(400, 'upload_broken_off', 'The file did not come whole.', { field: 'body' });

function notLookedAt({ why }: NotLookedAtError): ProblemError {
  if (why === 'crowded')
    return problem(429, 'too_many_files', 'Too many of your files wait to be looked at. Nothing was kept; try again.', {
      headers: { 'retry-after': '5' },
    });
  return problem(503, 'stopping', 'No file is taken any more. Nothing was kept; try again.', {
    headers: { 'retry-after': '5' },
  });
}

async function keep(
  { objects }: AppContext,
  { objectKey, dataKey }: UploadOrder,
  file: string,
  thumbnail: Uint8Array | null,
): Promise<void> {
  await objects.put(objectKey, sealStream(readFileLazily(file), dataKey, 'content'));
  if (thumbnail !== null)
    await objects.put(`${objectKey}.thumbnail`, sealStream(Readable.from([thumbnail]), dataKey, 'thumbnail'));
}

async function save(request: Request, file: string, limit: number): Promise<{ size: number; sha256: string }> {
  const hash = createHash('sha256');
  let size = 0;
  // Reading stops at the limit without destroying the request, so that the answer still reaches the client.
  const capped = async function* (): AsyncGenerator<Buffer> {
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > limit) return;
      hash.update(chunk);
      yield chunk;
    }
  };
  try {
    await pipeline(Readable.from(capped()), createWriteStream(file, { mode: 0o600 }));
  } catch (error) {
    throw request.destroyed ? brokenOff() : error;
  }
  if (size > limit) throw refused('too_large');
  return { size, sha256: hash.digest('hex') };
}

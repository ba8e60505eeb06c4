import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ApplicationFailure } from '@temporalio/common';
import { Context, activityInfo, heartbeat } from '@temporalio/activity';
import type { MediaReason } from '../../domain/whatsapp/media.ts';
import { MEDIA_REASONS } from '../../domain/whatsapp/media.ts';
import { MAX_RECEIVED_BYTES } from '../../domain/whatsapp/received-file.ts';
import type { Database } from '../../store/db/database.ts';
import { sealStream } from '../../store/media/cipher.ts';
import { readFileLazily } from '../../store/media/read-file.ts';
import type { KeptFile, MediaOrder } from '../../store/media/media.ts';
import { beginFetch, endWithout, finishFetch } from '../../store/media/media.ts';
import type { ObjectStore } from '../../store/media/object-store.ts';
import { expectTranscript } from '../../store/ai/transcripts.ts';
import { openToken } from '../../store/numbers/token.ts';
import { noteTrouble } from '../../store/numbers/numbers.ts';
import { unitOfWork } from '../../store/db/retries.ts';
import type { SecretBox } from '../../store/db/secret-box.ts';
import type { MediaActivities } from '../../workflows/contract.ts';
import type { Asker, Inspector } from '../../store/media/inspection/inspector.ts';
import { NotLookedAtError } from '../../store/media/inspection/inspector.ts';
import { lookAtReceived } from '../../store/media/inspection/look.ts';
import { withHeartbeat } from '../heartbeat.ts';
import type { MediaRefusal, MetaMedia } from './meta-media.ts';

export interface MediaDependencies {
  readonly database: Database;
  readonly box: SecretBox;
  readonly meta: MetaMedia;
  readonly objects: ObjectStore;
  readonly inspector: Inspector;
  readonly clock: () => number | Promise<number>;
}

/** Inspecting a file may have to wait, and a media store may be slow: heartbeats show that the worker is alive. */
const HEARTBEAT_MS = 2_000;
/** A hash that differs from the announced one may be a transmission error; after this many tries it is final. */
const DAMAGED_TRIES = 5;

/** A failure that ends the fetch for good; the workflow then records the reason (`giveUpMedia`). */
const forGood = (reason: MediaReason): ApplicationFailure =>
  ApplicationFailure.create({ message: reason, type: reason, nonRetryable: true });
/** A failure after which the fetch is retried. */
const later = (reason: string): ApplicationFailure =>
  ApplicationFailure.create({ message: reason, type: 'not_fetched' });

/** Inbound files: fetched from WhatsApp, inspected, encrypted, stored. */
export function mediaActivities({
  database,
  box,
  meta,
  objects,
  inspector,
  clock,
}: MediaDependencies): Pick<MediaActivities, 'fetchMedia' | 'giveUpMedia'> {
  return {
    async fetchMedia({ tenantId, mediaId, round }) {
      const order = await unitOfWork(database)(tenantId, unit => beginFetch(unit, box, mediaId, round));
      if (order === null) return;
      if (order.formerKey !== null) await removeBoth(objects, order.formerKey);
      const token = openToken(box, tenantId, order.numberId, order.accessToken);
      const file = join(tmpdir(), `sigfollow-media-${randomUUID()}`);
      try {
        const fetched = await download(meta, order, token, file, async refusal => {
          const at = await clock();
          await database.withTenant(tenantId, unit => noteTrouble(unit, order.numberId, refusal, at, at));
        });
        const result =
          'refused' in fetched
            ? fetched
            : await withHeartbeat(HEARTBEAT_MS, () =>
                keep(objects, inspector, order, file, fetched, {
                  tenantId,
                  signal: Context.current().cancellationSignal,
                }),
              );
        const at = await clock();
        const current = await unitOfWork(database)(tenantId, async unit => {
          if ('refused' in result)
            return endWithout(unit, { id: order.id, objectKey: order.objectKey }, 'refused', result.refused);
          const isStored = await finishFetch(unit, order, result, at);
          if (isStored) await expectTranscript(unit, order);
          return isStored;
        });
        if (!current) await removeBoth(objects, order.objectKey);
      } finally {
        await rm(file, { force: true });
      }
    },

    async giveUpMedia({ tenantId, mediaId, round, reason }) {
      const known = reason in MEDIA_REASONS ? (reason as MediaReason) : 'not_fetched';
      await database.withTenant(tenantId, unit => endWithout(unit, { id: mediaId, round }, 'failed', known));
    },
  };
}

/** A thumbnail is stored beside its file. */
const thumbnailKey = (objectKey: string): string => `${objectKey}.thumbnail`;

async function removeBoth(objects: ObjectStore, objectKey: string): Promise<void> {
  await Promise.all([objects.remove(objectKey), objects.remove(thumbnailKey(objectKey))]);
}

interface Fetched {
  readonly size: number;
  readonly sha256: Buffer;
}

async function download(
  meta: MetaMedia,
  order: MediaOrder,
  token: string,
  file: string,
  troubled: (refusal: MediaRefusal) => Promise<void>,
): Promise<Fetched | { readonly refused: MediaReason }> {
  const address = await meta.locate(order.waMediaId, order.phoneNumberId, token);
  if ('refused' in address) {
    if (address.refused === 'gone') throw forGood('gone');
    await troubled(address);
    throw later(address.text);
  }
  if (address.size !== null && address.size > MAX_RECEIVED_BYTES) return { refused: 'too_large' };
  const bytes = await meta.open(address.url, token);
  if ('refused' in bytes) throw bytes.refused === 'foreign_host' ? forGood('foreign_host') : later(bytes.text);
  const fetched = await saveCapped(bytes, file, MAX_RECEIVED_BYTES);
  if (fetched === null) return { refused: 'too_large' };
  if (fetched.size === 0) return { refused: 'empty' };
  const announced = [order.declaredSha256, address.sha256].filter(each => each !== null);
  if (!announced.every(each => sameHash(each, fetched.sha256)))
    throw activityInfo().attempt >= DAMAGED_TRIES ? forGood('damaged') : later('the bytes are not what was announced');
  return fetched;
}

/** Saves a stream to a file. @param limit bytes. @returns null if there are more; the caller then deletes the file. */
async function saveCapped(source: AsyncIterable<Uint8Array>, file: string, limit: number): Promise<Fetched | null> {
  const hash = createHash('sha256');
  let size = 0;
  let over = false;
  await pipeline(
    Readable.from(source),
    async function* (chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        size += chunk.length;
        if (size > limit) {
          over = true;
          return;
        }
        hash.update(chunk);
        heartbeat();
        yield chunk;
      }
    },
    createWriteStream(file, { mode: 0o600 }),
  );
  return over ? null : { size, sha256: hash.digest() };
}

/** WhatsApp writes SHA-256 hashes in base64 in webhooks and in hexadecimal elsewhere. */
function sameHash(announced: string, found: Buffer): boolean {
  return announced === found.toString('base64') || announced.toLowerCase() === found.toString('hex');
}

async function keep(
  objects: ObjectStore,
  inspector: Inspector,
  order: MediaOrder,
  file: string,
  { size, sha256 }: Fetched,
  asker: Asker,
): Promise<KeptFile> {
  const seen = await lookAtReceived(
    inspector,
    { path: file, kind: order.kind, declaredMime: order.declaredMime, fileName: order.fileName, size },
    asker,
  ).catch((error: unknown) => {
    throw error instanceof NotLookedAtError ? later(error.message) : error;
  });
  const { mime, picture, durationMs, warnings } = seen;
  await objects.put(order.objectKey, sealStream(readFileLazily(file), order.dataKey, 'content'));
  if (picture !== null)
    await objects.put(
      thumbnailKey(order.objectKey),
      sealStream(Readable.from([picture.thumbnail]), order.dataKey, 'thumbnail'),
    );
  return {
    mime,
    size,
    sha256: sha256.toString('hex'),
    width: picture?.width ?? null,
    height: picture?.height ?? null,
    durationMs,
    thumbnailSize: picture?.thumbnail.length ?? null,
    warnings,
  };
}

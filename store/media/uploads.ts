/** Files that people upload to be sent: kept encrypted for a day, and shared by all messages they are sent with. */
import { randomBytes } from 'node:crypto';
import type { MediaKind } from '../../domain/whatsapp/media.ts';
import type { TenantUnit } from '../db/database.ts';
import type { Upload } from '../generated/client.ts';
import { newId } from '../db/ids.ts';
import type { SecretBox, SecretPlace } from '../db/secret-box.ts';
import type { StoredFile } from './media.ts';
import { dataKeyPlace } from './media.ts';
import { newObjectKey } from './object-store.ts';

/** How long an upload can be sent, any number of times. */
export const UPLOAD_MS = 24 * 60 * 60 * 1000;
/** An upload that is not complete after this time is abandoned. */
const RECEIVING_MS = 60 * 60 * 1000;

export interface Author {
  readonly kind: string;
  readonly id: string;
}

export interface UploadOrder {
  readonly id: string;
  readonly dataKey: Buffer;
  readonly objectKey: string;
}

const keyPlace = (tenantId: string, rowId: string): SecretPlace => ({ tenantId, column: 'upload.data_key', rowId });

/**
 * Records that an upload has begun, so that its bytes can be cleaned up if it is never completed.
 * @param at epoch milliseconds.
 */
export async function beginUpload(
  unit: TenantUnit,
  box: SecretBox,
  author: Author,
  kind: MediaKind,
  fileName: string | null,
  at: number,
): Promise<UploadOrder> {
  const [id, dataKey, objectKey] = [newId(), randomBytes(32), newObjectKey(unit.tenantId)];
  await unit.tx.upload.create({
    data: {
      id,
      tenantId: unit.tenantId,
      authorKind: author.kind,
      authorId: author.id,
      kind,
      fileName,
      state: 'receiving',
      objectKey,
      dataKey: box.seal(dataKey.toString('base64'), keyPlace(unit.tenantId, id)),
      createdAt: new Date(at),
      expiresAt: new Date(at + RECEIVING_MS),
    },
  });
  return { id, dataKey, objectKey };
}

/**
 * Completes an upload whose bytes were stored and inspected; from now on it can be sent. @param at epoch milliseconds.
 */
export async function finishUpload(unit: TenantUnit, id: string, file: StoredFile, at: number): Promise<UploadView> {
  return uploadView(
    await unit.tx.upload.update({
      where: { id },
      data: { ...file, state: 'ready', expiresAt: new Date(at + UPLOAD_MS) },
    }),
  );
}

/** Discards an upload: its key is deleted now, its bytes soon afterwards. */
export async function dropUpload(unit: TenantUnit, id: string): Promise<void> {
  await unit.tx.upload.updateMany({
    where: { tenantId: unit.tenantId, id },
    data: { state: 'erasing', dataKey: null, fileName: null },
  });
  unit.wake.media = true;
}

/**
 * The author's own upload, unless it has expired; locked, so that it is kept until the transaction ends.
 * @param at epoch milliseconds.
 */
export async function findUpload(unit: TenantUnit, author: Author, id: string, at: number): Promise<Upload | null> {
  const rows = await unit.tx.$queryRaw<{ id: string }[]>`
    SELECT id
    FROM upload
    WHERE tenant_id = ${unit.tenantId}::uuid
      AND id = ${id}::uuid
      AND author_kind = ${author.kind}
      AND author_id = ${author.id}::uuid
      AND state = 'ready'
      AND expires_at > ${new Date(at)}::timestamptz
    FOR SHARE`;
  return rows.length === 0 ? null : unit.tx.upload.findUnique({ where: { id } });
}

/** Adds an uploaded file to a message, at `place` among its files; a worker then uploads it to WhatsApp. */
export async function attachUpload(
  unit: TenantUnit,
  box: SecretBox,
  upload: Upload,
  message: {
    readonly messageId: string;
    readonly conversationId: string;
    readonly numberId: string;
    readonly place: number;
  },
  at: number,
): Promise<void> {
  const { tenantId } = unit;
  const id = newId();
  const dataKey = box.open(upload.dataKey ?? new Uint8Array(), keyPlace(tenantId, upload.id));
  const { kind, fileName, mime, size, sha256, width, height, durationMs, thumbnailSize, objectKey } = upload;
  await unit.tx.media.create({
    data: {
      id,
      tenantId,
      ...message,
      kind,
      fileName,
      declaredMime: mime,
      mime,
      size,
      sha256,
      width,
      height,
      durationMs,
      thumbnailSize,
      objectKey,
      dataKey: box.seal(dataKey, dataKeyPlace(tenantId, id)),
      state: 'stored',
      uploadState: 'waiting',
      createdAt: new Date(at),
      storedAt: new Date(at),
    },
  });
  unit.wake.media = true;
}

/** Keeps an upload longer than usual, while what it is for waits for approval. @param until epoch milliseconds. */
export async function keepUpload(unit: TenantUnit, id: string, until: number): Promise<void> {
  await unit.tx.upload.updateMany({
    where: { tenantId: unit.tenantId, id, state: 'ready', expiresAt: { lt: new Date(until) } },
    data: { expiresAt: new Date(until) },
  });
}

/** Where an upload's bytes are, with the key that decrypts them; null when it is not ready, or discarded. */
export async function uploadedFile(
  unit: TenantUnit,
  box: SecretBox,
  id: string,
): Promise<{
  readonly objectKey: string;
  readonly dataKey: Buffer;
  readonly mime: string;
  readonly size: number;
} | null> {
  const row = await unit.tx.upload.findFirst({ where: { tenantId: unit.tenantId, id, state: 'ready' } });
  if (row?.dataKey == null || row.mime === null || row.size === null) return null;
  return {
    objectKey: row.objectKey,
    dataKey: Buffer.from(box.open(row.dataKey, keyPlace(unit.tenantId, id)), 'base64'),
    mime: row.mime,
    size: row.size,
  };
}

/**
 * Expired and discarded uploads. This deletes their keys; the caller removes their bytes.
 * @param at epoch milliseconds.
 */
export async function uploadsToErase(
  unit: TenantUnit,
  at: number,
  limit: number,
): Promise<{ id: string; objectKey: string }[]> {
  const { tx, tenantId } = unit;
  const over = await tx.upload.findMany({
    where: { tenantId, OR: [{ state: 'erasing' }, { expiresAt: { lte: new Date(at) } }] },
    orderBy: { expiresAt: 'asc' },
    take: limit,
    select: { id: true, objectKey: true },
  });
  if (over.length > 0)
    await tx.upload.updateMany({
      where: { id: { in: over.map(each => each.id) }, state: { not: 'erasing' } },
      data: { state: 'erasing', dataKey: null, fileName: null },
    });
  return over;
}

/** Deletes the row of an upload whose bytes are removed. */
export async function forgetUpload(unit: TenantUnit, id: string): Promise<void> {
  await unit.tx.upload.deleteMany({ where: { tenantId: unit.tenantId, id, state: 'erasing' } });
}

/** An upload as the API shows it. */
function uploadView(row: Upload) {
  return {
    id: row.id,
    type: row.kind as MediaKind,
    mimeType: row.mime,
    size: row.size,
    fileName: row.fileName,
    width: row.width,
    height: row.height,
    durationMs: row.durationMs,
    expiresAt: row.expiresAt.toISOString(),
  };
}
export type UploadView = ReturnType<typeof uploadView>;

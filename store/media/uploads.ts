/** Files that people bring to be sent: kept encrypted for a day, shared by the messages they are sent with. */
import { randomBytes } from 'node:crypto';
import type { MediaKind } from '../../domain/whatsapp/media.ts';
import type { TenantUnit } from '../db/database.ts';
import type { Upload } from '../generated/client.ts';
import { newId } from '../db/ids.ts';
import type { SecretBox, SecretPlace } from '../db/secret-box.ts';
import type { StoredFile } from './media.ts';
import { dataKeyPlace } from './media.ts';
import { newObjectKey } from './object-store.ts';

/** How long an upload may be sent, as often as one likes. */
export const UPLOAD_MS = 24 * 60 * 60 * 1000;
/** Who is not done after this time is not coming back. */
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

/** Notes that bytes are coming, so that they are found when nobody finishes. */
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

/** The bytes are there and were looked at. */
export async function finishUpload(unit: TenantUnit, id: string, file: StoredFile, at: number): Promise<UploadView> {
  return uploadView(
    await unit.tx.upload.update({
      where: { id },
      data: { ...file, state: 'ready', expiresAt: new Date(at + UPLOAD_MS) },
    }),
  );
}

/** Nobody needs it: its key goes now, its bytes soon. */
export async function dropUpload(unit: TenantUnit, id: string): Promise<void> {
  await unit.tx.upload.updateMany({
    where: { tenantId: unit.tenantId, id },
    data: { state: 'erasing', dataKey: null, fileName: null },
  });
  unit.wake.media = true;
}

/** The author's own upload, while it lasts; it stays at least until the transaction ends. */
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

/** Gives a message the file, at its place among the message's files; the worker brings it to WhatsApp. */
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

/** Keeps an upload longer than usual, for somebody who has to agree to what it is for. */
export async function keepUpload(unit: TenantUnit, id: string, until: number): Promise<void> {
  await unit.tx.upload.updateMany({
    where: { tenantId: unit.tenantId, id, state: 'ready', expiresAt: { lt: new Date(until) } },
    data: { expiresAt: new Date(until) },
  });
}

/** An upload's bytes and what opens them; null when its time is over. */
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

/** Uploads that are over: their keys are gone after this, their bytes are to be removed. */
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

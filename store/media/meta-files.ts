/** Our files at WhatsApp: which messages need one uploaded, and the media ids of what each number has uploaded. */
import { cut } from '../../domain/text/cut.ts';
import type { TenantUnit } from '../db/database.ts';
import type { SecretBox } from '../db/secret-box.ts';
import { openMedia } from './media.ts';

/** WhatsApp keeps an upload for 30 days (Cloud API reference, "Media"); the last day is left as a margin. */
const KEPT_MS = 29 * 24 * 60 * 60 * 1000;

/** What is needed for one try of an upload to WhatsApp. */
export interface MetaUploadOrder {
  readonly mediaId: string;
  readonly numberId: string;
  readonly phoneNumberId: string;
  readonly accessToken: Uint8Array;
  readonly objectKey: string;
  readonly dataKey: Buffer;
  readonly mime: string;
  readonly size: number;
  readonly sha256: string;
  readonly fileName: string | null;
}

/** What `claimMetaUpload` has found out. */
export type Claim =
  { readonly kind: 'done' } | { readonly kind: 'wait' } | { readonly kind: 'upload'; readonly order: MetaUploadOrder };

/**
 * Finds out whether the number has already uploaded these bytes to WhatsApp, and otherwise claims their upload under a
 * lease.
 * @param round see `MediaToDo`.
 * @param at epoch milliseconds.
 * @returns `done` when there is nothing (more) to upload; `wait` while the same bytes are being uploaded for another
 * message.
 */
export async function claimMetaUpload(
  unit: TenantUnit,
  box: SecretBox,
  mediaId: string,
  round: number,
  at: number,
  leaseMs: number,
): Promise<Claim> {
  const { tx, tenantId } = unit;
  const row = await tx.media.findFirst({
    where: { tenantId, id: mediaId, round, uploadState: { in: ['waiting', 'uploading'] } },
  });
  const file = row === null ? null : await openMedia(unit, box, mediaId);
  if (row === null || file === null || row.sha256 === null) return { kind: 'done' };
  const key = { tenantId, numberId: row.numberId, sha256: row.sha256, mime: file.mime };
  const [claimed] = await tx.$queryRaw<{ wa_media_id: string | null; uploaded_at: Date | null }[]>`
    INSERT INTO meta_file AS f (tenant_id, number_id, sha256, mime, leased_by, leased_until)
    VALUES (
      ${tenantId}::uuid,
      ${key.numberId}::uuid,
      ${key.sha256},
      ${key.mime},
      ${mediaId}::uuid,
      ${new Date(at + leaseMs)}::timestamptz
    )
    ON CONFLICT (tenant_id, number_id, sha256, mime) DO UPDATE
    SET leased_by = ${mediaId}::uuid, leased_until = excluded.leased_until
    WHERE f.leased_until IS NULL OR f.leased_until <= ${new Date(at)}::timestamptz OR f.leased_by = ${mediaId}::uuid
    RETURNING wa_media_id, uploaded_at`;
  if (claimed === undefined) return { kind: 'wait' };
  if (claimed.wa_media_id !== null && claimed.uploaded_at !== null && at < claimed.uploaded_at.getTime() + KEPT_MS) {
    await tx.metaFile.update({
      where: { tenantId_numberId_sha256_mime: key },
      data: { leasedBy: null, leasedUntil: null },
    });
    await tx.media.update({ where: { id: mediaId }, data: { uploadState: 'done', waMediaId: claimed.wa_media_id } });
    return { kind: 'done' };
  }
  const number = await tx.businessNumber.findUniqueOrThrow({ where: { id: row.numberId } });
  return {
    kind: 'upload',
    order: {
      mediaId,
      numberId: number.id,
      phoneNumberId: number.phoneNumberId,
      accessToken: number.accessToken,
      objectKey: file.objectKey,
      dataKey: file.dataKey,
      mime: file.mime,
      size: file.size,
      sha256: row.sha256,
      fileName: row.fileName,
    },
  };
}

const keyOf = (tenantId: string, { numberId, sha256, mime }: MetaUploadOrder) => ({
  tenantId_numberId_sha256_mime: { tenantId, numberId, sha256, mime },
});

/** Records that WhatsApp has the file, under `waMediaId`. */
export async function noteMetaUpload(
  unit: TenantUnit,
  order: MetaUploadOrder,
  waMediaId: string,
  at: number,
): Promise<void> {
  await unit.tx.metaFile.update({
    where: keyOf(unit.tenantId, order),
    data: { waMediaId, uploadedAt: new Date(at), leasedBy: null, leasedUntil: null },
  });
  await unit.tx.media.updateMany({
    where: { tenantId: unit.tenantId, id: order.mediaId },
    data: { uploadState: 'done', waMediaId, uploadErrorCode: null, uploadErrorText: null },
  });
}

/**
 * Records that WhatsApp refused the file, or could not be reached for too long; the message fails with this error.
 * @param code WhatsApp's error code, if any.
 */
export async function noteMetaRefusal(
  unit: TenantUnit,
  mediaId: string,
  code: number | null,
  text: string,
): Promise<void> {
  await unit.tx.media.updateMany({
    where: { tenantId: unit.tenantId, id: mediaId, uploadState: { in: ['waiting', 'uploading'] } },
    data: { uploadState: 'failed', uploadErrorCode: code, uploadErrorText: cut(text, 1_000) },
  });
  await unit.tx.metaFile.updateMany({
    where: { tenantId: unit.tenantId, leasedBy: mediaId },
    data: { leasedBy: null, leasedUntil: null },
  });
}

/** The state of the upload of one of our files, with its media id at WhatsApp. */
export interface FileAtMeta {
  readonly state: 'waiting' | 'done' | 'failed';
  readonly waMediaId: string | null;
  readonly fileName: string | null;
  readonly errorCode: number | null;
  readonly errorText: string | null;
}

/** A message's files at WhatsApp, in order; empty for messages without files of ours. */
export async function filesAtMeta(unit: TenantUnit, messageId: string): Promise<FileAtMeta[]> {
  const rows = await unit.tx.media.findMany({
    where: { tenantId: unit.tenantId, messageId, uploadState: { not: null } },
    orderBy: { place: 'asc' },
  });
  return rows.map(row => ({
    state: row.uploadState === 'done' || row.uploadState === 'failed' ? row.uploadState : 'waiting',
    waMediaId: row.waMediaId,
    fileName: row.fileName,
    errorCode: row.uploadErrorCode,
    errorText: row.uploadErrorText,
  }));
}

/**
 * Has files of a message uploaded again, when it is resent.
 * @param lost WhatsApp has lost one of the files and does not say which: all of them are marked as failed and their
 * media ids forgotten, so that the next resend uploads them. Otherwise those that are not uploaded yet are uploaded
 * now.
 */
export async function uploadAgain(unit: TenantUnit, messageId: string, lost: boolean): Promise<void> {
  const { tx, tenantId } = unit;
  const rows = await tx.media.findMany({
    where: { tenantId, messageId, uploadState: { not: null } },
    orderBy: { place: 'asc' },
  });
  for (const row of rows) {
    if (row.uploadState === 'done' && !lost) continue;
    if (lost && row.waMediaId !== null)
      await tx.metaFile.deleteMany({ where: { tenantId, numberId: row.numberId, waMediaId: row.waMediaId } });
    await tx.media.update({
      where: { id: row.id },
      data: { uploadState: lost ? 'failed' : 'waiting', round: { increment: 1 } },
    });
    unit.wake.media = true;
  }
}

/** Deletes media ids that WhatsApp does not keep any more. @param at epoch milliseconds. */
export async function forgetMetaFiles(unit: TenantUnit, at: number): Promise<void> {
  await unit.tx.metaFile.deleteMany({
    where: { tenantId: unit.tenantId, uploadedAt: { lt: new Date(at - KEPT_MS) }, leasedBy: null },
  });
}

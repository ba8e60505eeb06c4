/** The rows of messages' files: what has to be fetched, what became of it, and what the API shows. */
import { randomBytes } from 'node:crypto';
import { explainTranscript, isWorthATry } from '../../domain/ai/voice-transcripts.ts';
import type { InboundMessage } from '../../domain/whatsapp/inbound.ts';
import type { MediaKind, MediaReason } from '../../domain/whatsapp/media.ts';
import { explainMedia, isMediaKind } from '../../domain/whatsapp/media.ts';
import type { FileWarning } from '../../domain/whatsapp/received-file.ts';
import { explainWarning, previewOf } from '../../domain/whatsapp/received-file.ts';
import { cut } from '../../domain/text/cut.ts';
import type { TenantUnit } from '../db/database.ts';
import type { Media } from '../generated/client.ts';
import { newId } from '../db/ids.ts';
import type { SecretBox, SecretPlace } from '../db/secret-box.ts';
import { newObjectKey } from './object-store.ts';

const NAME_LIMIT = 240;

/** Records the files that came with messages, for a worker to fetch. @param at epoch milliseconds. */
export async function expectMedia(
  unit: TenantUnit,
  items: readonly { message: InboundMessage; messageId: string; conversationId: string; numberId: string }[],
  at: number,
): Promise<void> {
  const text = (value: unknown, limit: number): string | null =>
    typeof value === 'string' && value !== '' ? cut(value, limit) : null;
  const rows = items.flatMap(({ message: { kind, content }, messageId, conversationId, numberId }) => {
    const waMediaId = text(content['id'], 200);
    if (!isMediaKind(kind) || waMediaId === null) return [];
    return [
      {
        id: newId(),
        tenantId: unit.tenantId,
        conversationId,
        messageId,
        numberId,
        kind,
        waMediaId,
        state: 'waiting',
        createdAt: new Date(at),
        declaredMime: text(content['mime_type'], 200),
        declaredSha256: text(content['sha256'], 100),
        fileName: text(content['filename'], NAME_LIMIT),
      },
    ];
  });
  if (rows.length === 0) return;
  await unit.tx.media.createMany({ data: rows });
  unit.wake.media = true;
}

export interface MediaToDo {
  readonly id: string;
  /** Counts how often the work was begun anew; what belongs to an earlier round is ignored. */
  readonly round: number;
  readonly task: 'fetch' | 'upload' | 'transcribe' | 'erase';
  readonly objectKey: string | null;
}

/** Files that wait for a worker, oldest first. */
export async function mediaToDo(unit: TenantUnit, limit: number): Promise<MediaToDo[]> {
  const rows = await unit.tx.media.findMany({
    where: {
      tenantId: unit.tenantId,
      OR: [{ state: { in: ['waiting', 'erasing'] } }, { uploadState: 'waiting' }, { transcriptState: 'waiting' }],
    },
    orderBy: { createdAt: 'asc' },
    take: limit,
    select: { id: true, round: true, state: true, objectKey: true, transcriptState: true, transcriptRound: true },
  });
  return rows.map(({ id, round, state, objectKey, transcriptState, transcriptRound }) => {
    if (state === 'waiting') return { id, round, objectKey, task: 'fetch' };
    if (state === 'erasing') return { id, round, objectKey, task: 'erase' };
    return transcriptState === 'waiting'
      ? { id, round: transcriptRound, objectKey, task: 'transcribe' }
      : { id, round, objectKey, task: 'upload' };
  });
}

/** Records that a workflow is in charge of the file from now on. */
export async function markBegun(unit: TenantUnit, { id, round, task }: MediaToDo): Promise<void> {
  const { tenantId } = unit;
  const which = { tenantId, id, round };
  if (task === 'transcribe')
    await unit.tx.media.updateMany({
      where: { tenantId, id, transcriptRound: round, transcriptState: 'waiting' },
      data: { transcriptState: 'working' },
    });
  else if (task === 'upload')
    await unit.tx.media.updateMany({ where: { ...which, uploadState: 'waiting' }, data: { uploadState: 'uploading' } });
  else await unit.tx.media.updateMany({ where: { ...which, state: 'waiting' }, data: { state: 'fetching' } });
}

/**
 * After the loss of Temporal's database no workflow is left: begins all fetches, uploads and transcripts anew.
 * @returns how many.
 */
export async function refetchAll(unit: TenantUnit): Promise<number> {
  const { count } = await unit.tx.media.updateMany({
    where: { tenantId: unit.tenantId, state: 'fetching' },
    data: { state: 'waiting', round: { increment: 1 } },
  });
  const { count: uploads } = await unit.tx.media.updateMany({
    where: { tenantId: unit.tenantId, uploadState: 'uploading' },
    data: { uploadState: 'waiting', round: { increment: 1 } },
  });
  const { count: transcripts } = await unit.tx.media.updateMany({
    where: { tenantId: unit.tenantId, transcriptState: 'working' },
    data: { transcriptState: 'waiting', transcriptRound: { increment: 1 } },
  });
  const all = count + uploads + transcripts;
  if (all > 0) unit.wake.media = true;
  return all;
}

/** What one try of a fetch needs. */
export interface MediaOrder {
  readonly id: string;
  readonly kind: MediaKind;
  readonly waMediaId: string;
  readonly declaredMime: string | null;
  readonly declaredSha256: string | null;
  readonly fileName: string | null;
  readonly numberId: string;
  readonly phoneNumberId: string;
  readonly accessToken: Uint8Array;
  /** New with every try, like `objectKey`: a try that was thought dead cannot interfere with the next one. */
  readonly dataKey: Buffer;
  readonly objectKey: string;
  /** The object of the previous try, to be removed; null when there is none. */
  readonly formerKey: string | null;
}

/** Where a file's key is stored, which its encryption is bound to. */
export const dataKeyPlace = (tenantId: string, rowId: string): SecretPlace => ({
  tenantId,
  column: 'media.data_key',
  rowId,
});

/** Begins a try of a fetch. @returns null when this round is over, or another try has begun. */
export async function beginFetch(
  unit: TenantUnit,
  box: SecretBox,
  id: string,
  round: number,
): Promise<MediaOrder | null> {
  const { tx, tenantId } = unit;
  const row = await tx.media.findFirst({ where: { tenantId, id, round, state: { in: ['waiting', 'fetching'] } } });
  if (row === null || row.waMediaId === null || !isMediaKind(row.kind)) return null;
  const number = await tx.businessNumber.findUniqueOrThrow({ where: { id: row.numberId } });
  const dataKey = randomBytes(32);
  const objectKey = newObjectKey(tenantId);
  const { count } = await tx.media.updateMany({
    where: { tenantId, id, round, state: { in: ['waiting', 'fetching'] }, objectKey: row.objectKey },
    data: { state: 'fetching', objectKey, dataKey: box.seal(dataKey.toString('base64'), dataKeyPlace(tenantId, id)) },
  });
  if (count === 0) return null;
  return {
    id,
    kind: row.kind,
    waMediaId: row.waMediaId,
    declaredMime: row.declaredMime,
    declaredSha256: row.declaredSha256,
    fileName: row.fileName,
    numberId: number.id,
    phoneNumberId: number.phoneNumberId,
    accessToken: number.accessToken,
    dataKey,
    objectKey,
    formerKey: row.objectKey,
  };
}

/** What is known of a file once it is stored. */
export interface StoredFile {
  readonly mime: string;
  readonly size: number;
  readonly sha256: string;
  readonly width: number | null;
  readonly height: number | null;
  readonly durationMs: number | null;
  readonly thumbnailSize: number | null;
}

/** A customer's file, with the warnings that people see before they open it. */
export interface KeptFile extends StoredFile {
  readonly warnings: readonly FileWarning[];
}

/** Records that the file is stored. @returns false when the try is not the current one: its objects must be removed. */
export function finishFetch(unit: TenantUnit, order: MediaOrder, file: KeptFile, at: number): Promise<boolean> {
  return end(
    unit,
    { id: order.id, objectKey: order.objectKey },
    { state: 'stored', reason: null, storedAt: new Date(at), ...file, warnings: [...file.warnings] },
  );
}

/** Ends a fetch without a file: it was refused, or could not be fetched. @returns false when the try is not current. */
export function endWithout(
  unit: TenantUnit,
  which: { readonly id: string; readonly objectKey?: string; readonly round?: number },
  state: 'refused' | 'failed',
  reason: MediaReason,
): Promise<boolean> {
  return end(unit, which, { state, reason, dataKey: null });
}

async function end(
  unit: TenantUnit,
  which: { readonly id: string; readonly objectKey?: string; readonly round?: number },
  data: object,
): Promise<boolean> {
  const { count } = await unit.tx.media.updateMany({
    where: { tenantId: unit.tenantId, ...which, state: { in: ['waiting', 'fetching'] } },
    data,
  });
  if (count === 0) return false;
  const { conversationId } = await unit.tx.media.findUniqueOrThrow({
    where: { id: which.id },
    select: { conversationId: true },
  });
  unit.wake.conversations.add(conversationId);
  return true;
}

/**
 * The only reasons for which a file is refused at present. Those refused for others date from before files of all types
 * were kept (decision 0029), and may be fetched after all.
 */
const STILL_REFUSED: readonly string[] = ['too_large', 'empty'] satisfies MediaReason[];

/**
 * Fetches a file again at a person's request. One that was refused for what it is stays refused, since its bytes do not
 * change.
 * @returns false when there is nothing to try again.
 */
export async function retryFetch(unit: TenantUnit, id: string): Promise<boolean> {
  const { count } = await unit.tx.media.updateMany({
    where: {
      tenantId: unit.tenantId,
      id,
      OR: [{ state: 'failed' }, { state: 'refused', reason: { notIn: [...STILL_REFUSED] } }],
    },
    data: { state: 'waiting', reason: null, round: { increment: 1 } },
  });
  unit.wake.media ||= count > 0;
  return count > 0;
}

/** Deletes the row of a file whose bytes are removed. */
export async function forgetMedia(unit: TenantUnit, id: string): Promise<void> {
  await unit.tx.media.deleteMany({ where: { tenantId: unit.tenantId, id, state: 'erasing' } });
}

/** What is needed to read a stored file. @returns null when it is not stored, or not any more. */
export async function openMedia(
  unit: TenantUnit,
  box: SecretBox,
  id: string,
): Promise<{ row: Media; objectKey: string; dataKey: Buffer; mime: string; size: number } | null> {
  const row = await unit.tx.media.findFirst({ where: { tenantId: unit.tenantId, id, state: 'stored' } });
  if (row === null || row.dataKey === null || row.objectKey === null || row.mime === null || row.size === null)
    return null;
  return {
    row,
    objectKey: row.objectKey,
    mime: row.mime,
    size: row.size,
    dataKey: Buffer.from(box.open(row.dataKey, dataKeyPlace(unit.tenantId, id)), 'base64'),
  };
}

/** A file as the API shows it. */
function mediaView(row: Media) {
  const state =
    row.state === 'waiting' || row.state === 'erasing'
      ? ('fetching' as const)
      : (row.state as 'fetching' | 'stored' | 'refused' | 'failed');
  return {
    id: row.id,
    kind: row.kind as MediaKind,
    state,
    reason: row.reason === null ? null : { code: row.reason, explanation: explainMedia(row.reason) },
    mimeType: row.mime ?? row.declaredMime,
    size: row.size,
    fileName: row.fileName,
    width: row.width,
    height: row.height,
    durationMs: row.durationMs,
    hasThumbnail: row.thumbnailSize !== null,
    canRetry: state === 'failed' || (state === 'refused' && !STILL_REFUSED.includes(row.reason ?? '')),
    preview: state === 'stored' ? previewOf(row.mime, row.thumbnailSize !== null) : null,
    warnings: row.warnings.map(code => ({ code, explanation: explainWarning(code) })),
    transcript: transcriptView(row),
  };
}

/** What is said in a contact's voice message, or why that is not known; null for other files, and before it is stored. */
function transcriptView(row: Media) {
  if (row.kind !== 'audio' || row.uploadState !== null || row.state !== 'stored') return null;
  const { transcriptState: state, transcript: text, transcriptLanguage: language } = row;
  if (state === 'done') return { state: 'done' as const, text, language, reason: null, canRetry: false };
  if (state === 'waiting' || state === 'working')
    return { state: 'working' as const, text: null, language: null, reason: null, canRetry: false };
  const code = row.transcriptReason ?? 'off';
  return {
    state: 'none' as const,
    text: null,
    language: null,
    reason: { code, explanation: explainTranscript(code) },
    canRetry: isWorthATry(row.transcriptReason),
  };
}
export type MediaView = ReturnType<typeof mediaView>;

/** The files of messages, by message id, each message's in order. */
export async function mediaOf(unit: TenantUnit, messageIds: readonly string[]): Promise<Map<string, MediaView[]>> {
  const rows =
    messageIds.length === 0
      ? []
      : await unit.tx.media.findMany({
          where: { tenantId: unit.tenantId, messageId: { in: [...messageIds] }, state: { not: 'erasing' } },
          orderBy: { place: 'asc' },
        });
  const files = new Map<string, MediaView[]>();
  for (const row of rows) files.set(row.messageId, [...(files.get(row.messageId) ?? []), mediaView(row)]);
  return files;
}

/** The conversation that a file belongs to; null when there is no such file, or it is being erased. */
export async function conversationOfMedia({ tx, tenantId }: TenantUnit, id: string): Promise<string | null> {
  const row = await tx.media.findFirst({
    where: { tenantId, id, state: { not: 'erasing' } },
    select: { conversationId: true },
  });
  return row?.conversationId ?? null;
}

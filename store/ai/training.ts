/**
 * Training data: exports of conversations as examples. Only while the tenant's authorisation (grant) is in force, only
 * of contacts who have given consent, and one tenant per file. Withdrawing a grant stops running exports and deletes
 * finished ones.
 */
import { masked } from '../../domain/ai/mask.ts';
import { REVISED, wordsNow } from '../conversation/revised.ts';
import type { Verdict } from '../../domain/access/four-eyes.ts';
import type { TenantUnit } from '../db/database.ts';
import { bool, json, nullable, statement, text, uuid, words } from '../db/statement.ts';
import type { TrainingExport, TrainingGrant } from '../generated/client.ts';
import { newId } from '../db/ids.ts';
import type { Approvals, Person, Subject } from '../access/approvals.ts';
import { agree, approvalsOf } from '../access/approvals.ts';
import type { SecretBox, SecretPlace } from '../db/secret-box.ts';

const placeOf = (tenantId: string, rowId: string): SecretPlace => ({
  tenantId,
  column: 'training_export.data_key',
  rowId,
});

/** Whether a grant is approved, not withdrawn and not expired. @param at epoch milliseconds. */
export const isInForce = (grant: TrainingGrant, at: number): boolean =>
  grant.approvedAt !== null && grant.withdrawnAt === null && grant.expiresAt.getTime() > at;

/** Adds a grant that waits for approval. @returns its id. */
export async function addGrant(
  { tx, tenantId }: TenantUnit,
  { purpose, wording, expiresAt }: { readonly purpose: string; readonly wording: string; readonly expiresAt: Date },
  authorId: string,
  at: number,
): Promise<string> {
  const id = newId();
  await tx.trainingGrant.create({
    data: { id, tenantId, purpose, wording, expiresAt, authorId, createdAt: new Date(at) },
  });
  return id;
}

const subjectOf = (id: string): Subject => ({ kind: 'training_grant', id });
/** Grants are written by people, never with an API key. */
const authorOf = (grant: TrainingGrant): Person => ({ kind: 'user', id: grant.authorId });

/** The latest 100 grants, newest first; those that wait with their approvals so far. */
export async function listGrants(
  unit: TenantUnit,
  at: number,
): Promise<(TrainingGrant & { readonly approvals: Approvals | null })[]> {
  const { tx, tenantId } = unit;
  const rows = await tx.trainingGrant.findMany({
    where: { tenantId },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: 100,
  });
  const approvals = await approvalsOf(
    unit,
    rows.filter(row => isWaiting(row, at)).map(row => ({ subject: subjectOf(row.id), author: authorOf(row) })),
  );
  return rows.map(row => ({ ...row, approvals: approvals.get(row.id) ?? null }));
}

const isWaiting = (grant: TrainingGrant, at: number): boolean =>
  grant.approvedAt === null && grant.withdrawnAt === null && grant.expiresAt.getTime() > at;

/**
 * An administrator approves a grant; concurrent approvals come one after the other.
 * @param at epoch milliseconds.
 * @returns the verdict; `over` when the grant does not wait any more.
 */
export async function approveGrant(
  unit: TenantUnit,
  id: string,
  by: Person,
  at: number,
): Promise<'unknown' | 'over' | Verdict> {
  const { tx, tenantId } = unit;
  await tx.$queryRaw`
    SELECT 1 AS locked
    FROM training_grant
    WHERE tenant_id = ${tenantId}::uuid AND id = ${id}::uuid
    FOR UPDATE`;
  const grant = await tx.trainingGrant.findFirst({ where: { tenantId, id } });
  if (grant === null) return 'unknown';
  if (!isWaiting(grant, at)) return 'over';
  const verdict = await agree(unit, { subject: subjectOf(id), author: authorOf(grant) }, by, at);
  if (verdict.kind === 'approved')
    await tx.trainingGrant.updateMany({
      where: { tenantId, id },
      data: { approverId: by.id, approvedAt: new Date(at) },
    });
  return verdict;
}

/**
 * Withdraws a grant, and ends its exports.
 * @param at epoch milliseconds.
 * @returns the keys of the files to be deleted from the object store; null when there is nothing to withdraw.
 */
export async function withdrawGrant(
  { tx, tenantId }: TenantUnit,
  id: string,
  by: string,
  at: number,
): Promise<string[] | null> {
  const { count } = await tx.trainingGrant.updateMany({
    where: { tenantId, id, withdrawnAt: null },
    data: { withdrawnAt: new Date(at), withdrawnBy: by },
  });
  if (count === 0) return null;
  const exports = await tx.trainingExport.findMany({ where: { tenantId, grantId: id, state: { not: 'deleted' } } });
  // Without their keys the encrypted files cannot be read any more.
  await tx.trainingExport.updateMany({
    where: { tenantId, grantId: id, state: { not: 'deleted' } },
    data: { state: 'deleted', dataKey: null, endedAt: new Date(at) },
  });
  return exports.flatMap(row => row.objectKey ?? []);
}

/** Ends exports whose grant has expired. */
export async function expireExports({ tx, tenantId }: TenantUnit, at: number): Promise<void> {
  const now = new Date(at);
  // Without their keys the encrypted files cannot be read any more.
  await tx.trainingExport.updateMany({
    where: { tenantId, state: { not: 'deleted' }, grant: { expiresAt: { lte: now } } },
    data: { state: 'deleted', dataKey: null, endedAt: now },
  });
}

/** Files of deleted exports that may still be in the object store; at most 100. */
export async function filesToErase({
  tx,
  tenantId,
}: TenantUnit): Promise<{ readonly id: string; readonly objectKey: string }[]> {
  const rows = await tx.trainingExport.findMany({
    where: { tenantId, state: 'deleted', objectKey: { not: null } },
    select: { id: true, objectKey: true },
    take: 100,
  });
  return rows.flatMap(({ id, objectKey }) => (objectKey === null ? [] : [{ id, objectKey }]));
}

/** Records that the file of a deleted export is gone from the object store. */
export async function noteErased({ tx, tenantId }: TenantUnit, id: string): Promise<void> {
  await tx.trainingExport.updateMany({ where: { tenantId, id, state: 'deleted' }, data: { objectKey: null } });
}

/** Adds a running export. @returns its id, or null when the grant is not in force. */
export async function addExport(
  { tx, tenantId }: TenantUnit,
  box: SecretBox,
  grantId: string,
  { objectKey, dataKey }: { readonly objectKey: string; readonly dataKey: Buffer },
  author: { readonly kind: string; readonly id: string },
  at: number,
): Promise<string | null> {
  // A concurrent withdrawal waits for this lock, and then also ends this export.
  await tx.$queryRaw`
    SELECT 1 AS locked
    FROM training_grant
    WHERE tenant_id = ${tenantId}::uuid AND id = ${grantId}::uuid
    FOR UPDATE`;
  const grant = await tx.trainingGrant.findFirst({ where: { tenantId, id: grantId } });
  if (grant === null || !isInForce(grant, at)) return null;
  const id = newId();
  await tx.trainingExport.create({
    data: {
      id,
      tenantId,
      grantId,
      state: 'running',
      objectKey,
      dataKey: box.seal(dataKey.toString('base64'), placeOf(tenantId, id)),
      authorKind: author.kind,
      authorId: author.id,
      createdAt: new Date(at),
    },
  });
  return id;
}

/** An export that may be written or read, with its decrypted data key; null when its grant is not in force any more. */
export async function openExport(
  { tx, tenantId }: TenantUnit,
  box: SecretBox,
  id: string,
  at: number,
): Promise<{ readonly row: TrainingExport & { readonly objectKey: string }; readonly dataKey: Buffer } | null> {
  const row = await tx.trainingExport.findFirst({
    where: { tenantId, id, state: { not: 'deleted' } },
    include: { grant: true },
  });
  if (row?.dataKey == null || row.objectKey === null || !isInForce(row.grant, at)) return null;
  return {
    row: { ...row, objectKey: row.objectKey },
    dataKey: Buffer.from(box.open(row.dataKey, placeOf(tenantId, id)), 'base64'),
  };
}

interface Example {
  readonly messages: readonly { readonly role: 'user' | 'assistant'; readonly content: string }[];
}

export interface Batch {
  readonly examples: readonly Example[];
  /** Conversations left out: no consent, a restricted contact, or nothing usable in it. */
  readonly leftOut: { readonly consent: number; readonly restricted: number; readonly empty: number };
  /** Id of the last conversation. */
  readonly last: string;
}

/**
 * The examples of the next conversations (closed ones, in order of id): the texts of the contact and of people, with
 * personal data masked, without deleted content.
 * @param after `last` of the batch before.
 * @returns null when there are no more conversations.
 */
export async function nextExamples(unit: TenantUnit, after: string | null, limit: number): Promise<Batch | null> {
  const { tx, tenantId } = unit;
  const rows = await tx.conversation.findMany({
    where: { tenantId, phase: { in: ['closed', 'archived'] }, ...(after === null ? {} : { id: { gt: after } }) },
    orderBy: { id: 'asc' },
    take: limit,
    select: { id: true, contactId: true },
  });
  const last = rows.at(-1)?.id;
  if (last === undefined) return null;
  const contacts = new Map(
    (
      await tx.contact.findMany({
        where: { tenantId, id: { in: rows.map(row => row.contactId) } },
        select: { id: true, trainingConsent: true, restricted: true },
      })
    ).map(contact => [contact.id, contact]),
  );
  const leftOut = { consent: 0, restricted: 0, empty: 0 };
  const examples: Example[] = [];
  for (const { id, contactId } of rows) {
    const contact = contacts.get(contactId);
    if (contact?.restricted === true) leftOut.restricted += 1;
    else if (contact?.trainingConsent !== true) leftOut.consent += 1;
    else {
      const example = await exampleOf(unit, id);
      if (example === null) leftOut.empty += 1;
      else examples.push(example);
    }
  }
  return { examples, leftOut, last };
}

const TALKED = statement('training_talked', {
  takes: { conversation: uuid },
  gives: {
    direction: words<'inbound' | 'outbound'>(),
    kind: text,
    content: nullable(json<Readonly<Record<string, unknown>>>()),
    edited: nullable(json<unknown>()),
    revoked: bool,
  },
  sql: `
    SELECT m.direction, m.kind, m.content, ${REVISED}
    FROM message m
    WHERE m.tenant_id = (SELECT current_tenant())
      AND m.conversation_id = $conversation
      AND m.direction IN ('inbound', 'outbound')
      AND m.content_deleted_at IS NULL
      AND m.kind = 'text'
      AND (m.direction = 'inbound' OR m.author_id IS NOT NULL)
    ORDER BY m.received_at, m.id
    LIMIT 200`,
});

async function exampleOf(unit: TenantUnit, conversationId: string): Promise<Example | null> {
  const rows = await unit.run(TALKED, { conversation: conversationId });
  const messages = rows.flatMap(row => {
    // Edited and deleted messages: only what they read now is used.
    const text = wordsNow(row.kind, row.content, row);
    return text === null
      ? []
      : [{ role: row.direction === 'inbound' ? ('user' as const) : ('assistant' as const), content: masked(text) }];
  });
  return messages.some(message => message.role === 'user') && messages.some(message => message.role === 'assistant')
    ? { messages }
    : null;
}

/** Marks an export as done. @returns false when it was ended meanwhile: the caller has to delete the file. */
export async function finishExport(
  { tx, tenantId }: TenantUnit,
  id: string,
  found: {
    readonly examples: number;
    readonly leftOut: Readonly<Record<string, number>>;
    readonly size: number;
    readonly sha256: string;
  },
  at: number,
): Promise<boolean> {
  const { count } = await tx.trainingExport.updateMany({
    where: { tenantId, id, state: 'running' },
    data: { ...found, leftOut: { ...found.leftOut }, state: 'done', endedAt: new Date(at) },
  });
  return count > 0;
}

const MOST_EXPORTS = 100;

/** The latest 100 exports, deleted ones included. */
export function listExports({ tx, tenantId }: TenantUnit): Promise<TrainingExport[]> {
  return tx.trainingExport.findMany({
    where: { tenantId },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: MOST_EXPORTS,
  });
}

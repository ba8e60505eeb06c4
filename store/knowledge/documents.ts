/**
 * Documents of the knowledge base (articles, files, pages): versions, approval, publishing. Only published ones are
 * found.
 */
import type { Verdict } from '../../domain/access/four-eyes.ts';
import type { TenantUnit } from '../db/database.ts';
import type { KbDocument, KbVersion } from '../generated/client.ts';
import { newId } from '../db/ids.ts';
import type { Approvals, Subject } from '../access/approvals.ts';
import { agree, approvalsOf, voidApprovals } from '../access/approvals.ts';
import { indexPassages, removePassages } from './index-passages.ts';
import { passagesOf } from './passages.ts';

export const AUDIENCES = ['customer', 'internal'] as const;
export type Audience = (typeof AUDIENCES)[number];
type VersionState = 'draft' | 'waiting' | 'published' | 'declined' | 'superseded' | 'unpublished';

/** Who wrote a version; `id` is null when no person or API key is known. */
export interface Author {
  readonly kind: string;
  readonly id: string | null;
}

/** Undefined fields stay as they are; a document is only found between `validFrom` and `validUntil`. */
export interface Settings {
  readonly language?: string | undefined;
  readonly audience?: Audience | undefined;
  readonly validFrom?: Date | null | undefined;
  readonly validUntil?: Date | null | undefined;
}

export interface NewDocument extends Settings {
  readonly kind: 'article' | 'file' | 'page';
  readonly title: string;
  readonly body: string;
  readonly language: string;
  readonly audience: Audience;
  readonly url?: string | null;
  readonly sourceId?: string | null;
  readonly contentHash?: string | null;
}

export interface DocumentView {
  readonly id: string;
  readonly kind: KbDocument['kind'];
  readonly title: string;
  readonly language: string;
  readonly audience: Audience;
  readonly url: string | null;
  readonly sourceId: string | null;
  readonly validFrom: string | null;
  readonly validUntil: string | null;
  readonly publishedVersion: number | null;
  readonly lastVersion: number;
  readonly state: VersionState;
  readonly updatedAt: string;
}

const lastState = (row: KbDocument & { versions: Pick<KbVersion, 'version' | 'state'>[] }): VersionState =>
  (row.versions.find(each => each.version === row.lastVersion)?.state ?? 'draft') as VersionState;

const viewOf = (row: KbDocument & { versions: Pick<KbVersion, 'version' | 'state'>[] }): DocumentView => ({
  id: row.id,
  kind: row.kind,
  title: row.title,
  language: row.language,
  audience: row.audience as Audience,
  url: row.url,
  sourceId: row.sourceId,
  validFrom: row.validFrom?.toISOString() ?? null,
  validUntil: row.validUntil?.toISOString() ?? null,
  publishedVersion: row.publishedVersion,
  lastVersion: row.lastVersion,
  state: lastState(row),
  updatedAt: row.updatedAt.toISOString(),
});

const WITH_STATES = { versions: { select: { version: true, state: true } } } as const;

/** A page of documents, latest change first. @param sourceId only those of this source. */
export async function listDocuments(
  { tx, tenantId }: TenantUnit,
  after: { readonly at: string; readonly id: string } | null,
  limit: number,
  sourceId?: string,
): Promise<DocumentView[]> {
  const mark = after === null ? null : new Date(after.at);
  const rows = await tx.kbDocument.findMany({
    where: {
      tenantId,
      ...(sourceId === undefined ? {} : { sourceId }),
      ...(mark === null || after === null
        ? {}
        : { OR: [{ updatedAt: { lt: mark } }, { updatedAt: mark, id: { lt: after.id } }] }),
    },
    include: WITH_STATES,
    orderBy: [{ updatedAt: 'desc' }, { id: 'desc' }],
    take: limit,
  });
  return rows.map(viewOf);
}

export type WholeDocument = DocumentView & {
  readonly versions: readonly (KbVersion & { readonly approvals: Approvals | null })[];
};

/** A document with its latest 50 versions. */
export async function findDocument(unit: TenantUnit, id: string): Promise<WholeDocument | null> {
  const row = await unit.tx.kbDocument.findFirst({
    where: { tenantId: unit.tenantId, id },
    include: { versions: { orderBy: { version: 'desc' }, take: 50 } },
  });
  if (row === null) return null;
  const waiting = row.versions
    .filter(each => each.state === 'waiting')
    .map(each => ({ subject: subjectOf(id, each.version), author: authorOf(each) }));
  const approvals = await approvalsOf(unit, waiting);
  return {
    ...viewOf(row),
    versions: row.versions.map(each => ({ ...each, approvals: approvals.get(subjectOf(id, each.version).id) ?? null })),
  };
}

const authorOf = (row: KbVersion): Author => ({ kind: row.authorKind, id: row.authorId });
const subjectOf = (documentId: string, version: number): Subject => ({
  kind: 'kb_version',
  id: `${documentId}/${version}`,
});

/** Adds a document with a first version, as a draft. @param at epoch milliseconds. @returns its id. */
export async function addDocument(
  unit: TenantUnit,
  { body, ...wanted }: NewDocument,
  author: Author,
  at: number,
): Promise<string> {
  const { tx, tenantId } = unit;
  const [id, when] = [newId(), new Date(at)];
  await tx.kbDocument.create({
    data: {
      id,
      tenantId,
      ...wanted,
      url: wanted.url ?? null,
      sourceId: wanted.sourceId ?? null,
      contentHash: wanted.contentHash ?? null,
      validFrom: wanted.validFrom ?? null,
      validUntil: wanted.validUntil ?? null,
      lastVersion: 1,
      createdAt: when,
      updatedAt: when,
    },
  });
  await tx.kbVersion.create({
    data: {
      tenantId,
      documentId: id,
      version: 1,
      title: wanted.title,
      body,
      state: 'draft',
      authorKind: author.kind,
      authorId: author.id,
      createdAt: when,
    },
  });
  return id;
}

/** Locks a document, so that concurrent changes come one after the other. */
async function lock({ tx, tenantId }: TenantUnit, id: string): Promise<KbDocument | null> {
  await tx.$queryRaw`
    SELECT 1 AS locked
    FROM kb_document
    WHERE tenant_id = ${tenantId}::uuid AND id = ${id}::uuid
    FOR UPDATE`;
  return tx.kbDocument.findFirst({ where: { tenantId, id } });
}

/**
 * Writes the next version, as a draft; earlier drafts and versions that wait are superseded.
 * @param seen the newest version that the author knows.
 * @param at epoch milliseconds.
 * @returns the version; null when there is a newer one than `seen`.
 */
export async function writeVersion(
  unit: TenantUnit,
  id: string,
  seen: number,
  { title, body }: { readonly title: string; readonly body: string },
  author: Author,
  at: number,
): Promise<number | 'unknown' | null> {
  const row = await lock(unit, id);
  if (row === null) return 'unknown';
  if (row.lastVersion !== seen) return null;
  const { tx, tenantId } = unit;
  const version = seen + 1;
  await tx.kbVersion.updateMany({
    where: { tenantId, documentId: id, state: { in: ['draft', 'waiting'] } },
    data: { state: 'superseded' },
  });
  await tx.kbVersion.create({
    data: {
      tenantId,
      documentId: id,
      version,
      title,
      body,
      state: 'draft',
      authorKind: author.kind,
      authorId: author.id,
      createdAt: new Date(at),
    },
  });
  await tx.kbDocument.updateMany({ where: { tenantId, id }, data: { lastVersion: version, updatedAt: new Date(at) } });
  return version;
}

/**
 * Changes language, audience and validity; a published document changes at once. With the four-eyes principle, a
 * published document cannot be made to reach more people or last longer this way (`needs_approval`): it has to be
 * unpublished first, and published anew. A version that waits for approval becomes a draft again, since nobody has
 * approved it with these settings.
 * @param at epoch milliseconds.
 * @param fourEyes whether a second person must approve.
 */
export async function changeSettings(
  unit: TenantUnit,
  id: string,
  settings: Settings,
  at: number,
  fourEyes: boolean,
): Promise<'changed' | 'unknown' | 'needs_approval'> {
  const { tx, tenantId } = unit;
  const before = await lock(unit, id);
  if (before === null) return 'unknown';
  const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
  if (fourEyes && before.publishedVersion !== null && reachesMore(before, { ...before, ...given }))
    return 'needs_approval';
  await tx.kbDocument.updateMany({ where: { tenantId, id }, data: { ...given, updatedAt: new Date(at) } });
  if (fourEyes) await takeBack(unit, before, at);
  if (before.publishedVersion !== null) await index(unit, id, before.publishedVersion);
  return 'changed';
}

type Reach = Pick<KbDocument, 'language' | 'audience' | 'validFrom' | 'validUntil'>;

/** Whether a document reaches people, or is valid at times, that it did not before. */
function reachesMore(before: Reach, after: Reach): boolean {
  const from = ({ validFrom }: Reach): number => validFrom?.getTime() ?? -Infinity;
  const until = ({ validUntil }: Reach): number => validUntil?.getTime() ?? Infinity;
  return (
    (after.audience !== before.audience && after.audience !== 'internal') ||
    after.language !== before.language ||
    from(after) < from(before) ||
    until(after) > until(before)
  );
}

/** Turns a version that waits for approval back into a draft. */
async function takeBack(unit: TenantUnit, { id, lastVersion }: KbDocument, at: number): Promise<void> {
  const { count } = await unit.tx.kbVersion.updateMany({
    where: { tenantId: unit.tenantId, documentId: id, version: lastVersion, state: 'waiting' },
    data: { state: 'draft' },
  });
  if (count > 0) await voidApprovals(unit, subjectOf(id, lastVersion), at);
}

export type Publishing =
  'published' | 'waiting' | 'unknown' | 'not_newest' | 'published_already' | Exclude<Verdict, { kind: 'approved' }>;

/**
 * Publishes the newest version. With the four-eyes principle, the first call makes it wait for approval (`waiting`),
 * and a further call, by another administrator, counts as an approval; the last one that is required publishes it.
 * @param at epoch milliseconds.
 * @param fourEyes whether a second person must approve.
 */
export async function publish(
  unit: TenantUnit,
  id: string,
  version: number,
  author: Author,
  at: number,
  fourEyes: boolean,
): Promise<Publishing> {
  const row = await lock(unit, id);
  if (row === null) return 'unknown';
  if (row.lastVersion !== version) return 'not_newest';
  const { tx, tenantId } = unit;
  const wanted = await tx.kbVersion.findFirstOrThrow({ where: { tenantId, documentId: id, version } });
  if (wanted.state === 'published') return 'published_already';
  const where = { documentId_version: { documentId: id, version } };
  if (fourEyes) {
    if (wanted.state !== 'waiting') {
      await voidApprovals(unit, subjectOf(id, version), at);
      await tx.kbVersion.update({ where, data: { state: 'waiting', authorKind: author.kind, authorId: author.id } });
      return 'waiting';
    }
    if (author.id === null) return { kind: 'refused', why: 'not_a_person' };
    const verdict = await agree(
      unit,
      { subject: subjectOf(id, version), author: authorOf(wanted) },
      { kind: author.kind, id: author.id },
      at,
    );
    if (verdict.kind !== 'approved') return verdict;
  }
  await tx.kbVersion.updateMany({
    where: { tenantId, documentId: id, state: 'published' },
    data: { state: 'superseded' },
  });
  await tx.kbVersion.update({ where, data: { state: 'published', approverId: author.id, decidedAt: new Date(at) } });
  await tx.kbDocument.updateMany({
    where: { tenantId, id },
    data: { publishedVersion: version, title: wanted.title, updatedAt: new Date(at) },
  });
  await index(unit, id, version);
  return 'published';
}

/** Declines a version that waits for approval. @param at epoch milliseconds. @returns false when it does not wait. */
export async function decline(
  unit: TenantUnit,
  id: string,
  version: number,
  approverId: string,
  at: number,
): Promise<boolean> {
  await lock(unit, id);
  const { count } = await unit.tx.kbVersion.updateMany({
    where: { tenantId: unit.tenantId, documentId: id, version, state: 'waiting' },
    data: { state: 'declined', approverId, decidedAt: new Date(at) },
  });
  if (count > 0) await voidApprovals(unit, subjectOf(id, version), at);
  return count > 0;
}

/**
 * From the commit on it is not found any more. @param at epoch milliseconds. @returns false when it is not published.
 */
export async function unpublish(unit: TenantUnit, id: string, at: number): Promise<boolean> {
  const row = await lock(unit, id);
  if (row?.publishedVersion == null) return false;
  await removePassages(unit, id);
  await unit.tx.kbVersion.updateMany({
    where: { tenantId: unit.tenantId, documentId: id, state: 'published' },
    data: { state: 'unpublished' },
  });
  await unit.tx.kbDocument.updateMany({
    where: { tenantId: unit.tenantId, id },
    data: { publishedVersion: null, updatedAt: new Date(at) },
  });
  return true;
}

/** Deletes a document with its passages. @returns false when there is no such document. */
export async function removeDocument(unit: TenantUnit, id: string): Promise<boolean> {
  if ((await lock(unit, id)) === null) return false;
  await removePassages(unit, id);
  await unit.tx.kbDocument.deleteMany({ where: { tenantId: unit.tenantId, id } });
  return true;
}

async function index(unit: TenantUnit, documentId: string, version: number): Promise<void> {
  const { tx, tenantId } = unit;
  const [document, wanted] = [
    await tx.kbDocument.findFirstOrThrow({ where: { tenantId, id: documentId } }),
    await tx.kbVersion.findFirstOrThrow({ where: { tenantId, documentId, version } }),
  ];
  await indexPassages(
    unit,
    {
      documentId,
      version,
      language: document.language,
      audience: document.audience,
      validFrom: document.validFrom,
      validUntil: document.validUntil,
    },
    passagesOf(wanted.title, wanted.body),
  );
}

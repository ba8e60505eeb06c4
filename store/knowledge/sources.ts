/** Sources from which documents are imported: a file, or the pages of a site; read again in rounds, as they change. */
import { wantsAiFourEyes } from '../access/ai-four-eyes.ts';
import type { TenantUnit } from '../db/database.ts';
import type { KbSource, KbSourcePage } from '../generated/client.ts';
import { newId } from '../db/ids.ts';
import type { SecretBox, SecretPlace } from '../db/secret-box.ts';
import type { Audience, Author } from './documents.ts';
import { addDocument, publish, removeDocument, unpublish, writeVersion } from './documents.ts';

const placeOf = (tenantId: string, rowId: string): SecretPlace => ({ tenantId, column: 'kb_source.data_key', rowId });

export interface NewSource {
  readonly kind: 'file' | 'site';
  readonly name: string;
  readonly url: string | null;
  readonly language: string | null;
  readonly audience: Audience;
  readonly maxPages: number;
  /** Hours after which it is read again; null for only on request. */
  readonly refreshHours: number | null;
  /** Whether imported documents are published, or left as drafts. */
  readonly publish: boolean;
  readonly file: {
    readonly objectKey: string;
    readonly dataKey: Buffer;
    readonly mime: string;
    readonly size: number;
  } | null;
}

/** A source as the API shows it, with the progress and problems of its latest round. */
export interface SourceView {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly url: string | null;
  readonly state: string;
  readonly round: number;
  readonly refreshHours: number | null;
  readonly done: number;
  readonly total: number;
  /** Pages that could not be read, and what was left out for being too long; at most 100. */
  readonly problems: readonly {
    readonly url: string;
    readonly code: string;
    readonly leftOut: { readonly letters: number; readonly from: string } | null;
  }[];
  /** Until when it would be read if its address is not https at port 443; ISO 8601. */
  readonly insecureUntil: string;
  readonly createdAt: string;
  readonly endedAt: string | null;
}

/** Adds a source, with its first round running. @param at epoch milliseconds. @returns its id. */
export async function addSource(
  { tx, tenantId }: TenantUnit,
  box: SecretBox,
  { file, ...source }: NewSource,
  author: { readonly kind: string; readonly id: string },
  at: number,
): Promise<string> {
  const id = newId();
  await tx.kbSource.create({
    data: {
      id,
      tenantId,
      ...source,
      state: 'running',
      round: 1,
      authorKind: author.kind,
      authorId: author.id,
      createdAt: new Date(at),
      ...(file === null
        ? {}
        : {
            objectKey: file.objectKey,
            mime: file.mime,
            size: file.size,
            dataKey: box.seal(file.dataKey.toString('base64'), placeOf(tenantId, id)),
          }),
    },
  });
  await tx.kbSourcePage.create({
    data: { tenantId, sourceId: id, url: source.url ?? source.name, round: 1, place: 0, depth: 0, state: 'waiting' },
  });
  return id;
}

/**
 * How long after the end of this round a source is to be read again, milliseconds; null when it is only read on
 * request, or a later round has begun.
 */
export async function refreshAfter({ tx, tenantId }: TenantUnit, id: string, round: number): Promise<number | null> {
  const row = await tx.kbSource.findFirst({
    where: { tenantId, id, round, state: { in: ['done', 'failed'] } },
    select: { refreshHours: true },
  });
  return row?.refreshHours == null ? null : row.refreshHours * 3_600_000;
}

/**
 * Begins another round of a source.
 * @param after if given, only when this round is the latest.
 * @returns the new round; null when there is no such source, a round is running, or `after` is not the latest.
 */
export async function repeatSource({ tx, tenantId }: TenantUnit, id: string, after?: number): Promise<number | null> {
  const [row] = await tx.kbSource.updateManyAndReturn({
    where: { tenantId, id, state: { in: ['done', 'failed'] }, ...(after === undefined ? {} : { round: after }) },
    data: { state: 'running', round: { increment: 1 }, endedAt: null },
    select: { round: true, url: true, name: true },
  });
  if (row === undefined) return null;
  await tx.kbSourcePage.updateMany({
    where: { tenantId, sourceId: id, depth: 0 },
    data: { state: 'waiting', round: row.round, place: 0 },
  });
  return row.round;
}

function problemOf({ url, problem, leftOutLetters, leftOutFrom }: KbSourcePage): SourceView['problems'][number][] {
  if (leftOutLetters !== null)
    return [{ url, code: 'cut', leftOut: { letters: leftOutLetters, from: leftOutFrom ?? '' } }];
  return problem === null ? [] : [{ url, code: problem, leftOut: null }];
}

const viewOf = (row: KbSource & { pages: KbSourcePage[] }): SourceView => {
  const seen = row.pages.filter(page => page.round === row.round);
  const pages = seen.filter(page => page.state !== 'left_out');
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    url: row.url,
    state: row.state,
    round: row.round,
    refreshHours: row.refreshHours,
    done: pages.filter(page => page.state !== 'waiting').length,
    total: pages.length,
    problems: seen.flatMap(problemOf).slice(0, 100),
    insecureUntil: (row.insecureUntil ?? row.createdAt).toISOString(),
    createdAt: row.createdAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
  };
};

/** The latest 100 sources, newest first. @param id lists only this one. */
export async function listSources({ tx, tenantId }: TenantUnit, id?: string): Promise<SourceView[]> {
  return (
    await tx.kbSource.findMany({
      where: { tenantId, ...(id === undefined ? {} : { id }), state: { not: 'removed' } },
      include: { pages: { orderBy: { place: 'asc' } } },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: 100,
    })
  ).map(viewOf);
}

/** All sites from which the tenant imports documents; `insecureUntil` as in `SourceView`. */
export async function sitesOf({
  tx,
  tenantId,
}: TenantUnit): Promise<{ id: string; url: string; insecureUntil: string }[]> {
  const rows = await tx.kbSource.findMany({
    where: { tenantId, url: { not: null }, state: { not: 'removed' } },
    select: { id: true, url: true, insecureUntil: true, createdAt: true },
    orderBy: { createdAt: 'desc' },
  });
  return rows.map(({ id, url, insecureUntil, createdAt }) => ({
    id,
    url: url ?? '',
    insecureUntil: (insecureUntil ?? createdAt).toISOString(),
  }));
}

/**
 * Removes a source with all its documents.
 * @returns the key of its file in the object store, which the caller has to remove; null when it has none, undefined
 * when there is no such source.
 */
export async function removeSource(unit: TenantUnit, id: string): Promise<string | null | undefined> {
  const { tx, tenantId } = unit;
  const row = await tx.kbSource.findFirst({ where: { tenantId, id } });
  if (row === null) return undefined;
  for (const document of await tx.kbDocument.findMany({ where: { tenantId, sourceId: id }, select: { id: true } }))
    await removeDocument(unit, document.id);
  await tx.kbSource.deleteMany({ where: { tenantId, id } });
  return row.objectKey;
}

export interface PageOrder {
  readonly source: KbSource;
  readonly page: KbSourcePage;
  readonly dataKey: Buffer | null;
}

/** The next page of a round; null when none waits, or the round is over. */
export async function nextPage(
  { tx, tenantId }: TenantUnit,
  box: SecretBox,
  sourceId: string,
  round: number,
): Promise<PageOrder | null> {
  const source = await tx.kbSource.findFirst({ where: { tenantId, id: sourceId, round, state: 'running' } });
  const page =
    source === null
      ? null
      : await tx.kbSourcePage.findFirst({
          where: { tenantId, sourceId, round, state: 'waiting' },
          orderBy: { place: 'asc' },
        });
  return source === null || page === null
    ? null
    : {
        source,
        page,
        dataKey:
          source.dataKey === null ? null : Buffer.from(box.open(source.dataKey, placeOf(tenantId, sourceId)), 'base64'),
      };
}

interface Extracted {
  readonly title: string;
  /** Markdown. */
  readonly body: string;
  readonly language: string;
  readonly contentHash: string;
  readonly etag: string | null;
  /** Pages of the same site that it links to. */
  readonly links: readonly string[];
  /** What exceeded the longest article allowed: how many letters, and how it begins; null when nothing did. */
  readonly leftOut: { readonly letters: number; readonly from: string } | null;
}

/** The result of reading a page. */
export type PageResult =
  | { readonly kind: 'read'; readonly found: Extracted }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'failed'; readonly code: string };

/**
 * Records the result of reading a page: its document gets a new version if the content has changed, and pages that it
 * links to are queued. Does nothing when the round is over.
 * @param at epoch milliseconds.
 */
export async function notePage(
  unit: TenantUnit,
  { source, page }: PageOrder,
  result: PageResult,
  at: number,
): Promise<void> {
  const { tx, tenantId } = unit;
  await tx.$queryRaw`
    SELECT 1 AS locked
    FROM kb_source
    WHERE tenant_id = ${tenantId}::uuid AND id = ${source.id}::uuid
    FOR UPDATE`;
  if ((await tx.kbSource.count({ where: { tenantId, id: source.id, round: source.round, state: 'running' } })) === 0)
    return;
  const where = { sourceId_url: { sourceId: source.id, url: page.url } };
  if (result.kind !== 'read') {
    await tx.kbSourcePage.update({
      where,
      data:
        result.kind === 'unchanged'
          ? { state: 'unchanged', problem: null }
          : { state: 'failed', problem: result.code, leftOutLetters: null, leftOutFrom: null },
    });
    return;
  }
  const { found } = result;
  await tx.kbSourcePage.update({
    where,
    data: {
      state: found.contentHash === page.contentHash ? 'unchanged' : 'done',
      problem: null,
      etag: found.etag,
      contentHash: found.contentHash,
      leftOutLetters: found.leftOut?.letters ?? null,
      leftOutFrom: found.leftOut?.from ?? null,
    },
  });
  if (found.contentHash !== page.contentHash) await follow(unit, source, page.url, found, at);
  await awaitLinks(unit, source, page, found.links);
}

/** How many of the pages beyond a source's limit are recorded. */
const MOST_LEFT_OUT = 100;

async function awaitLinks(
  { tx, tenantId }: TenantUnit,
  { id: sourceId, round, maxPages }: KbSource,
  { depth }: KbSourcePage,
  links: readonly string[],
): Promise<void> {
  let place = await tx.kbSourcePage.count({ where: { tenantId, sourceId, round, state: { not: 'left_out' } } });
  let leftOut =
    place < maxPages ? 0 : await tx.kbSourcePage.count({ where: { tenantId, sourceId, round, state: 'left_out' } });
  for (const url of links) {
    if (place >= maxPages && leftOut >= MOST_LEFT_OUT) return;
    const known = await tx.kbSourcePage.findUnique({
      where: { sourceId_url: { sourceId, url } },
      select: { round: true },
    });
    if (known?.round === round) continue;
    const isRoom = place < maxPages;
    const noted = {
      round,
      place,
      depth: depth + 1,
      state: isRoom ? 'waiting' : 'left_out',
      problem: isRoom ? null : 'over_page_limit',
    };
    await tx.kbSourcePage.upsert({
      where: { sourceId_url: { sourceId, url } },
      create: { tenantId, sourceId, url, ...noted },
      update: noted,
    });
    if (isRoom) place += 1;
    else leftOut += 1;
  }
}

/** Creates the document of a page, or writes its next version, and publishes it if the source says so. */
async function follow(
  unit: TenantUnit,
  source: KbSource,
  url: string,
  { title, body, language, contentHash }: Extracted,
  at: number,
): Promise<void> {
  const { tx, tenantId } = unit;
  const author: Author = { kind: source.authorKind, id: source.authorId };
  const known = await tx.kbDocument.findFirst({ where: { tenantId, sourceId: source.id, url } });
  const id =
    known?.id ??
    (await addDocument(
      unit,
      {
        kind: source.kind === 'file' ? 'file' : 'page',
        title,
        body,
        language,
        audience: source.audience as Audience,
        url,
        sourceId: source.id,
        contentHash,
      },
      author,
      at,
    ));
  const version = known === null ? 1 : await writeVersion(unit, id, known.lastVersion, { title, body }, author, at);
  if (typeof version === 'number' && source.publish)
    await publish(unit, id, version, author, at, await wantsAiFourEyes(unit));
}

/**
 * Ends a round, and unpublishes the documents of pages that it did not find any more.
 * @param at epoch milliseconds.
 * @returns false when this round is not running.
 */
export async function endRound(unit: TenantUnit, sourceId: string, round: number, at: number): Promise<boolean> {
  const { tx, tenantId } = unit;
  const pages = await tx.kbSourcePage.findMany({ where: { tenantId, sourceId } });
  const first = pages.find(page => page.depth === 0);
  const state = first?.state === 'failed' ? 'failed' : 'done';
  const { count } = await tx.kbSource.updateMany({
    where: { tenantId, id: sourceId, round, state: 'running' },
    data: { state, endedAt: new Date(at) },
  });
  if (count === 0) return false;
  // If not even the first page could be read, the other pages are not considered gone.
  if (state === 'done')
    for (const { url, problem, round: seen, state: last } of pages) {
      if (seen === round && problem !== 'gone' && last !== 'left_out') continue;
      const document = await tx.kbDocument.findFirst({
        where: { tenantId, sourceId, url, publishedVersion: { not: null } },
        select: { id: true },
      });
      if (document !== null) await unpublish(unit, document.id, at);
      if (document !== null)
        await tx.kbSourcePage.updateMany({
          where: { tenantId, sourceId, url },
          data: { contentHash: null, etag: null },
        });
    }
  return true;
}

/** Running rounds, which a workflow has to continue; at most 1,000. */
export async function runningSources({ tx, tenantId }: TenantUnit): Promise<{ id: string; round: number }[]> {
  return tx.kbSource.findMany({
    where: { tenantId, state: 'running' },
    select: { id: true, round: true },
    take: 1_000,
  });
}

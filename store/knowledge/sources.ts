/** Where documents are brought in from: a file, or the pages of a site; again and again, as sources change. */
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
  /** Looked at again after so many hours; null: when somebody says so. */
  readonly refreshHours: number | null;
  /** Whether what is found is published, or a draft. */
  readonly publish: boolean;
  readonly file: {
    readonly objectKey: string;
    readonly dataKey: Buffer;
    readonly mime: string;
    readonly size: number;
  } | null;
}

/** What a source is at the moment, with what became of its pages in the last round. */
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
  /** What could not be read, and what was left out because it is too much. */
  readonly problems: readonly {
    readonly url: string;
    readonly code: string;
    readonly leftOut: { readonly letters: number; readonly from: string } | null;
  }[];
  /** How long it would be read were its address not https at port 443. */
  readonly insecureUntil: string;
  readonly createdAt: string;
  readonly endedAt: string | null;
}

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
 * When a source is to be looked at again by itself after this round ended, milliseconds; null: it is not, or a later
 * round has begun.
 */
export async function refreshAfter({ tx, tenantId }: TenantUnit, id: string, round: number): Promise<number | null> {
  const row = await tx.kbSource.findFirst({
    where: { tenantId, id, round, state: { in: ['done', 'failed'] } },
    select: { refreshHours: true },
  });
  return row?.refreshHours == null ? null : row.refreshHours * 3_600_000;
}

/**
 * Looks at a source once more.
 * @param after the round that must be the latest.
 * @returns the round; null when there is no such source, or one is under way.
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

/** The newest first. */
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

/** All sites a tenant has its documents from. */
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
 * Removes a source with all that came from it. @returns the key of its file; undefined when there is no such source.
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
  /** Pages it links to, of the same site. */
  readonly links: readonly string[];
  /** What is more than an article may have; null: nothing. */
  readonly leftOut: { readonly letters: number; readonly from: string } | null;
}

/** What came of a page. */
export type PageResult =
  | { readonly kind: 'read'; readonly found: Extracted }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'failed'; readonly code: string };

/**
 * Writes down what came of a page: its document follows, and the pages it links to wait. Of a round that is over
 * nothing is written.
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

/** Of pages that a source has no room for, so many are named. */
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

/** The document of a page gets its next version. */
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

/** Ends a round: what is not there any more is not found any more. @returns false when there is nothing to end. */
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
  // A site that did not answer at all has not lost its pages.
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

/** Rounds somebody has to carry on. */
export async function runningSources({ tx, tenantId }: TenantUnit): Promise<{ id: string; round: number }[]> {
  return tx.kbSource.findMany({
    where: { tenantId, state: 'running' },
    select: { id: true, round: true },
    take: 1_000,
  });
}

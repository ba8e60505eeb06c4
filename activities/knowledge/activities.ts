import { createHash } from 'node:crypto';
import { Context } from '@temporalio/activity';
import type { Database } from '../../store/db/database.ts';
import type { PageOrder, PageResult } from '../../store/knowledge/sources.ts';
import { endRound, nextPage, notePage, refreshAfter, repeatSource } from '../../store/knowledge/sources.ts';
import { openWhole } from '../../store/media/cipher.ts';
import type { ObjectStore } from '../../store/media/object-store.ts';
import { unitOfWork } from '../../store/db/retries.ts';
import { languageOf } from '../../store/knowledge/language.ts';
import type { SecretBox } from '../../store/db/secret-box.ts';
import type { KnowledgeActivities } from '../../workflows/contract.ts';
import { withHeartbeat } from '../heartbeat.ts';
import type { ExtractOrder, Extractor } from './extract/extractor.ts';
import type { WaysOut } from '../net/guarded-agent.ts';
import { fetchPage } from './fetch-page.ts';
import { isSameSite } from '../../domain/knowledge/site.ts';
import { keptTexts } from './kept-texts.ts';

export interface KnowledgeDependencies {
  readonly database: Database;
  readonly box: SecretBox;
  readonly objects: ObjectStore;
  readonly extractor: Pick<Extractor, 'extract'>;
  /** Connects only to addresses that tenants may configure. */
  readonly outside: WaysOut;
  readonly clock: () => number | Promise<number>;
}

const HEARTBEAT_MS = 2_000;
const FALLBACK_LANGUAGE = 'en';

/**
 * Ingests the sources of the knowledge base, one page at a time. A page's result is stored together with the changes it
 * makes, so a killed worker repeats at most one page. A `round` is one pass over a source.
 */
export function knowledgeActivities({
  database,
  box,
  objects,
  extractor,
  outside,
  clock,
}: KnowledgeDependencies): KnowledgeActivities {
  const unitOf = unitOfWork(database);

  async function read(tenantId: string, { source, page, dataKey }: PageOrder, at: number): Promise<PageResult> {
    const found = await fetchBytes({ source, page, dataKey }, at);
    if ('kind' in found) return found;
    const { order, etag } = found;
    const outcome = await extractor.extract(order, { share: tenantId, signal: Context.current().cancellationSignal });
    if (!outcome.ok) return { kind: 'failed', code: outcome.code };
    const { title, body, leftOut } = keptTexts(outcome, source.name);
    // Links are rewritten to the host of the page's own address, so that a redirect from apex to www gives no page a
    // second address.
    const own = order.url === null ? [] : sameSite(outcome.links, page.url);
    return {
      kind: 'read',
      found: {
        title,
        body,
        language: source.language ?? languageOf(body) ?? FALLBACK_LANGUAGE,
        contentHash: createHash('sha256').update(`${title}\n${body}`).digest('hex'),
        etag,
        links: own,
        leftOut,
      },
    };
  }

  async function fetchBytes(
    { source, page, dataKey }: PageOrder,
    at: number,
  ): Promise<PageResult | { readonly order: ExtractOrder; readonly etag: string | null }> {
    if (source.objectKey !== null && dataKey !== null && source.size !== null && source.mime !== null) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of openWhole(objects, { objectKey: source.objectKey, dataKey, size: source.size }))
        chunks.push(chunk);
      return { order: { mime: source.mime, bytes: Buffer.concat(chunks), url: null, charset: null }, etag: null };
    }
    const fetched = await fetchPage(
      outside.for(source.insecureUntil, at),
      page.url,
      page.contentHash === null ? null : page.etag,
      Context.current().cancellationSignal,
    );
    if (fetched.kind !== 'page') return fetched;
    return {
      order: { mime: fetched.mime, bytes: fetched.bytes, url: fetched.url, charset: fetched.charset },
      etag: fetched.etag,
    };
  }

  return {
    async ingestNext({ tenantId, sourceId, round }) {
      const order = await unitOf(tenantId, unit => nextPage(unit, box, sourceId, round));
      const at = await clock();
      if (order === null) {
        await unitOf(tenantId, unit => endRound(unit, sourceId, round, at));
        return false;
      }
      await withHeartbeat(HEARTBEAT_MS, async () => {
        const result = await read(tenantId, order, at);
        await unitOf(tenantId, unit => notePage(unit, order, result, at));
      });
      return true;
    },

    refreshAfter: ({ tenantId, sourceId, round }) => unitOf(tenantId, unit => refreshAfter(unit, sourceId, round)),

    beginRound: ({ tenantId, sourceId, round }) => unitOf(tenantId, unit => repeatSource(unit, sourceId, round)),

    async giveUpPage({ tenantId, sourceId, round }) {
      const order = await unitOf(tenantId, unit => nextPage(unit, box, sourceId, round));
      const at = await clock();
      if (order !== null)
        await unitOf(tenantId, unit => notePage(unit, order, { kind: 'failed', code: 'unreadable' }, at));
    },
  };
}

/**
 * The links that stay on the site, without fragments and tracking parameters; links of an HTTPS page become HTTPS.
 */
function sameSite(links: readonly string[], base: string): string[] {
  const here = new URL(base);
  return [
    ...new Set(
      links.flatMap(link => {
        const url = new URL(link);
        url.hash = '';
        // With and without `www.` it is one site: each page is read once.
        if (isSameSite(url, here)) url.host = here.host;
        if (here.protocol === 'https:' && url.protocol === 'http:') url.protocol = 'https:';
        for (const name of [...url.searchParams.keys()])
          if (/^(utm_|fbclid|gclid)/.test(name)) url.searchParams.delete(name);
        return url.host === here.host &&
          /^https?:$/.test(url.protocol) &&
          url.href.length <= 500 &&
          !/\.(png|jpe?g|gif|svg|webp|css|js|zip|mp4|ico)$/i.test(url.pathname)
          ? [url.href]
          : [];
      }),
    ),
  ];
}

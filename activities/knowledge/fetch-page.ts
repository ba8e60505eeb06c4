/** Fetches a page that a tenant configured: from allowed addresses only, as robots.txt permits, and up to 5 MiB. */
import type { Dispatcher } from 'undici';
import { request } from 'undici';
import { isSameSite } from '../../domain/knowledge/site.ts';
import { allows, rulesFor } from '../../domain/knowledge/robots.ts';
import { readAtMost, readBeginning } from '../../domain/net/read-at-most.ts';
import { refusedAddressIn } from '../net/guarded-agent.ts';
import { sniffedMime } from './extract/decode-text.ts';

const AGENT = 'SigFollowBot';
const PAGE_BYTES = 5 * 1024 * 1024;
/** Redirects of robots.txt that are followed: as many as RFC 9309 asks for. */
const ROBOTS_REDIRECTS = 5;
/** At least this much of a robots.txt must be read; the rest may be ignored. Source: RFC 9309, 2.5. */
const ROBOTS_BYTES = 500 * 1024;
/** Of one request, and of a page with all its redirects and robots.txt. */
const TIMEOUT_MS = 15_000;
const PAGE_MS = 60_000;
const REDIRECTS = 5;

/**
 * `charset`: of the Content-Type header; `url`: after redirects; `unchanged`: the server's copy still has the given
 * ETag. `code`: robots, redirected_elsewhere, too_many_redirects, gone, too_large, unreachable, `http_` and the status,
 * or a `RefusedAddress`.
 */
export type Fetched =
  | {
      readonly kind: 'page';
      readonly bytes: Uint8Array;
      readonly mime: string;
      readonly charset: string | null;
      readonly etag: string | null;
      readonly url: string;
    }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'failed'; readonly code: string };

/** Types that servers use if they do not know better; `binary/octet-stream` is S3's default. */
const UNKNOWN = new Set([
  '',
  'application/octet-stream',
  'binary/octet-stream',
  'unknown/unknown',
  'application/unknown',
  'application/x-download',
  'application/force-download',
  '*/*',
]);

/**
 * Fetches one page. Redirects are followed on the same site only; the dispatcher checks each connection, including
 * those for redirects and robots.txt.
 * @param dispatcher one that connects to allowed addresses only (`guardedAgent`).
 * @param etag of the copy we have; null: none.
 * @throws only if the signal has aborted.
 */
export async function fetchPage(
  dispatcher: Dispatcher,
  address: string,
  etag: string | null,
  signal: AbortSignal,
): Promise<Fetched> {
  const inTime = AbortSignal.any([signal, AbortSignal.timeout(PAGE_MS)]);
  const isAllowed = robots(dispatcher, inTime);
  try {
    if (!(await isAllowed(address))) return { kind: 'failed', code: 'robots' };
    let url: URL = new URL(address);
    for (let hop = 0; hop <= REDIRECTS; hop++) {
      const response = await request(url, {
        dispatcher,
        signal: AbortSignal.any([inTime, AbortSignal.timeout(TIMEOUT_MS)]),
        headers: {
          'user-agent': AGENT,
          accept: 'text/html,text/markdown,text/plain,application/pdf;q=0.9',
          ...(etag === null ? {} : { 'if-none-match': etag }),
        },
      });
      const location = response.headers['location'];
      if (response.statusCode >= 300 && response.statusCode < 400 && typeof location === 'string') {
        await response.body.dump();
        const next = URL.canParse(location, url.href) ? new URL(location, url.href) : null;
        if (next === null || !isSameSite(next, url) || !/^https?:$/.test(next.protocol))
          return { kind: 'failed', code: 'redirected_elsewhere' };
        if (!(await isAllowed(next.href))) return { kind: 'failed', code: 'robots' };
        url = next;
        continue;
      }
      if (response.statusCode === 304) {
        await response.body.dump();
        return { kind: 'unchanged' };
      }
      if (response.statusCode !== 200) {
        await response.body.dump();
        return {
          kind: 'failed',
          code: response.statusCode === 404 || response.statusCode === 410 ? 'gone' : `http_${response.statusCode}`,
        };
      }
      const bytes = await readAtMost(response.body, PAGE_BYTES);
      if (bytes === null) return { kind: 'failed', code: 'too_large' };
      const type = String(response.headers['content-type'] ?? '');
      const [mime = ''] = type.split(';');
      return {
        kind: 'page',
        bytes,
        mime: UNKNOWN.has(mime.trim().toLowerCase()) ? sniffedMime(bytes) : mime.trim().toLowerCase(),
        charset: /;\s*charset\s*=\s*"?([\w:-]{1,40})/i.exec(type)?.[1] ?? null,
        etag: typeof response.headers['etag'] === 'string' ? response.headers['etag'] : null,
        url: url.href,
      };
    }
    return { kind: 'failed', code: 'too_many_redirects' };
  } catch (error) {
    const refused = refusedAddressIn(error);
    if (refused !== null) return { kind: 'failed', code: refused };
    if (signal.aborted) throw error;
    return { kind: 'failed', code: 'unreachable' };
  }
}

/**
 * Whether robots.txt allows an address; each origin's is read once. Source: RFC 9309, section 2.3.1: redirects are
 * followed, to other hosts too; a 5xx status forbids everything; any other status than 200, and more redirects than
 * five, count as no robots.txt, which allows everything.
 * @returns a function that throws if the server cannot be reached.
 */
function robots(dispatcher: Dispatcher, signal: AbortSignal): (address: string) => Promise<boolean> {
  const read = new Map<string, Promise<(path: string) => boolean>>();
  return async address => {
    const { origin, pathname, search } = new URL(address);
    const rules = read.get(origin) ?? readRobots(dispatcher, origin, signal);
    read.set(origin, rules);
    return (await rules)(`${pathname}${search}`);
  };
}

async function readRobots(
  dispatcher: Dispatcher,
  origin: string,
  signal: AbortSignal,
): Promise<(path: string) => boolean> {
  let url = new URL('/robots.txt', origin);
  for (let hop = 0; hop <= ROBOTS_REDIRECTS; hop++) {
    const response = await request(url, {
      dispatcher,
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
      headers: { 'user-agent': AGENT },
    });
    const bytes = await readBeginning(response.body, ROBOTS_BYTES);
    const location = response.headers['location'];
    const next = typeof location === 'string' && URL.canParse(location, url.href) ? new URL(location, url) : null;
    if (response.statusCode >= 300 && response.statusCode < 400 && next !== null && /^https?:$/.test(next.protocol)) {
      url = next;
      continue;
    }
    if (response.statusCode >= 500) return () => false;
    if (response.statusCode !== 200) return () => true;
    const rules = rulesFor(AGENT, new TextDecoder().decode(bytes));
    return path => allows(rules, path);
  }
  return () => true;
}

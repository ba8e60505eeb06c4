import type { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream';
import { constants, createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import OpenAI from 'openai';
import { fetch as undiciFetch, request } from 'undici';
import { readAtMost } from '../../domain/net/read-at-most.ts';
import { tooLarge, wholeEvents } from './event-stream.ts';
import type { ModelEndpoint } from './model-types.ts';

const KEPT_HEADERS = ['content-type', 'retry-after', 'x-request-id'];
/** Maximum bytes of a response, and of one with vectors. */
const ANSWER_LIMIT = 1_000_000;
const VECTORS_LIMIT = 20_000_000;

export interface OpenClient {
  readonly client: OpenAI;
  /** Whether the demo model answered. */
  readonly isDemo: () => boolean;
  /** The events of a streamed response, each complete; null: the response was not streamed. */
  readonly events: () => AsyncIterable<Uint8Array> | null;
}

type Endpoint = Pick<ModelEndpoint, 'baseUrl' | 'apiKey' | 'dispatcher'>;
type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** What is kept of a response besides what the SDK gets. */
interface Found {
  isDemo: boolean;
  events: AsyncIterable<Uint8Array> | null;
}

/**
 * An SDK client for one call of one endpoint: it makes no retries (Temporal does), follows no redirects, and reads
 * nothing from the environment. The SDK handles unexpected bodies inconsistently, so it only gets complete bodies of
 * limited size, and no streams.
 * @param wanted `stream`: a streamed response is left to be read by `events`; `whole`: it is read to its end, which is
 * then no valid answer.
 */
export function openClient(
  { baseUrl, apiKey, dispatcher }: Endpoint,
  timeoutMs: number,
  wanted: 'whole' | 'stream' = 'whole',
): OpenClient {
  const found: Found = { isDemo: false, events: null };
  const ask = wanted === 'whole' ? askForWhole(dispatcher, found) : askForStream(dispatcher, found);
  // Everything the SDK would read from the environment is given here: no other key or header may be sent along.
  const client = new OpenAI({
    baseURL: baseUrl,
    apiKey,
    organization: null,
    project: null,
    webhookSecret: null,
    logLevel: 'off',
    maxRetries: 0,
    timeout: timeoutMs,
    fetch: (url, init = {}) => ask(url as string, init),
  });
  return { client, isDemo: () => found.isDemo, events: () => found.events };
}

const askForWhole =
  (dispatcher: Endpoint['dispatcher'], found: Found): Fetch =>
  async (url, init) => {
    const response = await undiciFetch(url, { ...(await encoded(init)), dispatcher, redirect: 'error' });
    found.isDemo = response.headers.get('x-demo-model') === '1';
    const headers = kept(name => response.headers.get(name));
    const { body, status } = response;
    return new Response(
      body === null
        ? ''
        : await whole(body as AsyncIterable<Uint8Array>, url.endsWith('/embeddings') ? VECTORS_LIMIT : ANSWER_LIMIT),
      { status, headers },
    );
  };

/** Uses `request` instead of `fetch`, whose streams cost three times as much for many small pieces. */
const askForStream =
  (dispatcher: Endpoint['dispatcher'], found: Found): Fetch =>
  async (url, { method, headers: given, body: asked, signal }) => {
    const {
      statusCode: status,
      headers: told,
      body,
    } = await request(url, {
      method: method as 'POST',
      headers: { ...Object.fromEntries(new Headers(given)), 'accept-encoding': 'identity' },
      body: asked as string,
      signal: signal ?? null,
      dispatcher,
    });
    // A reader gets the error anyway; without a reader an unhandled `error` event would end the process.
    body.on('error', ignored);
    found.isDemo = told['x-demo-model'] === '1';
    const headers = kept(name => (told[name] === undefined ? null : String(told[name])));
    if (status >= 300) {
      // The text of an error is not kept.
      body.destroy();
      if (REDIRECTS.has(status)) throw new Error('the endpoint answered with a redirect');
      return new Response(null, { status, headers });
    }
    const bytes = decoded(body, told['content-encoding']);
    if (headers['content-type']?.startsWith('text/event-stream') !== true)
      return new Response(await whole(bytes, ANSWER_LIMIT), { status, headers });
    found.events = wholeEvents(bytes, ANSWER_LIMIT);
    return new Response(null, { status, headers });
  };

/** A form is encoded here: undici does not take one of Node's own, which is of another class. */
async function encoded(init: RequestInit): Promise<object> {
  if (!(init.body instanceof FormData)) return init;
  const form = new Response(init.body);
  const headers = new Headers(init.headers);
  headers.set('content-type', form.headers.get('content-type') ?? '');
  return { ...init, headers: Object.fromEntries(headers), body: new Uint8Array(await form.arrayBuffer()) };
}

const ignored = (): void => undefined;
const kept = (valueOf: (name: string) => string | null): Record<string, string> =>
  Object.fromEntries(
    KEPT_HEADERS.flatMap(name => {
      const value = valueOf(name);
      return value === null ? [] : [[name, value]];
    }),
  );

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** Like `fetch`: decoded data is passed on at once, and a missing end is not an error. */
const ZLIB = { flush: constants.Z_SYNC_FLUSH, finishFlush: constants.Z_SYNC_FLUSH };
const BROTLI = { flush: constants.BROTLI_OPERATION_FLUSH, finishFlush: constants.BROTLI_OPERATION_FLUSH };
const DECODERS = new Map<string, () => Transform>([
  ['gzip', () => createGunzip(ZLIB)],
  ['x-gzip', () => createGunzip(ZLIB)],
  ['deflate', () => createInflate(ZLIB)],
  ['br', () => createBrotliDecompress(BROTLI)],
]);

/** Some endpoints compress although they were asked not to. Unknown encodings are passed on unchanged. */
function decoded(body: Readable, encoding: string | string[] | undefined): Readable {
  const decoder = DECODERS.get(String(encoding).trim().toLowerCase());
  return decoder === undefined ? body : pipeline(body, decoder(), ignored).on('error', ignored);
}

async function whole(body: AsyncIterable<Uint8Array>, limit: number): Promise<string> {
  const bytes = await readAtMost(body, limit);
  if (bytes === null) throw tooLarge();
  return new TextDecoder().decode(bytes);
}

import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import OpenAI from 'openai';
import { request } from 'undici';
import { readAtMost } from '../../domain/read-at-most.ts';
import { tooLarge, wholeEvents } from './event-stream.ts';
import type { ModelEndpoint } from './model-types.ts';

const KEPT_HEADERS = ['content-type', 'retry-after', 'x-request-id'];
/** Bytes of an answer, and of one in vectors. */
const ANSWER_LIMIT = 1_000_000;
const VECTORS_LIMIT = 20_000_000;

export interface OpenClient {
  readonly client: OpenAI;
  /** Whether it was the demo model that answered. */
  readonly isDemo: () => boolean;
  /** The events of an answer that comes as a stream of them, whole and one by one; null: it came in one piece. */
  readonly events: () => AsyncIterable<Uint8Array> | null;
}

/**
 * The SDK for one call of one endpoint: it makes no retries (Temporal does), follows no redirects, and reads nothing from the
 * environment. Its own reading of a body that is not what it should be differs from case to case: it gets only what is whole
 * and small enough. Streams it does not get: word by word they would cost three times as much in the streams of `fetch`.
 * @param wanted a stream is left open for whoever asked for one; for others it is read, and is no answer.
 */
export function openClient({ baseUrl, apiKey, dispatcher }: Pick<ModelEndpoint, 'baseUrl' | 'apiKey' | 'dispatcher'>, timeoutMs: number, wanted: 'whole' | 'stream' = 'whole'): OpenClient {
  let [demo, events] = [false, null as AsyncIterable<Uint8Array> | null];
  const guarded = async (url: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const { statusCode: status, headers, body } = await request(url as string, {
      // The SDK writes its methods small, its headers as `Headers`, and its bodies as text.
      method: init.method?.toUpperCase() as 'POST', headers: { ...Object.fromEntries(new Headers(init.headers)), 'accept-encoding': 'identity' }, body: init.body as string, signal: init.signal ?? null, dispatcher,
    });
    // Whoever reads it is told what ended it; where nobody does (any more), an error would end the process.
    body.on('error', ignored);
    if (REDIRECTS.has(status)) {
      body.destroy();
      throw new Error('the endpoint answered with a redirect');
    }
    demo = headers['x-demo-model'] === '1';
    const kept = Object.fromEntries(KEPT_HEADERS.flatMap(name => (headers[name] === undefined ? [] : [[name, String(headers[name])]])));
    const bytes = decoded(body, headers['content-encoding']);
    if (wanted === 'stream' && status < 300 && kept['content-type']?.startsWith('text/event-stream') === true) {
      events = wholeEvents(bytes, ANSWER_LIMIT);
      return new Response(null, { status, headers: kept });
    }
    return new Response(await whole(bytes, (url as string).endsWith('/embeddings') ? VECTORS_LIMIT : ANSWER_LIMIT), { status, headers: kept });
  };
  // Everything it would read from the environment is given: another's key or headers must not go along.
  const client = new OpenAI({ baseURL: baseUrl, apiKey, organization: null, project: null, webhookSecret: null, logLevel: 'off', maxRetries: 0, timeout: timeoutMs, fetch: guarded });
  return { client, isDemo: () => demo, events: () => events };
}

const ignored = (): void => undefined;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const DECODERS = new Map([['gzip', createGunzip], ['x-gzip', createGunzip], ['deflate', createInflate], ['br', createBrotliDecompress]]);

/** Some endpoints compress although they were asked not to. @throws when nobody knows how. */
function decoded(body: Readable, encoding: string | string[] | undefined): Readable {
  if (encoding === undefined || encoding === 'identity') return body;
  const decoder = DECODERS.get(String(encoding).toLowerCase());
  if (decoder !== undefined) return pipeline(body, decoder(), ignored).on('error', ignored);
  body.destroy();
  throw new Error('the answer is compressed in a way that is not known');
}

async function whole(body: AsyncIterable<Uint8Array>, limit: number): Promise<string> {
  const bytes = await readAtMost(body, limit);
  if (bytes === null) throw tooLarge();
  return new TextDecoder().decode(bytes);
}

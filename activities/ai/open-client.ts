import OpenAI from 'openai';
import { fetch as undiciFetch } from 'undici';
import { readAtMost } from '../../domain/read-at-most.ts';
import { tooLarge, wholeEvents } from './event-stream.ts';
import type { ModelEndpoint } from './model-types.ts';

const KEPT_HEADERS = new Set(['content-type', 'retry-after', 'x-request-id']);
/** Bytes of an answer, and of one in vectors. */
const ANSWER_LIMIT = 1_000_000;
const VECTORS_LIMIT = 20_000_000;

export interface OpenClient {
  readonly client: OpenAI;
  /** Whether it was the demo model that answered. */
  readonly isDemo: () => boolean;
}

/**
 * The SDK for one call of one endpoint: it makes no retries (Temporal does), follows no redirects, and reads nothing from the
 * environment. Its own reading of a body that is not what it should be differs from case to case: it gets only what is whole
 * and small enough, streams aside.
 */
export function openClient({ baseUrl, apiKey, dispatcher }: Pick<ModelEndpoint, 'baseUrl' | 'apiKey' | 'dispatcher'>, timeoutMs: number): OpenClient {
  let demo = false;
  const guarded = async (url: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const response = await undiciFetch(url as string, { ...(init as object), dispatcher, redirect: 'error' });
    demo = response.headers.get('x-demo-model') === '1';
    const headers = Object.fromEntries([...response.headers].filter(([name]) => KEPT_HEADERS.has(name)));
    const { body, status } = response;
    if (body !== null && isStream(response.headers.get('content-type'))) return new Response((body as ReadableStream<Uint8Array>).pipeThrough(wholeEvents(ANSWER_LIMIT)), { status, headers });
    return new Response(await whole(body as AsyncIterable<Uint8Array> | null, (url as string).endsWith('/embeddings') ? VECTORS_LIMIT : ANSWER_LIMIT), { status, headers });
  };
  // Everything it would read from the environment is given: another's key or headers must not go along.
  const client = new OpenAI({ baseURL: baseUrl, apiKey, organization: null, project: null, webhookSecret: null, logLevel: 'off', maxRetries: 0, timeout: timeoutMs, fetch: guarded });
  return { client, isDemo: () => demo };
}

export const isStream = (contentType: string | null): boolean => contentType?.startsWith('text/event-stream') === true;

async function whole(body: AsyncIterable<Uint8Array> | null, limit: number): Promise<string> {
  const bytes = body === null ? new Uint8Array() : await readAtMost(body, limit);
  if (bytes === null) throw tooLarge();
  return new TextDecoder().decode(bytes);
}

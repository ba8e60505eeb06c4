/** Asks a model over the OpenAI-compatible Chat Completions API: one call, no tools, no retries of its own. */
import OpenAI, { APIConnectionError, APIError, APIUserAbortError } from 'openai';
import type { Dispatcher } from 'undici';
import { fetch as undiciFetch } from 'undici';
import { readAtMost } from '../../domain/read-at-most.ts';
import { DECISION_JSON_SCHEMA } from './decision.ts';

/** How an endpoint is told to answer in JSON, best first. */
export const CAPABILITIES = ['json_schema', 'json_object', 'prompt'] as const;
export type Capability = (typeof CAPABILITIES)[number];

export interface ModelEndpoint {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly model: string;
  readonly dispatcher: Dispatcher;
}

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

export interface Asking {
  readonly messages: readonly ChatMessage[];
  readonly maxTokens: number;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Null: free text is wanted. */
  readonly capability: Capability | null;
}

export interface Usage {
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** The endpoint told none: reckoned from the letters. */
  readonly estimated: boolean;
}

/** What came of a call. `code` is ours; what the endpoint said in words is not kept: it may repeat a key, or the contact. */
export type ModelResult =
  | { readonly kind: 'ok'; readonly text: string; readonly usage: Usage; readonly demo: boolean }
  | { readonly kind: 'failed'; readonly code: FailureCode; readonly retryable: boolean; readonly retryAfterMs: number | null; readonly usage: Usage | null };
export type FailureCode = 'timeout' | 'unreachable' | 'throttled' | 'server_error' | 'refused' | 'unauthorized' | 'bad_request' | 'malformed' | 'too_long' | 'aborted' | 'redirected' | 'forbidden_address';

const KEPT_HEADERS = new Set(['content-type', 'retry-after', 'x-request-id']);
const ANSWER_LIMIT = 1_000_000;
const RETRY_AFTER_LIMIT_MS = 60_000;

export async function ask(endpoint: ModelEndpoint, { messages, maxTokens, timeoutMs, signal, capability }: Asking): Promise<ModelResult> {
  let demo = false;
  // The SDK's reading of a body it cannot parse differs from case to case: it gets only what is whole and small enough.
  const guarded = async (url: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const response = await undiciFetch(url as string, { ...(init as object), dispatcher: endpoint.dispatcher, redirect: 'error' });
    demo = response.headers.get('x-demo-model') === '1';
    const text = await limited(response.body as AsyncIterable<Uint8Array> | null);
    return new Response(text, { status: response.status, headers: Object.fromEntries([...response.headers].filter(([name]) => KEPT_HEADERS.has(name))) });
  };
  // Everything it would read from the environment is given: another's key or headers must not go along.
  const client = new OpenAI({ baseURL: endpoint.baseUrl, apiKey: endpoint.apiKey, organization: null, project: null, webhookSecret: null, logLevel: 'off', maxRetries: 0, timeout: timeoutMs, fetch: guarded });
  try {
    const answer = await client.chat.completions.create({
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- its successor is unknown to most compatible endpoints
      max_tokens: maxTokens, temperature: 0, model: endpoint.model, messages: messages.map(message => ({ ...message })),
      ...(capability === 'json_schema' ? { response_format: { type: 'json_schema', json_schema: { ...DECISION_JSON_SCHEMA, schema: { ...DECISION_JSON_SCHEMA.schema } } } } : capability === 'json_object' ? { response_format: { type: 'json_object' } } : {}),
    }, { signal });
    return read(answer, messages, demo);
  } catch (error) {
    return failure(error, signal);
  }
}

/** What a success holds; endpoints differ in what they call one. */
function read(answer: unknown, messages: readonly ChatMessage[], demo: boolean): ModelResult {
  const choice = (answer as { choices?: { finish_reason?: unknown; message?: { content?: unknown; refusal?: unknown } }[] } | null)?.choices?.[0];
  const told = (answer as { usage?: { prompt_tokens?: unknown; completion_tokens?: unknown } } | null)?.usage;
  const text = choice?.message?.content;
  const usage = usageOf(told, messages, typeof text === 'string' ? text : '');
  const failed = (code: FailureCode): ModelResult => ({ kind: 'failed', code, retryable: code === 'malformed', retryAfterMs: null, usage });
  if (choice === undefined) return failed('malformed');
  if (typeof choice.message?.refusal === 'string' && choice.message.refusal !== '') return failed('refused');
  if (choice.finish_reason === 'content_filter') return failed('refused');
  if (choice.finish_reason === 'length') return failed('too_long');
  return typeof text === 'string' && text.trim() !== '' ? { kind: 'ok', text, usage, demo } : failed('malformed');
}

function usageOf(told: { prompt_tokens?: unknown; completion_tokens?: unknown } | undefined, messages: readonly ChatMessage[], text: string): Usage {
  if (typeof told?.prompt_tokens === 'number' && typeof told.completion_tokens === 'number') return { promptTokens: told.prompt_tokens, completionTokens: told.completion_tokens, estimated: false };
  return { promptTokens: estimateTokens(messages.map(message => message.content).join('\n')), completionTokens: estimateTokens(text), estimated: true };
}

/** Tokens of a text, rather too many than too few: three bytes each. */
export const estimateTokens = (text: string): number => Math.ceil(Buffer.byteLength(text) / 3);

function failure(error: unknown, signal: AbortSignal): ModelResult {
  const failed = (code: FailureCode, retryable: boolean, retryAfterMs: number | null = null): ModelResult => ({ kind: 'failed', code, retryable, retryAfterMs, usage: null });
  if (signal.aborted || error instanceof APIUserAbortError) return failed('aborted', false);
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    if ((at as { code?: unknown }).code === 'forbidden_address') return failed('forbidden_address', false);
    if (at.message.includes('redirect')) return failed('redirected', false);
  }
  if (error instanceof APIConnectionError) return failed(/timed? ?out/i.test(error.message) ? 'timeout' : 'unreachable', true);
  if (error instanceof APIError) {
    const status = typeof error.status === 'number' ? error.status : 0;
    const seconds = Number((error.headers as Headers | undefined)?.get('retry-after'));
    if (status === 429) return failed('throttled', true, Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : null);
    if (status === 408 || status === 409) return failed('timeout', true);
    if (status >= 500) return failed('server_error', true);
    return failed(status === 401 || status === 403 ? 'unauthorized' : 'bad_request', false);
  }
  // What the SDK could not read: cut JSON, an HTML page.
  return failed('malformed', true);
}

/** Whether it is worth waiting for so long in an activity. */
export const isShortWait = (retryAfterMs: number | null): boolean => retryAfterMs === null || retryAfterMs <= RETRY_AFTER_LIMIT_MS;

async function limited(body: AsyncIterable<Uint8Array> | null): Promise<string> {
  const bytes = body === null ? new Uint8Array() : await readAtMost(body, ANSWER_LIMIT);
  if (bytes === null) throw new Error('the answer is too large');
  return new TextDecoder().decode(bytes);
}

/** A call of a model and its results. */
import type { Dispatcher } from 'undici';
import type { RefusedAddress } from '../net/guarded-agent.ts';
import type { AnswerSchema } from './decision.ts';

/** Ways to make an endpoint answer in JSON, best first; `prompt`: only the prompt asks for it. */
export const CAPABILITIES = ['json_schema', 'json_object', 'prompt'] as const;
export type Capability = (typeof CAPABILITIES)[number];

/** Where and how to call a model. `dispatcher`: decides which addresses may be connected to. */
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

/** One call. `maxTokens`: of the answer; `timeoutMs`: for the whole call. */
export interface Asking {
  readonly messages: readonly ChatMessage[];
  readonly maxTokens: number;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** The schema of an answer in JSON, and how to ask this endpoint for it; null: free text. */
  readonly json: { readonly capability: Capability; readonly schema: AnswerSchema } | null;
  /** Called with each piece of the answer as it is written. */
  readonly onText?: ((piece: string) => void) | undefined;
}

export interface Usage {
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** The endpoint reported no usage: it was estimated from the length of the texts. */
  readonly estimated: boolean;
}

/**
 * The result of a call. `code` is our own; the endpoint's error text is not kept, because it may quote a key or the
 * contact.
 */
export type ModelResult =
  { readonly kind: 'ok'; readonly text: string; readonly usage: Usage; readonly demo: boolean } | Failure;
/** `retryAfterMs`: as the endpoint asked, else null; `usage`: null if unknown. */
export interface Failure {
  readonly kind: 'failed';
  readonly code: FailureCode;
  readonly retryable: boolean;
  readonly retryAfterMs: number | null;
  readonly usage: Usage | null;
}
export type FailureCode =
  | 'timeout'
  | 'unreachable'
  | 'throttled'
  | 'server_error'
  | 'refused'
  | 'unauthorized'
  | 'bad_request'
  | 'malformed'
  | 'too_long'
  | 'aborted'
  | 'redirected'
  | RefusedAddress;

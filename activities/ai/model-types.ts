/** A call of a model, and what may come of it. */
import type { Dispatcher } from 'undici';
import type { RefusedAddress } from '../net/guarded-agent.ts';
import type { AnswerSchema } from './decision.ts';

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
  /** An answer in JSON is wanted, and how this endpoint is told so; null: free text. */
  readonly json: { readonly capability: Capability; readonly schema: AnswerSchema } | null;
  /** Told what is written, piece by piece. */
  readonly onText?: ((piece: string) => void) | undefined;
}

export interface Usage {
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** The endpoint told none: reckoned from the letters. */
  readonly estimated: boolean;
}

/**
 * What came of a call. `code` is ours; what the endpoint said in words is not kept: it may repeat a key, or the
 * contact.
 */
export type ModelResult =
  { readonly kind: 'ok'; readonly text: string; readonly usage: Usage; readonly demo: boolean } | Failure;
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

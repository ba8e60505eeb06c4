/** Which model answers for a tenant, and calls of it that are counted. */
import type { Dispatcher } from 'undici';
import { Agent } from 'undici';
import type { AiPolicy } from '../../domain/ai/policy.ts';
import type { Endpoint } from '../../store/ai/endpoint.ts';
import { endpointOf } from '../../store/ai/endpoint.ts';
import type { NewCall } from '../../store/ai/usage.ts';
import { reserveCall, settleCall } from '../../store/ai/usage.ts';
import type { Database } from '../../store/database.ts';
import type { SecretBox } from '../../store/secret-box.ts';
import { guardedAgent } from '../net/guarded-agent.ts';
import type { Asking, Capability, ChatMessage, ModelResult } from './model-client.ts';
import { ask, estimateTokens } from './model-client.ts';
import { PROMPT_VERSION } from './prompt.ts';

export interface OperatorsModel {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly model: string;
  readonly capability: Capability;
  readonly inputMicros: number;
  readonly outputMicros: number;
}

export interface ModelOptions {
  /** For tenants without an endpoint of their own; null: they have no AI. */
  readonly operators: OperatorsModel | null;
  /** Networks tenants' endpoints may be in although they are not public (CIDR). */
  readonly allowedNetworks: readonly string[];
}

/** A call under the tenant's caps. */
export interface CountedCall {
  readonly tenantId: string;
  readonly conversationId: string | null;
  readonly turn: number | null;
  readonly purpose: NewCall['purpose'];
  readonly policy: Pick<AiPolicy, 'caps'> & { readonly version: number };
  readonly messages: readonly ChatMessage[];
  readonly maxTokens: number;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Whether a decision in JSON is wanted, or free text. */
  readonly json: boolean;
  readonly passages: NewCall['passages'];
  readonly evidence: number | null;
}

export type CountedResult = { readonly kind: 'no_model' } | { readonly kind: 'capped' } | (ModelResult & { readonly callId: string });

export class Models {
  readonly #database: Database;
  readonly #box: SecretBox;
  readonly #options: ModelOptions;
  readonly #clock: () => number | Promise<number>;
  // The operator's own address is the operator's business; a tenant's is looked at on every connection.
  readonly #open: Dispatcher = new Agent({ connect: { timeout: 5_000 } });
  readonly #guarded: Dispatcher;

  constructor(database: Database, box: SecretBox, options: ModelOptions, clock: () => number | Promise<number> = Date.now) {
    this.#database = database;
    this.#box = box;
    this.#options = options;
    this.#clock = clock;
    this.#guarded = guardedAgent({ allowedNetworks: options.allowedNetworks });
  }

  /** Reserves what the call may cost, makes it, counts what it did cost. Killed in between, what was reserved stays counted. */
  async call(wanted: CountedCall): Promise<CountedResult> {
    const { tenantId, messages, maxTokens } = wanted;
    const endpoint = await this.endpoint(tenantId);
    if (endpoint === null) return { kind: 'no_model' };
    const promptTokens = estimateTokens(messages.map(message => message.content).join('\n')) + 8 * messages.length;
    const at = await this.#clock();
    const callId = await this.#database.withTenant(tenantId, unit => reserveCall(unit, {
      conversationId: wanted.conversationId, turn: wanted.turn, purpose: wanted.purpose, model: endpoint.model, host: new URL(endpoint.baseUrl).host, policyVersion: wanted.policy.version, promptVersion: PROMPT_VERSION,
      promptTokens, completionTokens: maxTokens, prices: endpoint.prices, passages: wanted.passages, evidence: wanted.evidence,
    }, wanted.policy.caps, at));
    if (callId === null) return { kind: 'capped' };
    const begun = Date.now();
    const result = await this.ask(endpoint, { messages, maxTokens, timeoutMs: wanted.timeoutMs, signal: wanted.signal, capability: wanted.json ? (endpoint.capability as Capability | null) ?? 'prompt' : null });
    const free = result.kind === 'failed' && (result.code === 'unreachable' || result.code === 'forbidden_address' || result.code === 'unauthorized' || result.code === 'throttled');
    await this.#database.withTenant(tenantId, unit => settleCall(unit, callId, {
      usage: result.usage, prices: endpoint.prices, latencyMs: Date.now() - begun, error: result.kind === 'ok' ? null : result.code, outcome: null, demo: result.kind === 'ok' && result.demo, free,
    }));
    return { ...result, callId };
  }

  ask(endpoint: Endpoint, asking: Asking): Promise<ModelResult> {
    return ask({ baseUrl: endpoint.baseUrl, apiKey: endpoint.apiKey, model: endpoint.model, dispatcher: endpoint.byTenant ? this.#guarded : this.#open }, asking);
  }

  /** Null: the tenant has none, and the operator neither. */
  async endpoint(tenantId: string): Promise<Endpoint | null> {
    const own = await this.#database.withTenant(tenantId, unit => endpointOf(unit, this.#box, true));
    const { operators } = this.#options;
    if (own !== null || operators === null) return own;
    const { baseUrl, apiKey, model, capability, inputMicros, outputMicros } = operators;
    return { baseUrl, apiKey, model, capability, prices: { inputMicros, outputMicros }, byTenant: false };
  }

  async close(): Promise<void> {
    await Promise.all([this.#open.close(), this.#guarded.close()]);
  }
}

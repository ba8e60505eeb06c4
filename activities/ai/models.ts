/** Which model answers for a tenant, and calls of it that are counted. */
import type { Dispatcher } from 'undici';
import { Agent } from 'undici';
import type { AiPolicy } from '../../domain/ai/policy.ts';
import type { Endpoint } from '../../store/ai/endpoint.ts';
import { endpointOf } from '../../store/ai/endpoint.ts';
import type { NewCall, Prices } from '../../store/ai/usage.ts';
import { reserveCall, settleCall } from '../../store/ai/usage.ts';
import type { Database } from '../../store/db/database.ts';
import { VectorIndex } from '../../store/knowledge/vector-index.ts';
import type { SecretBox } from '../../store/db/secret-box.ts';
import type { GuardOptions } from '../net/guarded-agent.ts';
import { WaysOut } from '../net/guarded-agent.ts';
import type { AnswerSchema } from './decision.ts';
import type { EmbedResult } from './embed.ts';
import { embed } from './embed.ts';
import type { Asking, Capability, ChatMessage, ModelResult } from './model-types.ts';
import { ask, estimateTokens } from './model-client.ts';
import { PROMPT_VERSION } from './prompt.ts';

export interface OperatorsModel {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly model: string;
  readonly capability: Capability;
  readonly inputMicros: number;
  readonly outputMicros: number;
  /** Tells what texts mean; null: passages are found by words alone. */
  readonly embeddings: { readonly model: string; readonly micros: number } | null;
}

export interface ModelOptions {
  /** For tenants without an endpoint of their own; null: they have no AI. */
  readonly operators: OperatorsModel | null;
  /** Networks tenants' endpoints may be in although they are not public (CIDR). */
  readonly allowedNetworks: readonly string[];
  /** For tests: how names are resolved. */
  readonly resolver?: GuardOptions['resolver'];
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
  /** How an answer in JSON is to look; null: free text is wanted. */
  readonly json: AnswerSchema | null;
  readonly passages: NewCall['passages'];
  readonly evidence: number | null;
  readonly onText?: ((piece: string) => void) | undefined;
  /** What `endpoint` gave whoever calls; undefined: it is looked up. */
  readonly endpoint?: Endpoint | null | undefined;
}

/** Texts whose meaning is asked for, under the tenant's caps. */
export interface CountedEmbedding extends Pick<
  CountedCall,
  'tenantId' | 'conversationId' | 'turn' | 'policy' | 'timeoutMs' | 'signal' | 'endpoint'
> {
  readonly purpose: 'passages' | 'question';
  readonly texts: readonly string[];
}

export type CountedResult = Counted<ModelResult>;
type Counted<Result> =
  { readonly kind: 'no_model' } | { readonly kind: 'capped' } | (Result & { readonly callId: string });

/** Never reached the model: it cost nothing. */
const FREE = new Set<string>([
  'unreachable',
  'forbidden_address',
  'insecure_address',
  'unauthorized',
  'throttled',
  'bad_request',
]);

/** A model of embeddings, by the name its vectors are kept under. */
export interface Embedder extends Endpoint {
  readonly name: string;
}

export class Models {
  readonly #database: Database;
  readonly #box: SecretBox;
  readonly #options: ModelOptions;
  readonly #clock: () => number | Promise<number>;
  // The operator's own address is the operator's business; a tenant's is looked at on every connection.
  readonly #open: Dispatcher = new Agent({ connect: { timeout: 5_000 } });
  readonly #outside: WaysOut;
  /** Of all tenants, for as long as the process lives. */
  readonly vectors = new VectorIndex();

  constructor(
    database: Database,
    box: SecretBox,
    options: ModelOptions,
    clock: () => number | Promise<number> = Date.now,
  ) {
    this.#database = database;
    this.#box = box;
    this.#options = options;
    this.#clock = clock;
    this.#outside = new WaysOut(options);
  }

  /**
   * Reserves what the call may cost, makes it, counts what it did cost. Killed in between, what was reserved stays
   * counted.
   */
  async call(wanted: CountedCall): Promise<CountedResult> {
    const { endpoint = await this.endpoint(wanted.tenantId) } = wanted;
    if (endpoint === null) return { kind: 'no_model' };
    const { messages, maxTokens, timeoutMs, signal, onText } = wanted;
    const promptTokens = estimateTokens(messages.map(message => message.content).join('\n')) + 8 * messages.length;
    return this.#counted(endpoint, { ...wanted, promptTokens, maxTokens }, () =>
      this.ask(endpoint, {
        messages,
        maxTokens,
        timeoutMs,
        signal,
        onText,
        json:
          wanted.json === null
            ? null
            : { capability: (endpoint.capability as Capability | null) ?? 'prompt', schema: wanted.json },
      }),
    );
  }

  /** What texts mean, counted as calls are. */
  async embed(wanted: CountedEmbedding): Promise<Counted<EmbedResult> & { readonly model?: string }> {
    const { endpoint = await this.endpoint(wanted.tenantId) } = wanted;
    const embedder = embedderIn(endpoint);
    if (embedder === null) return { kind: 'no_model' };
    const { texts, timeoutMs, signal } = wanted;
    const promptTokens = estimateTokens(texts.join('\n')) + texts.length;
    const result = await this.#counted(
      embedder,
      { ...wanted, promptTokens, maxTokens: 0, passages: [], evidence: null },
      () => this.embedWith(embedder, texts, timeoutMs, signal),
    );
    return { ...result, model: embedder.name };
  }

  async #counted<Result extends ModelResult | EmbedResult>(
    { model, baseUrl, prices }: Endpoint,
    {
      tenantId,
      policy,
      maxTokens,
      ...wanted
    }: Pick<CountedCall, 'tenantId' | 'conversationId' | 'turn' | 'policy' | 'maxTokens' | 'passages' | 'evidence'> & {
      readonly purpose: NewCall['purpose'];
      readonly promptTokens: number;
    },
    make: () => Promise<Result>,
  ): Promise<{ readonly kind: 'capped' } | (Result & { readonly callId: string })> {
    const { conversationId, turn, purpose, promptTokens, passages, evidence } = wanted;
    const at = await this.#clock();
    const callId = await this.#database.withTenant(tenantId, unit =>
      reserveCall(
        unit,
        {
          conversationId,
          turn,
          purpose,
          model,
          host: new URL(baseUrl).host,
          policyVersion: policy.version,
          promptVersion: PROMPT_VERSION,
          promptTokens,
          completionTokens: maxTokens,
          prices,
          passages,
          evidence,
        },
        policy.caps,
        at,
      ),
    );
    if (callId === null) return { kind: 'capped' };
    const begun = Date.now();
    const result = await make();
    const free = result.kind === 'failed' && FREE.has(result.code);
    await settleCall(this.#database.alone(tenantId), callId, {
      usage: result.usage,
      prices,
      latencyMs: Date.now() - begun,
      error: result.kind === 'ok' ? null : result.code,
      outcome: null,
      demo: result.kind === 'ok' && result.demo,
      free,
    });
    return { ...result, callId };
  }

  async ask(endpoint: Endpoint, asking: Asking): Promise<ModelResult> {
    return ask({ ...endpoint, dispatcher: await this.#dispatcher(endpoint) }, asking);
  }

  async embedWith(
    embedder: Endpoint,
    texts: readonly string[],
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<EmbedResult> {
    return embed({ ...embedder, dispatcher: await this.#dispatcher(embedder) }, texts, timeoutMs, signal);
  }

  async #dispatcher({ byTenant, insecureUntil }: Endpoint): Promise<Dispatcher> {
    return byTenant ? this.#outside.for(insecureUntil, await this.#clock()) : this.#open;
  }

  /** Null: the tenant has none, and the operator neither. */
  async endpoint(tenantId: string): Promise<Endpoint | null> {
    const own = await endpointOf(this.#database.alone(tenantId), this.#box, true);
    const { operators } = this.#options;
    if (own !== null || operators === null) return own;
    const { baseUrl, apiKey, model, capability, inputMicros, outputMicros } = operators;
    return {
      baseUrl,
      apiKey,
      model,
      capability,
      prices: { inputMicros, outputMicros },
      byTenant: false,
      insecureUntil: null,
      embeddings: operators.embeddings,
    };
  }

  /**
   * Null: the tenant's passages are found by words alone. A tenant with an endpoint of its own is never asked about at
   * the operator's.
   */
  async embedder(tenantId: string): Promise<Embedder | null> {
    return embedderIn(await this.endpoint(tenantId));
  }

  async close(): Promise<void> {
    await Promise.all([this.#open.close(), this.#outside.close()]);
  }
}

const embedderIn = (endpoint: Endpoint | null): Embedder | null =>
  endpoint === null || endpoint.embeddings === null ? null : embedderOf(endpoint, endpoint.embeddings);

/** An endpoint's model of embeddings. Vectors are kept under host and model: another's cannot be compared with them. */
export function embedderOf(
  endpoint: Endpoint,
  { model, micros }: { readonly model: string; readonly micros: number },
): Embedder {
  const prices: Prices = { inputMicros: micros, outputMicros: 0 };
  return { ...endpoint, model, prices, name: `${new URL(endpoint.baseUrl).host}/${model}` };
}

/** Which model a tenant uses, and calls of it that are counted against the caps. */
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
import type { Recording, TranscribeResult } from './transcribe.ts';
import { mostTokens, transcribe } from './transcribe.ts';

/** The operator's model, from the environment. Prices: millionths of the currency per million tokens. */
export interface OperatorsModel {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly model: string;
  readonly capability: Capability;
  readonly inputMicros: number;
  readonly outputMicros: number;
  /** Embedding model; null: passages are found by words alone. */
  readonly embeddings: { readonly model: string; readonly micros: number } | null;
  /** Model that writes down speech, and its price per minute; null: voice messages have no transcripts. */
  readonly transcriptions: { readonly model: string; readonly micros: number } | null;
}

export interface ModelOptions {
  /** For tenants without their own endpoint; null: those have no AI. */
  readonly operators: OperatorsModel | null;
  /** CIDRs in which tenants' endpoints may be although they are not public. */
  readonly allowedNetworks: readonly string[];
  /** For tests: how names are resolved. */
  readonly resolver?: GuardOptions['resolver'];
}

/** A call that counts against the tenant's caps. */
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
  /** The schema of an answer in JSON; null: free text. */
  readonly json: AnswerSchema | null;
  readonly passages: NewCall['passages'];
  readonly evidence: number | null;
  readonly onText?: ((piece: string) => void) | undefined;
  /** The result of `Models.endpoint`, if the caller already has it; undefined: it is looked up. */
  readonly endpoint?: Endpoint | null | undefined;
}

/** Texts to be embedded; counts against the tenant's caps. */
export interface CountedEmbedding extends Pick<
  CountedCall,
  'tenantId' | 'conversationId' | 'turn' | 'policy' | 'timeoutMs' | 'signal' | 'endpoint'
> {
  readonly purpose: 'passages' | 'question';
  readonly texts: readonly string[];
}

/** A recording to be written down; counts against the tenant's caps. */
export interface CountedTranscription extends Pick<
  CountedCall,
  'tenantId' | 'conversationId' | 'policy' | 'timeoutMs' | 'signal'
> {
  readonly recording: Recording;
}

export type CountedResult = Counted<ModelResult>;
type Counted<Result> =
  { readonly kind: 'no_model' } | { readonly kind: 'capped' } | (Result & { readonly callId: string });

/** Failures counted as free: the model was not reached, or the endpoint refused the request before answering it. */
const FREE = new Set<string>([
  'unreachable',
  'forbidden_address',
  'insecure_address',
  'unauthorized',
  'throttled',
  'bad_request',
]);

/** An embedding model. `name`: under which its vectors are stored. */
export interface Embedder extends Endpoint {
  readonly name: string;
}

/** Calls of the tenants' models. One per process: it holds connections, and the vectors of passages. */
export class Models {
  readonly #database: Database;
  readonly #box: SecretBox;
  readonly #options: ModelOptions;
  readonly #clock: () => number | Promise<number>;
  // The operator's endpoint is trusted; a tenant's address is checked on every connection (`#outside`).
  readonly #open: Dispatcher = new Agent({ connect: { timeout: 5_000 } });
  readonly #outside: WaysOut;
  /** Vectors of all tenants, in memory, for the life of the process. */
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
   * Reserves the call's maximum cost, makes it, and records the actual cost. If the process is killed in between, the
   * reserved amount stays counted.
   * @returns `no_model`: the tenant has no endpoint; `capped`: a cap of the policy is reached; otherwise the result.
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

  /** Embeds texts, counted like `call`. `model`: the name of the embedding model, for the vectors. */
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

  /** Has a recording written down, counted like `call`, but priced by its length. */
  async transcribe(wanted: CountedTranscription): Promise<Counted<TranscribeResult>> {
    const writer = transcriberIn(await this.endpoint(wanted.tenantId));
    if (writer === null) return { kind: 'no_model' };
    const { recording, timeoutMs, signal } = wanted;
    const { micros, ...endpoint } = writer;
    return this.#counted(
      endpoint,
      {
        ...wanted,
        ...mostTokens(recording.durationMs),
        micros: Math.ceil((micros * recording.durationMs) / 60_000),
        purpose: 'transcript',
        turn: null,
        passages: [],
        evidence: null,
      },
      () => this.transcribeWith(endpoint, recording, timeoutMs, signal),
    );
  }

  async #counted<Result extends ModelResult | EmbedResult | TranscribeResult>(
    { model, baseUrl, prices }: Endpoint,
    {
      tenantId,
      policy,
      maxTokens,
      ...wanted
    }: Pick<CountedCall, 'tenantId' | 'conversationId' | 'turn' | 'policy' | 'maxTokens' | 'passages' | 'evidence'> & {
      readonly purpose: NewCall['purpose'];
      readonly promptTokens: number;
      /** See `NewCall`. */
      readonly micros?: number;
    },
    make: () => Promise<Result>,
  ): Promise<{ readonly kind: 'capped' } | (Result & { readonly callId: string })> {
    const { conversationId, turn, purpose, promptTokens, passages, evidence, micros } = wanted;
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
          micros,
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
      micros,
      latencyMs: Date.now() - begun,
      error: result.kind === 'ok' ? null : result.code,
      outcome: null,
      demo: result.kind === 'ok' && result.demo,
      free,
    });
    return { ...result, callId };
  }

  /** A call that is not counted, to try an endpoint. */
  async ask(endpoint: Endpoint, asking: Asking): Promise<ModelResult> {
    return ask({ ...endpoint, dispatcher: await this.#dispatcher(endpoint) }, asking);
  }

  /** Embeds texts without counting, to try an endpoint. */
  async embedWith(
    embedder: Endpoint,
    texts: readonly string[],
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<EmbedResult> {
    return embed({ ...embedder, dispatcher: await this.#dispatcher(embedder) }, texts, timeoutMs, signal);
  }

  /** Has a recording written down without counting, to try an endpoint. */
  async transcribeWith(
    endpoint: Endpoint,
    recording: Recording,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<TranscribeResult> {
    return transcribe({ ...endpoint, dispatcher: await this.#dispatcher(endpoint) }, recording, timeoutMs, signal);
  }

  async #dispatcher({ byTenant, insecureUntil }: Endpoint): Promise<Dispatcher> {
    return byTenant ? this.#outside.for(insecureUntil, await this.#clock()) : this.#open;
  }

  /** The tenant's own endpoint, otherwise the operator's; null if there is neither. */
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
      transcriptions: operators.transcriptions,
    };
  }

  /**
   * The tenant's embedding model; null: passages are found by words alone. A tenant with its own endpoint never uses
   * the operator's model.
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

/** The endpoint with its model for speech, and that one's price per minute; null: it has none. */
export const transcriberIn = (endpoint: Endpoint | null): (Endpoint & { readonly micros: number }) | null =>
  endpoint === null || endpoint.transcriptions === null ? null : { ...endpoint, ...endpoint.transcriptions };

/**
 * An endpoint's embedding model. Its vectors are stored under host and model name, because those of different models
 * cannot be compared.
 */
export function embedderOf(
  endpoint: Endpoint,
  { model, micros }: { readonly model: string; readonly micros: number },
): Embedder {
  const prices: Prices = { inputMicros: micros, outputMicros: 0 };
  return { ...endpoint, model, prices, name: `${new URL(endpoint.baseUrl).host}/${model}` };
}

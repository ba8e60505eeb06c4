/** The model endpoint that answers a tenant's conversations: the tenant's own or, if it has none, the operator's. */
import type { TenantUnit } from '../db/database.ts';
import { bigint, bool, bytes, int, nullable, statement, text, time, uuid } from '../db/statement.ts';
import { newId } from '../db/ids.ts';
import type { SecretBox, SecretPlace } from '../db/secret-box.ts';
import type { Prices } from './usage.ts';

const placeOf = (tenantId: string, rowId: string): SecretPlace => ({ tenantId, column: 'ai_endpoint.api_key', rowId });

export interface Endpoint {
  readonly baseUrl: string;
  readonly model: string;
  readonly apiKey: string;
  /** How it can be made to answer in JSON: json_schema, json_object or prompt; null when not yet known. */
  readonly capability: string | null;
  readonly prices: Prices;
  /** Set up by a tenant: requests to it must not reach the operator's network. */
  readonly byTenant: boolean;
  /** For an endpoint from before https at port 443 was required: until when it is still called as it is. */
  readonly insecureUntil: Date | null;
  /** The embedding model at the same address, and its price in micro-units of money per million tokens. */
  readonly embeddings: { readonly model: string; readonly micros: number } | null;
  /** The model at the same address that writes down speech, and its price in micro-units of money per minute. */
  readonly transcriptions: { readonly model: string; readonly micros: number } | null;
}

export interface NewEndpoint {
  readonly baseUrl: string;
  readonly model: string;
  readonly apiKey: string;
  readonly inputMicros: number;
  readonly outputMicros: number;
  readonly embeddingModel: string | null;
  readonly embeddingMicros: number;
  readonly transcriptionModel: string | null;
  readonly transcriptionMicros: number;
}

/**
 * Replaces the tenant's endpoint. The new one is used once it has been tried successfully (`noteTried`).
 * @param at epoch milliseconds.
 * @returns its id.
 */
export async function setEndpoint(
  { tx, tenantId }: TenantUnit,
  box: SecretBox,
  { apiKey, ...named }: NewEndpoint,
  at: number,
): Promise<string> {
  const id = newId();
  const data = {
    id,
    ...named,
    apiKey: box.seal(apiKey, placeOf(tenantId, id)),
    capability: null,
    problem: null,
    embeddingProblem: null,
    embeddingDimensions: null,
    transcriptionProblem: null,
    transcriptionWorks: false,
    checkedAt: null,
    insecureUntil: null,
    createdAt: new Date(at),
  };
  await tx.aiEndpoint.upsert({ where: { tenantId }, create: { tenantId, ...data }, update: data });
  return id;
}

export async function removeEndpoint({ tx, tenantId }: TenantUnit): Promise<boolean> {
  return (await tx.aiEndpoint.deleteMany({ where: { tenantId } })).count > 0;
}

/** The endpoint without its key. `insecureUntil`: until when it would be called if it is not https at port 443. */
export async function endpointView({ tx, tenantId }: TenantUnit) {
  const row = await tx.aiEndpoint.findUnique({ where: { tenantId } });
  if (row === null) return null;
  const {
    id,
    baseUrl,
    model,
    capability,
    problem,
    embeddingModel,
    embeddingProblem,
    embeddingDimensions,
    transcriptionModel,
    transcriptionProblem,
    transcriptionWorks,
    checkedAt,
    insecureUntil,
    createdAt,
  } = row;
  return {
    id,
    baseUrl,
    model,
    capability,
    problem,
    inputMicros: Number(row.inputMicros),
    outputMicros: Number(row.outputMicros),
    embeddingModel,
    embeddingMicros: Number(row.embeddingMicros),
    embeddingProblem,
    embeddingDimensions,
    transcriptionModel,
    transcriptionMicros: Number(row.transcriptionMicros),
    transcriptionProblem,
    transcriptionWorks,
    checkedAt: checkedAt?.toISOString() ?? null,
    insecureUntil: (insecureUntil ?? createdAt).toISOString(),
  };
}

const ENDPOINT = statement('ai_endpoint', {
  takes: {},
  gives: {
    id: uuid,
    base_url: text,
    model: text,
    api_key: bytes,
    capability: nullable(text),
    input_micros: bigint,
    output_micros: bigint,
    insecure_until: nullable(time),
    embedding_model: nullable(text),
    embedding_micros: bigint,
    embedding_dimensions: nullable(int),
    transcription_model: nullable(text),
    transcription_micros: bigint,
    transcription_works: bool,
  },
  sql: `
    SELECT
      id,
      base_url,
      model,
      api_key,
      capability,
      input_micros,
      output_micros,
      insecure_until,
      embedding_model,
      embedding_micros,
      embedding_dimensions,
      transcription_model,
      transcription_micros,
      transcription_works
    FROM ai_endpoint
    WHERE tenant_id = (SELECT current_tenant())`,
});

/**
 * The tenant's own endpoint, with its key decrypted; null when there is none.
 * @param tried only if it was found to work, and embeddings and transcriptions only if they were.
 */
export async function endpointOf(
  { run, tenantId }: Pick<TenantUnit, 'run' | 'tenantId'>,
  box: SecretBox,
  tried: boolean,
): Promise<(Endpoint & { readonly id: string }) | null> {
  const [row] = await run(ENDPOINT, {});
  if (row === undefined || (tried && row.capability === null)) return null;
  const embeddings =
    row.embedding_model === null || (tried && row.embedding_dimensions === null)
      ? null
      : { model: row.embedding_model, micros: Number(row.embedding_micros) };
  const transcriptions =
    row.transcription_model === null || (tried && !row.transcription_works)
      ? null
      : { model: row.transcription_model, micros: Number(row.transcription_micros) };
  return {
    id: row.id,
    baseUrl: row.base_url,
    model: row.model,
    apiKey: box.open(row.api_key, placeOf(tenantId, row.id)),
    capability: row.capability,
    prices: { inputMicros: Number(row.input_micros), outputMicros: Number(row.output_micros) },
    byTenant: true,
    insecureUntil: row.insecure_until,
    embeddings,
    transcriptions,
  };
}

/** Stores the result of trying an endpoint, unless it has been replaced since. @param at epoch milliseconds. */
export async function noteTried(
  { tx, tenantId, wake }: TenantUnit,
  id: string,
  found: Tried,
  at: number,
): Promise<void> {
  await tx.aiEndpoint.updateMany({ where: { tenantId, id }, data: { ...found, checkedAt: new Date(at) } });
  wake.knowledge = true;
}

export interface Tried {
  readonly capability: string | null;
  readonly problem: string | null;
  readonly embeddingDimensions: number | null;
  readonly embeddingProblem: string | null;
  readonly transcriptionWorks: boolean;
  readonly transcriptionProblem: string | null;
}

import { failureOf } from './failures.ts';
import type { Failure, ModelEndpoint, Usage } from './model-types.ts';
import { estimateTokens } from './model-client.ts';
import { openClient } from './open-client.ts';

export type EmbedResult =
  | {
      readonly kind: 'ok';
      readonly vectors: readonly (readonly number[])[];
      readonly usage: Usage;
      readonly demo: boolean;
    }
  | Failure;

/** Vectors with more dimensions are taken for a malformed answer. */
const MOST_DIMENSIONS = 8_192;

/**
 * Embeds texts by an OpenAI-compatible endpoint (`/embeddings`).
 * @returns a vector for each text, in their order, all of the same length; or a failure.
 */
export async function embed(
  endpoint: ModelEndpoint,
  texts: readonly string[],
  timeoutMs: number,
  signal: AbortSignal,
): Promise<EmbedResult> {
  const { client, isDemo } = openClient(endpoint, timeoutMs);
  try {
    // Every compatible endpoint supports floats; the SDK's default is base64.
    const answer: unknown = await client.embeddings.create(
      { model: endpoint.model, input: [...texts], encoding_format: 'float' },
      { signal },
    );
    const vectors = vectorsOf(answer, texts.length);
    const told = (answer as { usage?: { prompt_tokens?: unknown } } | null)?.usage?.prompt_tokens;
    const usage: Usage =
      typeof told === 'number'
        ? { promptTokens: told, completionTokens: 0, estimated: false }
        : { promptTokens: estimateTokens(texts.join('\n')), completionTokens: 0, estimated: true };
    return vectors === null
      ? { kind: 'failed', code: 'malformed', retryable: true, retryAfterMs: null, usage }
      : { kind: 'ok', vectors, usage, demo: isDemo() };
  } catch (error) {
    return failureOf(error, signal);
  }
}

function vectorsOf(answer: unknown, wanted: number): number[][] | null {
  const data = (answer as { data?: unknown } | null)?.data;
  if (!Array.isArray(data) || data.length !== wanted) return null;
  const vectors: (number[] | undefined)[] = Array.from({ length: wanted });
  for (const [place, item] of (data as { index?: unknown; embedding?: unknown }[]).entries()) {
    const { embedding, index } = item;
    if (
      !Array.isArray(embedding) ||
      !embedding.every((value): value is number => typeof value === 'number' && Number.isFinite(value))
    )
      return null;
    vectors[typeof index === 'number' ? index : place] = embedding;
  }
  const length = vectors[0]?.length ?? 0;
  return length > 0 && length <= MOST_DIMENSIONS && vectors.every(vector => vector?.length === length)
    ? (vectors as number[][])
    : null;
}

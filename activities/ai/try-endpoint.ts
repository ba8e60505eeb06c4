/** Finds out what a tenant's endpoint supports, before it is used. */
import type { Endpoint } from '../../store/ai/endpoint.ts';
import type { Tried } from '../../store/ai/endpoint.ts';
import { DECISION_JSON_SCHEMA, readDecision } from './decision.ts';
import { CAPABILITIES } from './model-types.ts';
import type { Models } from './models.ts';
import { embedderOf, transcriberIn } from './models.ts';
import { silence } from './transcribe.ts';

const TIMEOUT_MS = 20_000;
const QUESTION =
  'Answer with this JSON object and nothing else: {"action":"abstain","reply":"","citations":[],"language":"en","reasonCode":"test","options":[]}';

/** Tries the ways to ask for JSON, best first, and the models for embeddings and speech. @returns what works, or the problem found. */
export async function tryEndpoint(models: Models, endpoint: Endpoint, signal: AbortSignal): Promise<Tried> {
  return {
    ...(await tryChat(models, endpoint, signal)),
    ...(await tryEmbeddings(models, endpoint, signal)),
    ...(await tryTranscriptions(models, endpoint, signal)),
  };
}

async function tryChat(
  models: Models,
  endpoint: Endpoint,
  signal: AbortSignal,
): Promise<Pick<Tried, 'capability' | 'problem'>> {
  let problem = 'malformed';
  for (const capability of CAPABILITIES) {
    const result = await models.ask(endpoint, {
      messages: [{ role: 'user', content: QUESTION }],
      maxTokens: 200,
      timeoutMs: TIMEOUT_MS,
      signal,
      json: { capability, schema: DECISION_JSON_SCHEMA },
    });
    if (result.kind === 'ok' && readDecision(result.text) !== null) return { capability, problem: null };
    if (result.kind === 'failed') problem = result.code;
    // Other failures would be the same for every way of asking.
    if (result.kind === 'failed' && !['bad_request', 'malformed'].includes(result.code)) break;
  }
  return { capability: null, problem };
}

async function tryEmbeddings(
  models: Models,
  endpoint: Endpoint,
  signal: AbortSignal,
): Promise<Pick<Tried, 'embeddingDimensions' | 'embeddingProblem'>> {
  if (endpoint.embeddings === null) return { embeddingDimensions: null, embeddingProblem: null };
  const result = await models.embedWith(
    embedderOf(endpoint, endpoint.embeddings),
    ['A bicycle can be returned.'],
    TIMEOUT_MS,
    signal,
  );
  return result.kind === 'ok'
    ? { embeddingDimensions: result.vectors[0]?.length ?? 0, embeddingProblem: null }
    : { embeddingDimensions: null, embeddingProblem: result.code };
}

async function tryTranscriptions(
  models: Models,
  endpoint: Endpoint,
  signal: AbortSignal,
): Promise<Pick<Tried, 'transcriptionWorks' | 'transcriptionProblem'>> {
  const writer = transcriberIn(endpoint);
  if (writer === null) return { transcriptionWorks: false, transcriptionProblem: null };
  const result = await models.transcribeWith(writer, silence(), TIMEOUT_MS, signal);
  return { transcriptionWorks: result.kind === 'ok', transcriptionProblem: result.kind === 'ok' ? null : result.code };
}

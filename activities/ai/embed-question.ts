import { masked } from '../../domain/ai/mask.ts';
import { cut } from '../../domain/text/cut.ts';
import type { Database } from '../../store/db/database.ts';
import type { Query, Search } from '../../store/knowledge/search.ts';
import { search } from '../../store/knowledge/search.ts';
import type { Meaning, VectorIndex } from '../../store/knowledge/vector-index.ts';
import { unitOfWork } from '../../store/db/retries.ts';
import type { CountedEmbedding, Models } from './models.ts';

/** Short, because the search works by words alone, too. */
const TIMEOUT_MS = 5_000;
const LONGEST = 4_000;

type KnownMeaning = { readonly of: Meaning; readonly index: VectorIndex };

/**
 * The embedding of a question, masked if the policy says so; null if there is no embedding model, the call failed, or a
 * cap is reached: then the search uses words alone.
 */
export async function embedQuestion(
  database: Database,
  models: Models,
  asked: Pick<CountedEmbedding, 'tenantId' | 'conversationId' | 'turn' | 'signal' | 'endpoint'> & {
    readonly policy: CountedEmbedding['policy'] & { readonly mask: boolean };
  },
  question: string,
): Promise<KnownMeaning | null> {
  const { tenantId, conversationId, turn, policy, signal, endpoint } = asked;
  const text = cut(policy.mask ? masked(question) : question, LONGEST);
  const result = await models.embed({
    tenantId,
    conversationId,
    turn,
    policy,
    signal,
    endpoint,
    purpose: 'question',
    texts: [text],
    timeoutMs: TIMEOUT_MS,
  });
  const [vector] = result.kind === 'ok' ? result.vectors : [];
  if (vector === undefined || result.model === undefined) return null;
  const meaning = { model: result.model, vector };
  await models.vectors.load(database, tenantId, meaning);
  return { of: meaning, index: models.vectors };
}

/** Searches passages by words and, if the embedding is known, by meaning. Only the latter needs a unit of work. */
export async function findPassages(
  database: Database,
  tenantId: string,
  query: Omit<Query, 'nearest'>,
  meaning: KnownMeaning | null,
): Promise<Search> {
  if (meaning === null) return search(database.alone(tenantId), query);
  return unitOfWork(database)(tenantId, unit =>
    search(unit, { ...query, nearest: (among, limit) => meaning.index.nearest(unit, meaning.of, among, limit) }),
  );
}

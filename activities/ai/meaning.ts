import { masked } from '../../domain/ai/mask.ts';
import { cut } from '../../domain/text.ts';
import type { Database } from '../../store/database.ts';
import type { Query } from '../../store/knowledge/search.ts';
import type { CountedEmbedding, Models } from './models.ts';

/** Nobody waits long for it: words find, too. */
const TIMEOUT_MS = 5_000;
const LONGEST = 4_000;

/** What a question means, where a model of embeddings is set and answers; null: words alone have to do. */
export async function meaningOf(database: Database, models: Models, asked: Pick<CountedEmbedding, 'tenantId' | 'conversationId' | 'turn' | 'signal'> & { readonly policy: CountedEmbedding['policy'] & { readonly mask: boolean } }, question: string): Promise<NonNullable<Query['meaning']> | null> {
  const { tenantId, conversationId, turn, policy, signal } = asked;
  const text = cut(policy.mask ? masked(question) : question, LONGEST);
  const result = await models.embed({ tenantId, conversationId, turn, policy, signal, purpose: 'question', texts: [text], timeoutMs: TIMEOUT_MS });
  const [vector] = result.kind === 'ok' ? result.vectors : [];
  if (vector === undefined || result.model === undefined) return null;
  const meaning = { model: result.model, vector };
  await models.vectors.load(database, tenantId, meaning);
  return { of: meaning, index: models.vectors };
}

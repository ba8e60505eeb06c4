import { ApplicationFailure } from '@temporalio/activity';
import { cut } from '../../domain/text/cut.ts';
import { activeAiPolicy } from '../../store/ai/policy.ts';
import { keepVectors, passagesWithoutVector } from '../../store/knowledge/vectors.ts';
import type { AiDependencies } from './dependencies.ts';
import { unitOfWork } from '../../store/db/retries.ts';

const BATCH = 32;
const TIMEOUT_MS = 60_000;
/** Maximum characters of a text to embed; longer than a passage, whose heading may be long. */
const LONGEST = 8_000;

/**
 * Embeds the next batch of published passages and stores the vectors. Stored passages are not embedded again: if the
 * process is killed in between, at most one batch is paid for twice.
 * @returns `more`: call again; `done`; `capped`: the tenant's budget is used up.
 * @throws ApplicationFailure with a `FailureCode` as its type if the model does not answer.
 */
export async function readPassages(
  { database, models }: Pick<AiDependencies, 'database' | 'models'>,
  tenantId: string,
  signal: AbortSignal,
): Promise<'more' | 'done' | 'capped'> {
  const unitOf = unitOfWork(database);
  const embedder = await models.embedder(tenantId);
  if (embedder === null) return 'done';
  const { policy, passages } = await unitOf(tenantId, async unit => ({
    policy: await activeAiPolicy(unit),
    passages: await passagesWithoutVector(unit, embedder.name, BATCH),
  }));
  // If the AI is off, nothing is sent to a model.
  if (policy === null || policy.mode === 'off' || passages.length === 0) return 'done';
  const result = await models.embed({
    tenantId,
    conversationId: null,
    turn: null,
    policy,
    purpose: 'passages',
    texts: passages.map(passage => cut(passage.text, LONGEST)),
    timeoutMs: TIMEOUT_MS,
    signal,
  });
  if (result.kind === 'no_model') return 'done';
  if (result.kind === 'capped') return 'capped';
  if (result.kind === 'failed')
    throw ApplicationFailure.create({
      message: 'the model of embeddings did not answer',
      type: result.code,
      nonRetryable: !result.retryable,
    });
  const { vectors, model = embedder.name } = result;
  await unitOf(tenantId, unit =>
    keepVectors(
      unit,
      model,
      passages.flatMap(({ id }, place) => (vectors[place] === undefined ? [] : [{ id, vector: vectors[place] }])),
    ),
  );
  return passages.length < BATCH ? 'done' : 'more';
}

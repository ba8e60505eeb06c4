import { Loader } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { AiEndpoint } from '../../lib/api/index.ts';
import { inList, inNumber } from '../../lib/time.ts';
import { ErrorState, SkeletonList, StatusChip } from '../../ui/index.ts';
import { InsecureUntil } from '../../ui/insecure-until.tsx';
import { ModelForm } from './model-form.tsx';
import { useModelProblem } from './model-problems.ts';
import { aiQueries } from './queries.ts';
import classes from './ai.module.css';

const CAPABILITIES = ['json_schema', 'json_object', 'prompt'] as const;
type Capability = (typeof CAPABILITIES)[number];

/** The model behind the AI: the operator's, or one of the company's own. */
export function Model() {
  const { t } = useTranslation('ai');
  const { data, error, refetch } = useQuery(aiQueries.endpoint());
  if (data === undefined)
    return error === null ? (
      <SkeletonList withPicture={false} />
    ) : (
      <ErrorState what={t('model.what')} error={error} onRetry={() => void refetch()} />
    );
  const { endpoint, passages, read } = data;
  const models = read.map(each => t('model.readBy', { passages: inNumber(each.passages), model: each.model }));
  return (
    <div className={classes['stack']}>
      <section className={classes['card']} aria-label={t('part.model')}>
        {endpoint === null ? <p className={classes['words']}>{t('model.operators')}</p> : <State endpoint={endpoint} />}
        {endpoint?.insecureUntil != null && <InsecureUntil time={endpoint.insecureUntil} />}
        <ModelForm endpoint={endpoint} />
      </section>
      <p className={classes['hint']}>
        {models.length === 0
          ? t('model.byWords', { count: passages })
          : t('model.byMeaning', { count: passages, models: inList(models) })}
      </p>
    </div>
  );
}

/** Whether the model answers, and whether articles are found by meaning. */
function State({ endpoint }: { readonly endpoint: AiEndpoint }) {
  const { t } = useTranslation('ai');
  const problemOf = useModelProblem();
  const { capability, problem, checkedAt, embeddingModel, embeddingDimensions, embeddingProblem } = endpoint;
  const { transcriptionModel, transcriptionWorks, transcriptionProblem } = endpoint;
  if (checkedAt === null)
    return (
      <p className={classes['working']} role="status">
        <Loader size="xs" aria-hidden />
        {t('model.trying')}
      </p>
    );
  return (
    <div className={classes['stack']} role="status">
      <div className={classes['buttons']}>
        {capability === null ? (
          <StatusChip meaning="bad">{t('model.notUsed')}</StatusChip>
        ) : (
          <StatusChip meaning="ok">
            {t('model.answers', {
              how: CAPABILITIES.includes(capability as Capability)
                ? t(`model.capability.${capability as Capability}`)
                : capability,
            })}
          </StatusChip>
        )}
        {embeddingModel !== null &&
          (embeddingDimensions === null ? (
            <StatusChip meaning="warn">{t('model.noEmbeddings')}</StatusChip>
          ) : (
            <StatusChip meaning="ok">{t('model.embeddings', { count: embeddingDimensions })}</StatusChip>
          ))}
        {transcriptionModel != null && (
          <StatusChip meaning={transcriptionWorks ? 'ok' : 'warn'}>
            {transcriptionWorks ? t('model.transcriptions') : t('model.noTranscriptions')}
          </StatusChip>
        )}
      </div>
      {capability === null && <p className={classes['words']}>{problemOf(problem)}</p>}
      {embeddingModel !== null && embeddingDimensions === null && (
        <p className={classes['words']}>{t('model.embeddingsWhy', { why: problemOf(embeddingProblem) })}</p>
      )}
      {transcriptionModel != null && !transcriptionWorks && (
        <p className={classes['words']}>{t('model.transcriptionsWhy', { why: problemOf(transcriptionProblem) })}</p>
      )}
    </div>
  );
}

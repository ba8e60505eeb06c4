import { Button, Loader, MultiSelect, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { contactName } from '../../lib/people.ts';
import { inNumber } from '../../lib/time.ts';
import { ErrorState, PageForm } from '../../ui/index.ts';
import { Problem } from './problem.tsx';
import { aiQueries } from './queries.ts';
import { TrialResult } from './trial-result.tsx';
import type { useTrial } from './use-trial.ts';
import classes from './ai.module.css';

/** Tries the policy as it stands on the page: what the AI would say to questions, and to what customers began with. */
export function Trial({
  trial: { form, trial },
  isSaved,
}: {
  readonly trial: ReturnType<typeof useTrial>;
  /** Whether the newest policy is what is tried. */
  readonly isSaved: boolean;
}) {
  const { t } = useTranslation('ai');
  const past = useQuery(aiQueries.past());
  const fault = form.wordsAt('policy');
  const found = trial.data;
  return (
    <div className={classes['stack']}>
      <p id={form.at('policy').id} className={classes['hint']}>
        {isSaved ? t('trial.newest') : t('trial.unsaved')}
      </p>
      <PageForm form={form} className={classes['stack']}>
        <Textarea
          label={t('trial.questions')}
          dir="auto"
          autosize
          minRows={3}
          maxRows={12}
          {...form.fields.text('questions')}
        />
        <MultiSelect
          label={t('trial.past')}
          searchable
          data={(past.data?.items ?? []).map(({ id, contact, lastMessage }) => ({
            value: id,
            label: t('trial.pastOne', {
              name: contactName(contact) ?? t('trial.nameless'),
              text: lastMessage?.preview ?? '',
            }),
          }))}
          nothingFoundMessage={t('trial.noPast')}
          {...form.fields.list('chosen')}
        />
        <Problem text={fault === null ? null : t('trial.policyWrong', { fault })} />
        <Problem text={form.problem} />
        <Button type="submit" fullWidth loading={form.isPending}>
          {t('trial.try')}
        </Button>
      </PageForm>
      {found === undefined && trial.error !== null && (
        <ErrorState what={t('trial.what')} error={trial.error} onRetry={() => void trial.refetch()} />
      )}
      <div role="status">
        {found?.state === 'running' && (
          <span className={classes['working']}>
            <Loader size="xs" aria-hidden />
            {t('trial.progress', { done: inNumber(found.results.length), total: inNumber(found.total) })}
          </span>
        )}
      </div>
      {found?.state === 'failed' && <Problem text={t('trial.failed')} />}
      {found?.results.map((result, place) => (
        <TrialResult key={place} result={result} />
      ))}
    </div>
  );
}

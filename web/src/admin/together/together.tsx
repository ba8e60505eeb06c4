import { Switch } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { answerOf, client } from '../../lib/api/index.ts';
import { ErrorNote, ErrorState, Page, SkeletonList } from '../../ui/index.ts';
import { settingsQueries } from '../four-eyes/index.ts';
import card from '../card.module.css';

/** How people work together: whether agents are shown administrators who read along. */
export function TogetherSettings() {
  const { t } = useTranslation('settings');
  const queries = useQueryClient();
  const settings = useQuery(settingsQueries.all());
  const change = useMutation({
    mutationFn: (supervisorsShown: boolean) => answerOf(client.PUT('/api/v1/settings', { body: { supervisorsShown } })),
    onMutate: () => queries.cancelQueries({ queryKey: settingsQueries.all().queryKey }),
    onSuccess: ({ jobId: _, ...now }) => queries.setQueryData(settingsQueries.all().queryKey, now),
  });
  return (
    <Page title={t('page.together')} about={t('together.about')}>
      <div className={card['stack']}>
        {change.error !== null && <ErrorNote error={change.error} onDismiss={change.reset} />}
        {settings.isPending && <SkeletonList withPicture={false} />}
        {settings.data === undefined && settings.error !== null && (
          <ErrorState what={t('together.names')} error={settings.error} onRetry={() => void settings.refetch()} />
        )}
        {settings.data !== undefined && (
          <section className={card['card']} aria-label={t('together.readingAlong')}>
            <div className={card['row']}>
              <Switch
                label={t('together.shown')}
                description={t('together.shownAbout')}
                checked={settings.data.supervisorsShown}
                disabled={change.isPending}
                onChange={event => change.mutate(event.currentTarget.checked)}
              />
            </div>
          </section>
        )}
      </div>
    </Page>
  );
}

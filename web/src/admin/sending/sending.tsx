import { Select } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { answerOf, client } from '../../lib/api/index.ts';
import { ErrorState, Page, SkeletonList } from '../../ui/index.ts';
import { settingsQueries } from '../four-eyes/index.ts';
import card from '../card.module.css';

/** Seconds, as people want them; the API takes all from 0 to 10. */
const CHOICES = [0, 3, 5, 10] as const;

/** How messages leave the workbench: for how long one can be taken back. */
export function Sending() {
  const { t } = useTranslation('settings');
  const settings = useQuery(settingsQueries.all());
  return (
    <Page title={t('page.sending')} about={t('sending.about')}>
      <div className={card['stack']}>
        {settings.data !== undefined && <UndoSeconds saved={settings.data.undoSendSeconds} />}
        {settings.data === undefined &&
          (settings.error === null ? (
            <SkeletonList withPicture={false} />
          ) : (
            <ErrorState what={t('sending.names')} error={settings.error} onRetry={() => void settings.refetch()} />
          ))}
      </div>
    </Page>
  );
}

function UndoSeconds({ saved }: { readonly saved: number }) {
  const { t } = useTranslation('settings');
  const queries = useQueryClient();
  const { queryKey } = settingsQueries.all();
  const change = useMutation({
    mutationFn: (undoSendSeconds: number) => answerOf(client.PUT('/api/v1/settings', { body: { undoSendSeconds } })),
    onMutate: () => queries.cancelQueries({ queryKey }),
    onSuccess: ({ jobId: _, ...now }) => queries.setQueryData(queryKey, now),
  });
  const shown = change.isPending ? change.variables : saved;
  const choices = [...new Set<number>([...CHOICES, shown])].sort((one, two) => one - two);
  return (
    <section className={card['card']} aria-label={t('sending.undo')}>
      <div className={card['row']}>
        <Select
          label={t('sending.undo')}
          description={t('sending.undoHint')}
          allowDeselect={false}
          data={choices.map(count => ({
            value: String(count),
            label: count === 0 ? t('sending.off') : t('sending.seconds', { count }),
          }))}
          value={String(shown)}
          disabled={change.isPending}
          error={change.error?.message}
          onChange={value => change.mutate(Number(value))}
        />
      </div>
    </section>
  );
}

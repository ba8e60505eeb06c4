import { Button } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Template } from '../../lib/api/index.ts';
import { answerOf, client } from '../../lib/api/index.ts';
import { useMe } from '../../lib/me.ts';
import { dayAndTime, inFull } from '../../lib/time.ts';
import { useAwaited } from '../../lib/use-awaited.ts';
import { useWhenChanged } from '../../lib/use-when-changed.ts';
import { ErrorNote, ErrorState, Page, SkeletonList } from '../../ui/index.ts';
import { FourEyes } from '../four-eyes/index.ts';
import { NewTemplate } from './new-template.tsx';
import { MINUTE, SOON_MS, templateQueries } from './queries.ts';
import { TemplateChanges } from './template-changes.tsx';
import { TemplateList } from './template-list.tsx';
import card from '../card.module.css';

/** The tenant's message templates: what WhatsApp says of each, new ones, and what waits for a second administrator. */
export function Templates() {
  const { t } = useTranslation('templates');
  const me = useMe();
  const { found, templates, sync, isSyncing } = useTemplates();
  const read = lastSync(templates);
  return (
    <Page
      title={t('title')}
      about={
        <>
          {t('about')} {read !== '' && <span title={inFull(read)}>{t('readAt', { time: dayAndTime(read) })}</span>}
        </>
      }
      actions={
        <>
          <Button variant="default" loading={isSyncing} onClick={() => sync.mutate()}>
            {t('sync')}
          </Button>
          <NewTemplate />
        </>
      }
    >
      <div className={card['stack']}>
        {sync.error !== null && <ErrorNote error={sync.error} onDismiss={sync.reset} />}
        <FourEyes me={me} setting="templateFourEyes" what={t('fourEyes')} />
        <TemplateChanges />
        {found.isPending && <SkeletonList withPicture={false} />}
        {templates === undefined && found.error !== null && (
          <ErrorState what={t('names')} error={found.error} onRetry={() => void found.refetch()} />
        )}
        {templates !== undefined && <TemplateList templates={templates} />}
        {found.hasNextPage && (
          <div className={card['more']}>
            <Button variant="default" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
              {t('more')}
            </Button>
          </div>
        )}
      </div>
    </Page>
  );
}

/** When the template was read that was read longest ago: it changes when all have been read. */
function lastSync(templates: readonly Template[] | undefined): string {
  const [oldest] = (templates ?? []).map(({ syncedAt }) => syncedAt).sort();
  return oldest ?? '';
}

/** The templates, and how they are read from WhatsApp now. */
function useTemplates() {
  const queries = useQueryClient();
  const awaited = useAwaited();
  const found = useInfiniteQuery({
    ...templateQueries.all(),
    refetchInterval: ({ state }) => {
      const known = state.data?.pages.flatMap(({ items }) => items);
      if (awaited.isAwaited(lastSync(known))) return SOON_MS;
      return known?.some(({ status }) => status === 'PENDING') === true ? SOON_MS : MINUTE;
    },
  });
  const templates = found.data?.pages.flatMap(({ items }) => items);
  const read = lastSync(templates);
  const sync = useMutation({
    mutationFn: () => answerOf(client.POST('/api/v1/templates/sync', { body: {} })),
    onMutate: () => awaited.begin(read),
    onError: awaited.end,
  });
  const changes = useQuery(templateQueries.changes());
  // A change that has ended is seen in the list.
  useWhenChanged(
    changes.data?.items.map(({ id, state }) => `${id} ${state}`).join(),
    () => void queries.invalidateQueries({ queryKey: templateQueries.all().queryKey }),
  );
  return { found, templates, sync, isSyncing: sync.isPending || awaited.isAwaited(read) };
}

import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '../../ui/index.ts';
import { HitRow } from './hit-row.tsx';
import type { Hit, Kind } from './queries.ts';
import { searchQueries } from './queries.ts';
import classes from './search.module.css';

const idOf = ({ messageId, contactId }: Hit): string => messageId ?? contactId;

/** What was found of one kind; nothing at all where there is none. */
export function Hits({ kind, q }: { readonly kind: Kind; readonly q: string }) {
  const { t } = useTranslation('search');
  const found = useInfiniteQuery(searchQueries.hits(kind, q));
  const { data, error, hasNextPage, isFetchingNextPage } = found;
  const items = data?.pages.flatMap(page => page.items) ?? [];
  if (error !== null && data === undefined)
    return <ErrorState what={t(`group.${kind}`)} error={error} onRetry={() => void found.refetch()} />;
  // A server of the release before does not tell.
  const isPartial = data?.pages.some(page => page.isPartial) === true;
  if (items.length === 0 && !hasNextPage && !isPartial) return null;
  return (
    <section aria-label={t(`group.${kind}`)} aria-busy={found.isPlaceholderData} className={classes['group']}>
      <h2 className={classes['heading']}>{t(`group.${kind}`)}</h2>
      <ul className={classes['hits']}>
        {items.map(hit => (
          <li key={idOf(hit)}>
            <HitRow hit={hit} />
          </li>
        ))}
      </ul>
      {isPartial && <p className={classes['partial']}>{t('partial')}</p>}
      {hasNextPage && (
        <Button
          variant="default"
          size="compact-sm"
          loading={isFetchingNextPage}
          onClick={() => void found.fetchNextPage()}
        >
          {items.length === 0 ? t('further') : t('more')}
        </Button>
      )}
    </section>
  );
}

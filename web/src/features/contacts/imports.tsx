import { useRef } from 'react';
import { Alert, Button, FileButton } from '@mantine/core';
import { IconFileImport } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { EmptyState, ErrorState, Page, SkeletonList } from '../../ui/index.ts';
import { ProblemText } from '../../ui/problem-text.tsx';
import { ImportCard } from './import-card.tsx';
import { contactsQueries } from './queries.ts';
import { importContacts } from './import-contacts.ts';
import classes from './contacts.module.css';

/** The first line of a file, as it may be. */
const EXAMPLE = 'phone,name,tags,city';

/** Files of contacts: brought, looked at, done, and taken back. */
export function Imports() {
  const { t } = useTranslation('contacts');
  const queries = useQueryClient();
  const reset = useRef<() => void>(null);
  const found = useInfiniteQuery(contactsQueries.importList());
  const items = found.data?.pages.flatMap(page => page.items) ?? [];
  const bring = useMutation({
    mutationFn: importContacts,
    onSettled: () => queries.invalidateQueries({ queryKey: contactsQueries.imports() }),
  });
  return (
    <Page
      title={t('import.title')}
      about={<Link to="/contacts">{t('back')}</Link>}
      actions={
        <FileButton
          accept=".csv,.txt,.tsv,text/csv"
          resetRef={reset}
          onChange={chosen => {
            // The same one can be chosen again, when it is mended.
            reset.current?.();
            if (chosen !== null) bring.mutate(chosen);
          }}
        >
          {props => (
            <Button {...props} loading={bring.isPending}>
              {t('import.choose')}
            </Button>
          )}
        </FileButton>
      }
    >
      <div className={classes['page']}>
        <p className={classes['text']}>{t('import.hint')}</p>
        <p className={classes['text']}>
          <code dir="ltr">{EXAMPLE}</code>
        </p>
        {bring.error !== null && (
          <Alert color="bad" role="alert">
            <ProblemText error={bring.error} />
          </Alert>
        )}
        {found.isPending && <SkeletonList withPicture={false} />}
        {found.data === undefined && found.error !== null && (
          <ErrorState what={t('import.names')} error={found.error} onRetry={() => void found.refetch()} />
        )}
        {found.data !== undefined && items.length === 0 && (
          <EmptyState icon={IconFileImport} title={t('import.none')}>
            {t('import.noneWhy')}
          </EmptyState>
        )}
        {items.map(each => (
          <ImportCard key={each.id} imported={each} />
        ))}
        {found.hasNextPage && (
          <Button
            variant="default"
            className={classes['more'] ?? ''}
            loading={found.isFetchingNextPage}
            onClick={() => void found.fetchNextPage()}
          >
            {t('more')}
          </Button>
        )}
      </div>
    </Page>
  );
}

import { useState } from 'react';
import { Button, TextInput } from '@mantine/core';
import { IconMessage } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { CannedResponse } from '../../lib/api/index.ts';
import { cannedQueries } from '../../lib/canned.ts';
import { useMe } from '../../lib/me.ts';
import { useAsked } from '../../lib/use-asked.ts';
import { Confirm, EmptyState, ErrorNote, ErrorState, Page, SkeletonList } from '../../ui/index.ts';
import { CannedForm } from './canned-form.tsx';
import { CannedRow } from './canned-row.tsx';
import { useRemoveCanned } from './use-canned-changes.ts';
import card from '../card.module.css';

/** Which one is being written; null: a new one. */
interface Opened {
  readonly response: CannedResponse | null;
}

/** Canned responses: administrators write those that are shared, everybody their own. */
export function CannedResponses() {
  const { t } = useTranslation('canned');
  const isAdmin = useMe().role === 'TENANT_ADMIN';
  const [query, setQuery] = useState('');
  const [opened, setOpened] = useState<Opened | null>(null);
  const removing = useAsked<CannedResponse>();
  const remove = useRemoveCanned();
  return (
    <Page
      title={t('title')}
      about={t(isAdmin ? 'aboutAll' : 'aboutOwn')}
      actions={<Button onClick={() => setOpened({ response: null })}>{t('new')}</Button>}
    >
      <div className={card['stack']}>
        <TextInput
          type="search"
          aria-label={t('search')}
          placeholder={t('search')}
          dir="auto"
          value={query}
          onChange={event => setQuery(event.currentTarget.value)}
        />
        <Found
          query={query}
          onEdit={response => setOpened({ response })}
          onRemove={response => {
            remove.reset();
            removing.ask(response);
          }}
        />
      </div>
      {opened !== null && <CannedForm response={opened.response} onClose={() => setOpened(null)} />}
      <Confirm
        opened={removing.isOpen}
        title={t('remove.title', { title: removing.about?.title ?? '' })}
        confirm={t('remove.save')}
        destructive
        isPending={remove.isPending}
        error={remove.error}
        onClose={removing.close}
        onConfirm={() => {
          if (removing.about !== null) remove.mutate(removing.about.id, { onSuccess: removing.close });
        }}
      >
        {t('remove.text')}
      </Confirm>
    </Page>
  );
}

/** Those that fit what is looked for; empty: all. */
function Found({
  query,
  onEdit,
  onRemove,
}: {
  readonly query: string;
  readonly onEdit: (response: CannedResponse) => void;
  readonly onRemove: (response: CannedResponse) => void;
}) {
  const { t } = useTranslation('canned');
  const found = useInfiniteQuery(cannedQueries.list(query));
  const items = found.data?.pages.flatMap(page => page.items) ?? [];
  if (found.isPending) return <SkeletonList withPicture={false} />;
  if (found.data === undefined)
    return <ErrorState what={t('names')} error={found.error} onRetry={() => void found.refetch()} />;
  if (items.length === 0)
    return (
      <EmptyState icon={IconMessage} title={t(query.trim() === '' ? 'none' : 'noneFits')}>
        {t('hint')}
      </EmptyState>
    );
  return (
    <>
      <div className={card['card']}>
        {items.map(response => (
          <CannedRow
            key={response.id}
            response={response}
            onEdit={() => onEdit(response)}
            onRemove={() => onRemove(response)}
          />
        ))}
      </div>
      {found.isFetchNextPageError && <ErrorNote error={found.error} />}
      {found.hasNextPage && (
        <div className={card['more']}>
          <Button variant="default" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
            {t('more')}
          </Button>
        </div>
      )}
    </>
  );
}

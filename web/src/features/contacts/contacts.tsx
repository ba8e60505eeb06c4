import { useEffect, useRef, useState } from 'react';
import { Button, CloseButton, SegmentedControl, TextInput } from '@mantine/core';
import { IconAddressBook } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../lib/me.ts';
import { EmptyState, ErrorNote, ErrorState, Page, SkeletonList } from '../../ui/index.ts';
import { ContactRow } from './contact-row.tsx';
import { NewContact } from './new-contact.tsx';
import { Proposals } from './proposals.tsx';
import type { ContactsAsked } from './queries.ts';
import { contactsQueries } from './queries.ts';
import classes from './contacts.module.css';

/** After the last key; who types goes on sooner. */
const PAUSE_MS = 200;
const LONGEST = 200;

/** All contacts that one may see. What they are narrowed to stands in the address: the way back leads to it. */
export function Contacts() {
  const { t } = useTranslation('contacts');
  const isAdmin = useMe().role === 'TENANT_ADMIN';
  const asked = useSearch({ from: '/contacts/' });
  const navigate = useNavigate();
  const [isNew, setNew] = useState(false);
  const [made, setMade] = useState<string | null>(null);
  // Once its form is gone: that would ask whether it is to be left.
  useEffect(() => {
    if (made !== null && !isNew) void navigate({ to: '/contacts/$contactId', params: { contactId: made } });
  }, [made, isNew, navigate]);
  return (
    <Page
      title={t('title')}
      about={t('about')}
      actions={
        isAdmin && (
          <>
            <Button component={Link} to="/contacts/imports" variant="default">
              {t('imports')}
            </Button>
            <Button component="a" href={exportOf(asked)} download variant="default">
              {t(asked.q === undefined ? 'export' : 'exportAll')}
            </Button>
            <Button onClick={() => setNew(true)}>{t('new')}</Button>
          </>
        )
      }
    >
      <div className={classes['page']}>
        <Narrowed asked={asked} />
        {isAdmin && <Proposals />}
        <Found asked={asked} />
      </div>
      {isNew && <NewContact onMade={setMade} onClose={() => setNew(false)} />}
    </Page>
  );
}

/** Words that are looked for do not narrow it: what is found by them is ranked, and no list. */
function exportOf({ tag, blocked }: ContactsAsked): string {
  const query = new URLSearchParams({
    ...(tag === undefined ? {} : { tag }),
    ...(blocked === undefined ? {} : { blocked: String(blocked) }),
  }).toString();
  return `/api/v1/contacts/export${query === '' ? '' : `?${query}`}`;
}

/** What is looked for. */
function Narrowed({ asked }: { readonly asked: ContactsAsked }) {
  const { t } = useTranslation('contacts');
  const navigate = useNavigate();
  const [typed, setTyped] = useState(asked.q ?? '');
  const go = (changed: ContactsAsked): void =>
    void navigate({ to: '/contacts', search: before => ({ ...before, ...changed }), replace: true });
  const { q = '' } = asked;
  /** What this page has written into the address; anything else there was put there by a link. */
  const written = useRef(q);
  useEffect(() => {
    if (q === written.current) return;
    written.current = q;
    setTyped(q);
  }, [q]);
  useEffect(() => {
    if (typed === q) return;
    const timer = setTimeout(() => {
      written.current = typed;
      go({ q: typed === '' ? undefined : typed });
    }, PAUSE_MS);
    return () => clearTimeout(timer);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- what is typed decides; the address follows it
  }, [typed]);
  return (
    <div className={classes['narrow']}>
      <TextInput
        type="search"
        className={classes['box'] ?? ''}
        aria-label={t('search')}
        placeholder={t('search')}
        maxLength={LONGEST}
        dir="auto"
        rightSection={typed !== '' && <CloseButton aria-label={t('clear')} onClick={() => setTyped('')} />}
        value={typed}
        onChange={event => setTyped(event.currentTarget.value)}
      />
      <SegmentedControl
        aria-label={t('which')}
        data={(['all', 'blocked'] as const).map(value => ({ value, label: t(`show.${value}`) }))}
        value={asked.blocked === true ? 'blocked' : 'all'}
        onChange={value => go({ blocked: value === 'blocked' ? true : undefined })}
      />
      {asked.tag !== undefined && (
        <Button
          variant="light"
          color="quiet"
          rightSection={<span aria-hidden>×</span>}
          aria-label={t('withoutTag', { tag: asked.tag })}
          onClick={() => go({ tag: undefined })}
        >
          <bdi>{asked.tag}</bdi>
        </Button>
      )}
    </div>
  );
}

function Found({ asked }: { readonly asked: ContactsAsked }) {
  const { t } = useTranslation('contacts');
  const found = useInfiniteQuery(contactsQueries.list(asked));
  const items = found.data?.pages.flatMap(page => page.items) ?? [];
  const isNarrowed = Object.values(asked).some(value => value !== undefined);
  if (found.isPending) return <SkeletonList />;
  if (found.data === undefined)
    return <ErrorState what={t('names')} error={found.error} onRetry={() => void found.refetch()} />;
  // A server of the release before does not tell.
  const isPartial = found.data.pages.some(page => page.isPartial);
  if (items.length === 0)
    return (
      <EmptyState icon={IconAddressBook} title={t(isNarrowed ? 'noneFits' : 'none')}>
        {t(isPartial ? 'partial' : isNarrowed ? 'noneFitsWhy' : 'noneWhy')}
      </EmptyState>
    );
  return (
    <>
      <ul className={classes['list']} aria-label={t('names')}>
        {items.map(contact => (
          <li key={contact.id}>
            <ContactRow contact={contact} asked={asked} />
          </li>
        ))}
      </ul>
      {isPartial && <p className={classes['partial']}>{t('partial')}</p>}
      {found.isFetchNextPageError && <ErrorNote error={found.error} />}
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
    </>
  );
}

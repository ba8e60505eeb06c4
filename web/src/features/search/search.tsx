import type { KeyboardEvent } from 'react';
import { useEffect, useRef, useState } from 'react';
import { CloseButton, Loader, TextInput, VisuallyHidden } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { EmptyState, Page } from '../../ui/index.ts';
import { Hits } from './hits.tsx';
import { KINDS, searchQueries } from './queries.ts';
import classes from './search.module.css';

/** After the last key; who types goes on sooner. */
const PAUSE_MS = 200;
const LONGEST = 200;

/** Contacts, messages and notes by what is typed. What is looked for stands in the address: the way back leads to it. */
export function Search() {
  const { t } = useTranslation('search');
  const navigate = useNavigate();
  const { q = '' } = useSearch({ from: '/search' });
  const [typed, setTyped] = useState(q);
  const region = useRef<HTMLDivElement>(null);
  const box = useRef<HTMLInputElement>(null);
  /** What this page has written into the address; anything else there was put there by a link or a key. */
  const written = useRef(q);
  useEffect(() => {
    if (q === written.current) return;
    written.current = q;
    setTyped(q);
    box.current?.focus();
  }, [q]);
  useEffect(() => {
    if (typed === q) return;
    const timer = setTimeout(() => {
      written.current = typed;
      void navigate({ to: '/search', search: { q: typed === '' ? undefined : typed }, replace: true });
    }, PAUSE_MS);
    return () => clearTimeout(timer);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- what is typed decides; the address follows it
  }, [typed]);
  return (
    <Page title={t('title')} about={t('hint')}>
      <div ref={region} className={classes['search']} onKeyDown={event => move(event, region.current)}>
        <TextInput
          ref={box}
          type="search"
          data-hit
          autoFocus
          aria-label={t('box')}
          placeholder={t('box')}
          maxLength={LONGEST}
          rightSection={typed !== '' && <CloseButton aria-label={t('clear')} onClick={() => setTyped('')} />}
          value={typed}
          onChange={event => setTyped(event.currentTarget.value)}
        />
        {q.trim() === '' ? <EmptyState title={t('begin')} /> : <Found q={q} />}
      </div>
    </Page>
  );
}

/** All kinds; what there is none of is left out. */
function Found({ q }: { readonly q: string }) {
  const { t } = useTranslation('search');
  const kinds = [
    useInfiniteQuery(searchQueries.hits('contact', q)),
    useInfiniteQuery(searchQueries.hits('message', q)),
    useInfiniteQuery(searchQueries.hits('note', q)),
  ];
  const isSearching = kinds.some(({ isPending, isPlaceholderData }) => isPending || isPlaceholderData);
  const found = kinds.flatMap(({ data }) => data?.pages ?? []);
  const count = found.reduce((sum, { items }) => sum + items.length, 0);
  const isNothing = kinds.every(
    ({ data }) => data?.pages.every(({ items, nextCursor }) => items.length === 0 && nextCursor === null) === true,
  );
  return (
    <>
      {KINDS.map(kind => (
        <Hits key={kind} kind={kind} q={q} />
      ))}
      {isSearching && kinds.every(({ data }) => data === undefined) && (
        <Loader role="status" size="sm" mx="auto" my="xl" aria-label={t('loading')} />
      )}
      <VisuallyHidden role="status">{isSearching || isNothing ? '' : t('found', { count })}</VisuallyHidden>
      {isNothing && !isSearching && (
        <div role="status">
          <EmptyState title={t('none', { q })}>{t('noneWhy')}</EmptyState>
        </div>
      )}
    </>
  );
}

/** Up and down go from the box through all hits, and back. */
function move(event: KeyboardEvent, region: HTMLElement | null): void {
  const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (by === 0 || event.nativeEvent.isComposing || region === null) return;
  const stops = [...region.querySelectorAll<HTMLElement>('[data-hit]')];
  const to = stops[stops.indexOf(document.activeElement as HTMLElement) + by];
  if (to === undefined) return;
  event.preventDefault();
  to.focus();
}

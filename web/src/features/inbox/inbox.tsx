import { Suspense, lazy, useCallback, useRef, useState } from 'react';
import { Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useParams, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../lib/me.ts';
import { untilLoaded } from '../../lib/until-loaded.ts';
import type { DataListHandle } from '../../ui/index.ts';
import { SkeletonList } from '../../ui/index.ts';
import type { View } from '../conversation/index.ts';
import { VIEWS, conversationQueries, countOf, firstView } from '../conversation/index.ts';
import { ConversationList } from './conversation-list.tsx';
import type { ListedProps, Picking } from './listed.ts';
import { RowsShown } from './rows-shown.ts';
import classes from './inbox.module.css';

/** What not everybody needs at once is loaded beside the page. */
const tools = () => untilLoaded(() => import('./tools/index.ts'));
const Tools = lazy(() => tools().then(({ Tools: it }) => ({ default: it })));
const NarrowedList = lazy(() => tools().then(({ NarrowedList: it }) => ({ default: it })));

/** A list of conversations by view, beside the one that is open. */
export function Inbox() {
  const { t } = useTranslation('inbox');
  const me = useMe();
  const { view = firstView(me), only, saved } = useSearch({ from: '/inbox' });
  const { conversationId } = useParams({ strict: false });
  const list = useRef<DataListHandle>(null);
  const rowsShown = useCallback(() => list.current?.rows() ?? [], []);
  return (
    <div className={classes['inbox']} data-open={conversationId === undefined ? undefined : true}>
      <nav className={classes['list']} aria-label={t('conversations')}>
        <div className={classes['head']}>
          <Title order={1}>{t(`view.${view}`)}</Title>
        </div>
        <Views chosen={view} />
        <Listed {...{ list, view, only, saved }} openId={conversationId ?? null} />
      </nav>
      <section className={classes['thread']} aria-label={t('conversation')}>
        <RowsShown value={rowsShown}>
          <Outlet />
        </RowsShown>
      </section>
    </div>
  );
}

/** The views as links: each can be kept, sent to a colleague and gone back to. */
function Views({ chosen }: { readonly chosen: View }) {
  const { t, i18n } = useTranslation('inbox');
  const { data: counts } = useQuery(conversationQueries.counts());
  return (
    <ul className={classes['views']} aria-label={t('views')}>
      {VIEWS.map(view => (
        <li key={view}>
          <Link
            to="."
            search={before => ({ ...before, view, only: undefined, saved: undefined })}
            className={classes['view'] ?? ''}
            aria-current={view === chosen ? 'page' : undefined}
          >
            {t(`view.${view}`)}
            {counts !== undefined && (
              <span className={classes['count']}> {countOf(view, counts).toLocaleString(i18n.language)}</span>
            )}
          </Link>
        </li>
      ))}
    </ul>
  );
}

const NONE: ReadonlySet<string> = new Set();

/** The conversations of a view, those that are picked, and what can be done with them. */
function Listed(props: ListedProps) {
  const { list, view, only, openId } = props;
  const [picked, setPicked] = useState(NONE);
  const [isPicking, setPicking] = useState(false);
  const shown = `${view} ${JSON.stringify(only)}`;
  const [known, setKnown] = useState(shown);
  // Another list: nothing of it is picked. What it is narrowed by stays open, with what is typed there.
  if (shown !== known) {
    setKnown(shown);
    setPicked(NONE);
    setPicking(false);
  }
  const pick = useRef<Picking['onPick']>(null);
  const place = useRef<HTMLDivElement>(null);
  const onPick = useCallback((id: string, withRange: boolean) => {
    // The tools may still be under way.
    if (pick.current === null) setPicked(before => new Set([...before, id]));
    else pick.current(id, withRange);
  }, []);
  const picking: Picking = { picked, isPicking: isPicking || picked.size > 0, onPick };
  return (
    <div ref={place} className={classes['listed']} data-picking={isPicking || undefined}>
      <Suspense fallback={<div className={classes['tools']} />}>
        <Tools {...props} {...{ picked, setPicked, isPicking, setPicking, pick, place }} />
      </Suspense>
      {only === undefined ? (
        <ConversationList key={shown} ref={list} view={view} openId={openId} picking={picking} />
      ) : (
        <Suspense fallback={<SkeletonList />}>
          <NarrowedList key={shown} ref={list} view={view} only={only} openId={openId} picking={picking} />
        </Suspense>
      )}
    </div>
  );
}

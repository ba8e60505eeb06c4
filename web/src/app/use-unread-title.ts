import { useEffect } from 'react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { conversationQueries } from '../features/conversation/index.ts';
import { offerQueries } from '../features/offers/index.ts';
import { useMe } from '../lib/me.ts';

const ICON = 'data:image/svg+xml,';
/** What waits, and the colour of the dot that says so. */
const DOTS = { offer: '#e0a030', unread: '#d63b3b', nothing: null } as const;
const iconOf = (waits: keyof typeof DOTS): string =>
  ICON +
  encodeURIComponent(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#10231b"/><text x="16" y="22" font-family="sans-serif" font-size="15" font-weight="800" fill="#fff" text-anchor="middle">Sf</text>${
      DOTS[waits] === null ? '' : `<circle cx="25" cy="7" r="7" fill="${DOTS[waits]}"/>`
    }</svg>`,
  );

/**
 * The tab tells that something is offered, and else how many of one's own conversations have something unread, also while
 * another tab is looked at.
 */
export function useUnreadTitle(): void {
  const { t } = useTranslation('app');
  const me = useMe();
  const isAgent = me.role === 'AGENT';
  const mine = useInfiniteQuery({ ...conversationQueries.list('mine'), enabled: isAgent });
  const offers = useQuery({ ...offerQueries.live(), enabled: isAgent }).data?.items.length ?? 0;
  const unread =
    mine.data?.pages.flatMap(({ items }) => items).filter(({ unread, agentId }) => unread > 0 && agentId === me.id)
      .length ?? 0;
  const waits = offers > 0 ? 'offer' : unread > 0 ? 'unread' : 'nothing';
  const titles = {
    offer: t('titleOffer', { count: offers }),
    unread: t('titleUnread', { count: unread }),
    nothing: t('name'),
  };
  const title = titles[waits];
  useEffect(() => {
    document.title = title;
    document.querySelector('link[rel=icon]')?.setAttribute('href', iconOf(waits));
    // Whoever comes next has not been told.
    return () => {
      document.title = t('name');
      document.querySelector('link[rel=icon]')?.setAttribute('href', iconOf('nothing'));
    };
  }, [title, waits, t]);
}

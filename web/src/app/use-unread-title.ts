import { useEffect } from 'react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { conversationQueries } from '../features/conversation/index.ts';
import { useMe } from '../lib/me.ts';

const ICON = 'data:image/svg+xml,';
const iconOf = (hasUnread: boolean): string =>
  ICON +
  encodeURIComponent(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#10231b"/><text x="16" y="22" font-family="sans-serif" font-size="15" font-weight="800" fill="#fff" text-anchor="middle">Sf</text>${
      hasUnread ? '<circle cx="25" cy="7" r="7" fill="#d63b3b"/>' : ''
    }</svg>`,
  );

/** The tab tells how many of one's own conversations have something unread, also while another tab is looked at. */
export function useUnreadTitle(): void {
  const { t } = useTranslation('app');
  const me = useMe();
  const mine = useInfiniteQuery({ ...conversationQueries.list('mine'), enabled: me.role === 'AGENT' });
  const count =
    mine.data?.pages.flatMap(({ items }) => items).filter(({ unread, agentId }) => unread > 0 && agentId === me.id)
      .length ?? 0;
  useEffect(() => {
    document.title = count === 0 ? t('name') : t('titleUnread', { count });
    document.querySelector('link[rel=icon]')?.setAttribute('href', iconOf(count > 0));
    // Whoever comes next has not been told.
    return () => {
      document.title = t('name');
      document.querySelector('link[rel=icon]')?.setAttribute('href', iconOf(false));
    };
  }, [count, t]);
}

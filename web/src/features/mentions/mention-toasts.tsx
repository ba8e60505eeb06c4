import { useEffect, useEffectEvent, useRef } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { lookingFor } from '../conversation/index.ts';
import type { Mention } from '../../lib/api/index.ts';
import { showToast } from '../../ui/index.ts';
import { mentionQueries } from './queries.ts';

/** Tells of each new mention, unless the note stands before one's eyes; leads to it. */
export function MentionToasts() {
  const { t } = useTranslation('together');
  const navigate = useNavigate();
  const router = useRouter();
  const { data } = useQuery(mentionQueries.unseen());
  /** What was there when the page was opened is in the inbox, and no news. */
  const known = useRef<Set<string> | null>(null);
  const tell = useEffectEvent(({ messageId, conversationId, authorName, contactName }: Mention) => {
    if (!document.hidden && router.state.location.pathname.endsWith(conversationId)) return;
    const words = { author: authorName ?? t('mention.somebody'), contact: contactName ?? t('mention.nameless') };
    showToast(t('mention.told', words), {
      onOpen: () =>
        void navigate({
          to: '/inbox/$conversationId',
          params: { conversationId },
          search: lookingFor(messageId),
        }),
    });
  });
  useEffect(() => {
    if (data === undefined) return;
    const fresh = known.current === null ? [] : data.items.filter(({ messageId }) => !known.current?.has(messageId));
    known.current = new Set([...(known.current ?? []), ...data.items.map(({ messageId }) => messageId)]);
    for (const mention of [...fresh].reverse()) tell(mention);
  }, [data]);
  return null;
}

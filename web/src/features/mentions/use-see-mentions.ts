import { useEffect, useSyncExternalStore } from 'react';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { Message } from '../../lib/api/index.ts';
import { answerOf, client } from '../../lib/api/index.ts';
import { mentionQueries } from './queries.ts';

function subscribe(listener: () => void): () => void {
  document.addEventListener('visibilitychange', listener);
  return () => document.removeEventListener('visibilitychange', listener);
}

/**
 * Tells the API which notes that mention one are seen: as soon as they are shown, and not while another tab is looked
 * at. That it is so is told by the socket, in all tabs.
 * @param messages that are shown; undefined: they are being loaded, or could not be.
 */
export function useSeeMentions(conversationId: string, messages: readonly Message[] | undefined): void {
  const isSeen = useSyncExternalStore(subscribe, () => !document.hidden);
  const { data } = useQuery(mentionQueries.unseen());
  const shown = new Set(messages?.map(({ id }) => id));
  const due = (data?.items ?? []).filter(each => each.conversationId === conversationId && shown.has(each.messageId));
  const ids = isSeen ? due.map(({ messageId }) => messageId).join(' ') : '';
  const { mutate } = useMutation({
    mutationFn: (messageIds: string[]) => answerOf(client.POST('/api/v1/mentions/seen', { body: { messageIds } })),
    retry: 3,
  });
  useEffect(() => {
    if (ids !== '') mutate(ids.split(' '));
  }, [ids, mutate]);
}

import { useEffect, useRef } from 'react';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { answerOf, client, isServersFault } from '../../lib/api/index.ts';
import { isWhole } from './merge-messages.ts';
import { AROUND_PAGE, around, threadQueries } from './queries.ts';

/**
 * The message of the address, at which a conversation is opened: where it is not loaded, the thread is loaded around it
 * instead of from its end. Without one, a thread that was loaded around a message begins at its end again.
 * @returns its id as soon as it is loaded; null: there is none, or none that can be seen here.
 */
export function useLookedFor(conversationId: string): string | null {
  const { message } = useSearch({ from: '/inbox' });
  const queries = useQueryClient();
  const { data } = useInfiniteQuery(threadQueries.messages(conversationId));
  const tried = useRef<string | undefined>(undefined);
  const isLoaded = data !== undefined;
  const isThere = data?.pages.some(({ items }) => items.some(({ id }) => id === message)) === true;
  useEffect(() => {
    const { queryKey } = threadQueries.messages(conversationId);
    if (!isLoaded || isThere || tried.current === message) return;
    tried.current = message;
    if (message === undefined) {
      const known = queries.getQueryData(queryKey);
      if (known !== undefined && !isWhole(known)) void queries.resetQueries({ queryKey, exact: true });
      return;
    }
    const place = { params: { path: { id: conversationId }, query: { limit: AROUND_PAGE, around: message } } };
    const written = (): number | undefined => queries.getQueryState(queryKey)?.dataUpdateCount;
    const before = written();
    answerOf(client.GET('/api/v1/conversations/{id}/messages', place)).then(
      async page => {
        if (tried.current !== message) return;
        const isOlder = written() !== before || queries.isFetching({ queryKey, exact: true }) > 0;
        // An answer that is under way is of the end of the thread, and would take the place of this one.
        await queries.cancelQueries({ queryKey, exact: true });
        queries.setQueryData(queryKey, { pages: [page], pageParams: [around(message)] });
        // What was told meanwhile may not be in the answer: it is read once more.
        if (isOlder) void queries.invalidateQueries({ queryKey, exact: true });
      },
      (error: unknown) => {
        // It is gone, or of another conversation: the thread stands at its end. Otherwise it is tried again.
        if (isServersFault(error) && tried.current === message) tried.current = undefined;
      },
    );
  }, [conversationId, message, isLoaded, isThere, queries]);
  return isThere ? (message ?? null) : null;
}

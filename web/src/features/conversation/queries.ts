import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answerOf, client } from '../../lib/api/index.ts';
import type { Narrowed } from './narrowed.ts';
import type { View } from './views.ts';
import { queryOf } from './views.ts';

const PAGE = 50;

/** Keys and queries of conversations. All are kept up to date by events (`patchConversations`). */
export const conversationQueries = {
  lists: () => ['conversations'] as const,
  /** @param narrowed to what fits besides; `meta.belongs` of it tells the events what does. */
  list: (view: View, narrowed?: Narrowed) =>
    infiniteQueryOptions({
      queryKey: [...conversationQueries.lists(), view, ...(narrowed === undefined ? [] : [narrowed])] as const,
      queryFn: ({ pageParam, signal }) =>
        answerOf(
          client.GET('/api/v1/conversations', {
            params: {
              query: {
                ...queryOf(view),
                ...narrowed,
                limit: PAGE,
                ...(pageParam === null ? {} : { cursor: pageParam }),
              },
            },
            signal,
          }),
        ),
      initialPageParam: null as string | null,
      getNextPageParam: page => page.nextCursor,
      staleTime: Infinity,
    }),
  /** How many there are in each state; read again by `countSoon`. */
  counts: () =>
    queryOptions({
      queryKey: ['conversation-counts'] as const,
      queryFn: ({ signal }) => answerOf(client.GET('/api/v1/conversations/counts', { signal })),
      staleTime: Infinity,
    }),
  ones: () => ['conversation'] as const,
  one: (id: string) =>
    queryOptions({
      queryKey: [...conversationQueries.ones(), id] as const,
      queryFn: ({ signal }) => answerOf(client.GET('/api/v1/conversations/{id}', { params: { path: { id } }, signal })),
      staleTime: Infinity,
    }),
};

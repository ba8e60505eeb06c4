import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answerOf, client } from '../../lib/api/index.ts';

const PAGE = 50;
/** As many are loaded around a message. */
export const AROUND_PAGE = PAGE;
const path = (id: string) => ({ path: { id } });

const AROUND = 'around:';
/** As a page's parameter: the page with this message in its middle. */
export const around = (messageId: string): string => `${AROUND}${messageId}`;
const placeOf = (page: string | null) =>
  page === null ? {} : page.startsWith(AROUND) ? { around: page.slice(AROUND.length) } : { cursor: page };

/** Keys and queries of what happens in one conversation. Messages are kept up to date by events (`patchThread`). */
export const threadQueries = {
  allMessages: () => ['messages'] as const,
  /** The newest first, older ones page by page; where a message is looked for, from around it on in both directions. */
  messages: (id: string) =>
    infiniteQueryOptions({
      queryKey: [...threadQueries.allMessages(), id] as const,
      queryFn: ({ pageParam, signal }) =>
        answerOf(
          client.GET('/api/v1/conversations/{id}/messages', {
            params: { ...path(id), query: { limit: PAGE, ...placeOf(pageParam) } },
            signal,
          }),
        ),
      initialPageParam: null as string | null,
      getNextPageParam: page => page.nextCursor,
      getPreviousPageParam: page => page.previousCursor,
      staleTime: Infinity,
    }),
  allEvents: () => ['events'] as const,
  offerHistories: () => ['offer-history'] as const,
  /** Why each offer went to whom it went; read again after each event of an offer (`patchThread`). */
  offerHistory: (id: string) =>
    queryOptions({
      queryKey: [...threadQueries.offerHistories(), id] as const,
      queryFn: ({ signal }) => answerOf(client.GET('/api/v1/conversations/{id}/offers', { params: path(id), signal })),
    }),
};

import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answerOf, client } from './api/index.ts';

/** As many are shown beside a box; whoever looks for others types on. */
const BESIDE_A_BOX = 8;
const PAGE = 50;

/** An empty text is none. */
const asked = (query: string) => (query.trim() === '' ? {} : { q: query.trim() });

/** Keys and queries of canned responses. No event tells of a change. */
export const cannedQueries = {
  all: () => ['canned-responses'] as const,
  /** Those that fit, as they read in a conversation. */
  in: (conversationId: string, query: string) =>
    queryOptions({
      queryKey: [...cannedQueries.all(), 'in', conversationId, query] as const,
      queryFn: ({ signal }) =>
        answerOf(
          client.GET('/api/v1/canned-responses', {
            params: { query: { conversationId, limit: BESIDE_A_BOX, ...asked(query) } },
            signal,
          }),
        ),
      // What was found for the letters before is shown until it is known what is found for these.
      placeholderData: (before, of) => (of?.queryKey[2] === conversationId ? before : undefined),
      staleTime: 10_000,
    }),
  /** All that fit, page by page. */
  list: (query: string) =>
    infiniteQueryOptions({
      queryKey: [...cannedQueries.all(), 'list', query] as const,
      queryFn: ({ pageParam, signal }) =>
        answerOf(
          client.GET('/api/v1/canned-responses', {
            params: { query: { limit: PAGE, ...asked(query), ...(pageParam === null ? {} : { cursor: pageParam }) } },
            signal,
          }),
        ),
      initialPageParam: null as string | null,
      getNextPageParam: page => page.nextCursor,
    }),
};

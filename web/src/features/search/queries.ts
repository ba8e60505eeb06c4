import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query';
import { answerOf, client } from '../../lib/api/index.ts';
import type { components } from '../../lib/api/types.ts';

/** What is found apart from each other, in the order in which it is shown. */
export const KINDS = ['contact', 'message', 'note'] as const;
export type Kind = (typeof KINDS)[number];

export type Hit = components['schemas']['SearchHit'];

const PAGE = 10;

/** Hits of one kind. Not kept up to date: who looks again asks again. */
export const searchQueries = {
  hits: (kind: Kind, q: string) =>
    infiniteQueryOptions({
      queryKey: ['search', kind, q] as const,
      queryFn: async ({ pageParam, signal }) => {
        const query = { q, kind, limit: PAGE, ...(pageParam === null ? {} : { cursor: pageParam }) };
        const { groups } = await answerOf(client.GET('/api/v1/search', { params: { query }, signal }));
        return groups[0] ?? { kind, items: [], nextCursor: null, isPartial: false };
      },
      initialPageParam: null as string | null,
      getNextPageParam: page => page.nextCursor,
      // What was found before stands until something else is: the list does not flicker while one types.
      placeholderData: keepPreviousData,
      staleTime: 0,
    }),
};

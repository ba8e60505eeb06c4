import { infiniteQueryOptions } from '@tanstack/react-query';
import { answerOf, client } from '../../../lib/api/index.ts';
import { threadQueries } from '../queries.ts';
import { TOLD } from './event-types.ts';

const PAGE = 200;

/**
 * What happened in a conversation beside its messages, the newest first. While it is shown, events keep it up to date
 * (`useToldEvents`); what is not shown is forgotten, and read when it is.
 */
export const eventsQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: [...threadQueries.allEvents(), id] as const,
    queryFn: ({ pageParam, signal }) =>
      answerOf(
        client.GET('/api/v1/conversations/{id}/timeline', {
          params: {
            path: { id },
            query: {
              newestFirst: true,
              type: [...TOLD],
              limit: PAGE,
              ...(pageParam === null ? {} : { before: Number(pageParam) }),
            },
          },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: page => page.nextCursor,
    staleTime: Infinity,
    gcTime: 0,
  });

import { queryOptions } from '@tanstack/react-query';
import { answerOf, client } from '../../lib/api/index.ts';

/** The teams that responses can be for. */
export const teamQueries = {
  list: () =>
    queryOptions({
      queryKey: ['teams'] as const,
      queryFn: ({ signal }) => answerOf(client.GET('/api/v1/teams', { signal })),
      staleTime: 60_000,
    }),
};

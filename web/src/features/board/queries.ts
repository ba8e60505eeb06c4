import { queryOptions } from '@tanstack/react-query';
import { answerOf, client, every } from '../../lib/api/index.ts';

/** No event tells of the board: that somebody waits a minute longer happens by itself. */
export const REFRESH_MS = 15_000;

/** How each queue is now. */
export const boardQueries = {
  all: () =>
    queryOptions({
      queryKey: ['board'] as const,
      queryFn: ({ signal }) => answerOf(client.GET('/api/v1/board', { signal })),
      refetchInterval: every(REFRESH_MS),
    }),
};

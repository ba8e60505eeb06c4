import { queryOptions } from '@tanstack/react-query';
import { answerOf, client } from '../../lib/api/index.ts';

/** Keys and queries of where one is mentioned. The socket tells of a change (`beside`), and it is read again. */
export const mentionQueries = {
  /** What one has not seen, the latest first; with a cursor where that is not all. */
  unseen: () =>
    queryOptions({
      queryKey: ['mentions'] as const,
      queryFn: ({ signal }) =>
        answerOf(client.GET('/api/v1/mentions', { params: { query: { unseen: true, limit: 100 } }, signal })),
      staleTime: Infinity,
    }),
};

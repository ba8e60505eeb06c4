import { queryOptions } from '@tanstack/react-query';
import { answerOf, client } from '../../lib/api/index.ts';

/** What is offered to this agent now; kept up to date by events (`patchOffers`). */
export const offerQueries = {
  live: () =>
    queryOptions({
      queryKey: ['offers'] as const,
      queryFn: ({ signal }) => answerOf(client.GET('/api/v1/offers', { signal })),
      staleTime: Infinity,
    }),
};

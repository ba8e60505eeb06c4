import { queryOptions } from '@tanstack/react-query';
import { answerOf, client } from '../../lib/api/index.ts';

export const offerQueries = {
  /** What is offered to this agent now; kept up to date by events (`patchOffers`). */
  live: () =>
    queryOptions({
      queryKey: ['offers'] as const,
      queryFn: ({ signal }) => answerOf(client.GET('/api/v1/offers', { signal })),
      staleTime: Infinity,
    }),
  /** What is needed for one of them, and how the customer began. */
  brief: (id: string) =>
    queryOptions({
      queryKey: ['offer', id] as const,
      queryFn: ({ signal }) => answerOf(client.GET('/api/v1/offers/{id}', { params: { path: { id } }, signal })),
      staleTime: Infinity,
    }),
  /** What was missed and is not told yet; read again when an offer is gone, and when it was told elsewhere. */
  missed: () =>
    queryOptions({
      queryKey: ['offers-missed'] as const,
      queryFn: ({ signal }) => answerOf(client.GET('/api/v1/offers/missed', { signal })),
      staleTime: Infinity,
    }),
};

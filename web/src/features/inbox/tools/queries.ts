import { queryOptions } from '@tanstack/react-query';
import { answerOf, client, every } from '../../../lib/api/index.ts';
import type { components } from '../../../lib/api/types.ts';

export type SavedView = components['schemas']['SavedView'];

const MINUTE = 60_000;

export const savedViewQueries = {
  list: () =>
    queryOptions({
      queryKey: ['saved-views'] as const,
      queryFn: ({ signal }) => answerOf(client.GET('/api/v1/views', { signal })),
      staleTime: MINUTE,
      // Administrators share and change some; no event tells.
      refetchInterval: every(5 * MINUTE),
    }),
};

import { queryOptions } from '@tanstack/react-query';
import { answerOf, client, every } from '../../lib/api/index.ts';

const HALF_A_MINUTE = 30_000;

/** The tenant's settings, and what is to change of them. */
export const settingsQueries = {
  all: () =>
    queryOptions({
      queryKey: ['settings'] as const,
      queryFn: ({ signal }) => answerOf(client.GET('/api/v1/settings', { signal })),
      // Another administrator may propose or agree meanwhile, of which no event tells.
      refetchInterval: every(HALF_A_MINUTE),
    }),
};

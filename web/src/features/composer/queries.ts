import { queryOptions } from '@tanstack/react-query';
import { answerOf, client } from '../../lib/api/index.ts';

/** Keys and queries of what colleagues say to each other. */
export const consultQueries = {
  all: () => ['consults'] as const,
  /** Colleagues who are asked in a conversation, or were. */
  of: (id: string) =>
    queryOptions({
      queryKey: [...consultQueries.all(), id] as const,
      queryFn: ({ signal }) =>
        answerOf(client.GET('/api/v1/conversations/{id}/consults', { params: { path: { id } }, signal })),
    }),
};

/** Keys and queries of who may see a conversation. */
export const colleagueQueries = {
  of: (id: string) =>
    queryOptions({
      queryKey: ['colleagues', id] as const,
      queryFn: ({ signal }) =>
        answerOf(client.GET('/api/v1/conversations/{id}/colleagues', { params: { path: { id } }, signal })),
      // Whoever joins or leaves its queue meanwhile is asked about by the API.
      staleTime: 60_000,
    }),
};

/**
 * The tenant's settings that the workbench follows. They change seldom, and by administrators; the server tells when they
 * do.
 */
export const workbenchSettingsQuery = () =>
  queryOptions({
    queryKey: ['workbench-settings'] as const,
    queryFn: ({ signal }) => answerOf(client.GET('/api/v1/me/settings', { signal })),
    // A server of the release before tells nothing.
    staleTime: 60_000,
  });

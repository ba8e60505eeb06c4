import { queryOptions } from '@tanstack/react-query';
import { answerOf, client } from '../../lib/api/index.ts';

const MOST = 100;

/** How contacts are asked how satisfied they are. No event tells of a change of it. */
export const surveyQueries = {
  settings: () =>
    queryOptions({
      queryKey: ['survey'] as const,
      queryFn: ({ signal }) => answerOf(client.GET('/api/v1/survey', { signal })),
    }),
  /** Templates that WhatsApp has approved, to choose from. */
  templates: () =>
    queryOptions({
      queryKey: ['survey', 'templates'] as const,
      queryFn: ({ signal }) =>
        answerOf(client.GET('/api/v1/templates', { params: { query: { status: 'APPROVED', limit: MOST } }, signal })),
    }),
};

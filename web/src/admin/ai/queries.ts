import { queryOptions } from '@tanstack/react-query';
import { answerOf, client } from '../../lib/api/index.ts';

const CALLS = 10;
const PAST = 50;
const TRIAL_POLL_MS = 700;
const MODEL_POLL_MS = 1_000;
const EXPORTS_POLL_MS = 1_500;

/** Keys and queries of what the AI may do, does and costs. No event tells of any of it. */
export const aiQueries = {
  /** The latest 100 versions, the newest first. */
  policies: () =>
    queryOptions({
      queryKey: ['ai', 'policies'] as const,
      queryFn: ({ signal }) => answerOf(client.GET('/api/v1/ai/policies', { signal })),
    }),
  calls: () =>
    queryOptions({
      queryKey: ['ai', 'calls'] as const,
      queryFn: ({ signal }) =>
        answerOf(client.GET('/api/v1/ai/calls', { params: { query: { limit: CALLS } }, signal })),
    }),
  usage: () =>
    queryOptions({
      queryKey: ['ai', 'usage'] as const,
      queryFn: ({ signal }) => answerOf(client.GET('/api/v1/ai/usage', { signal })),
    }),
  /** The model that is asked; while it is being tried, it is asked for again. */
  endpoint: () =>
    queryOptions({
      queryKey: ['ai', 'endpoint'] as const,
      queryFn: ({ signal }) => answerOf(client.GET('/api/v1/ai/endpoint', { signal })),
      refetchInterval: query => {
        const endpoint = query.state.data?.endpoint ?? null;
        return endpoint !== null && endpoint.checkedAt === null ? MODEL_POLL_MS : false;
      },
    }),
  /** What came of a trial so far. */
  trial: (id: string) =>
    queryOptions({
      queryKey: ['ai', 'trial', id] as const,
      queryFn: ({ signal }) => answerOf(client.GET('/api/v1/ai/trials/{id}', { params: { path: { id } }, signal })),
      refetchInterval: query => (query.state.data?.state === 'running' ? TRIAL_POLL_MS : false),
    }),
  /** Conversations whose beginnings can be tried. */
  past: () =>
    queryOptions({
      queryKey: ['ai', 'past-conversations'] as const,
      queryFn: ({ signal }) =>
        answerOf(client.GET('/api/v1/conversations', { params: { query: { state: 'closed', limit: PAST } }, signal })),
    }),
  grants: () =>
    queryOptions({
      queryKey: ['ai', 'training', 'grants'] as const,
      queryFn: ({ signal }) => answerOf(client.GET('/api/v1/ai/training/grants', { signal })),
    }),
  /** Files of examples; asked for again while one of them is being written. */
  exports: () =>
    queryOptions({
      queryKey: ['ai', 'training', 'exports'] as const,
      queryFn: ({ signal }) => answerOf(client.GET('/api/v1/ai/training/exports', { signal })),
      refetchInterval: query =>
        query.state.data?.items.some(({ state }) => state === 'running') === true ? EXPORTS_POLL_MS : false,
    }),
};

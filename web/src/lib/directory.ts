import { queryOptions } from '@tanstack/react-query';
import { answerOf, client, every } from './api/index.ts';

const MINUTE = 60_000;

/** What many pages look up: who and what there is. No event tells of a change, so each is read again now and then. */
export const directoryQueries = {
  agents: () =>
    queryOptions({
      queryKey: ['agents'] as const,
      queryFn: ({ signal }) => answerOf(client.GET('/api/v1/agents', { signal })),
      // Presence changes by itself, too: missed offers, a lost connection.
      refetchInterval: every(MINUTE / 4),
    }),
  queues: () =>
    queryOptions({
      queryKey: ['queues'] as const,
      queryFn: ({ signal }) => answerOf(client.GET('/api/v1/queues', { signal })),
      staleTime: MINUTE,
      refetchInterval: every(5 * MINUTE),
    }),
  dispositions: () =>
    queryOptions({
      queryKey: ['dispositions'] as const,
      queryFn: ({ signal }) => answerOf(client.GET('/api/v1/dispositions', { signal })),
      staleTime: MINUTE,
      refetchInterval: every(5 * MINUTE),
    }),
  /** Whether the AI can be asked. */
  ai: () =>
    queryOptions({
      queryKey: ['ai', 'offered'] as const,
      queryFn: ({ signal }) => answerOf(client.GET('/api/v1/ai', { signal })),
      staleTime: MINUTE,
      refetchInterval: every(5 * MINUTE),
    }),
  /** For administrators. */
  numbers: () =>
    queryOptions({
      queryKey: ['numbers'] as const,
      queryFn: ({ signal }) => answerOf(client.GET('/api/v1/numbers', { signal })),
      // WhatsApp may refuse what a number sends at any time, and each page says so.
      refetchInterval: every(MINUTE),
    }),
};

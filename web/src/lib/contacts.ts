import { queryOptions } from '@tanstack/react-query';
import { answerOf, client } from './api/index.ts';

const EARLIER = 6;

/** Keys and queries of what is known of a contact. The server tells when it changes (`patchEarlier`, `onBeside`). */
export const contactQueries = {
  ones: () => ['contact'] as const,
  one: (id: string) =>
    queryOptions({
      queryKey: [...contactQueries.ones(), id] as const,
      queryFn: ({ signal }) => answerOf(client.GET('/api/v1/contacts/{id}', { params: { path: { id } }, signal })),
    }),
  allConversations: () => ['contact-conversations'] as const,
  /** The newest conversations with a contact. */
  conversations: (contactId: string) =>
    queryOptions({
      queryKey: [...contactQueries.allConversations(), contactId] as const,
      queryFn: ({ signal }) =>
        answerOf(client.GET('/api/v1/conversations', { params: { query: { contactId, limit: EARLIER } }, signal })),
    }),
};

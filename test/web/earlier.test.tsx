/** What events make of the other conversations with a contact, as the panel shows them. */
import { expect, test } from '@jest/globals';
import { QueryClient } from '@tanstack/react-query';
import type { Conversation } from '../../client/schema.ts';
import { patchEarlier } from '../../web/src/features/contact/patch.ts';
import { contactQueries } from '../../web/src/features/contact/queries.ts';

const one = (id: string, lastSeq: number, state: Conversation['state']): Conversation =>
  ({ id, lastSeq, state, contact: { id: 'ana' } }) as Conversation;
const tell = (queries: QueryClient, conversation: Conversation): void =>
  patchEarlier(queries, {
    type: 'changed',
    cursor: '',
    events: [],
    gone: [],
    conversations: [{ conversation, messages: [] }],
  });

test('one that is listed is shown as it is now, and one that is not has the list read again', () => {
  const queries = new QueryClient();
  const { queryKey } = contactQueries.conversations('ana');
  queries.setQueryData(queryKey, {
    items: [one('a', 3, 'active'), one('b', 9, 'closed')],
    nextCursor: null,
    previousCursor: null,
  });
  const states = () => queries.getQueryData(queryKey)?.items.map(({ state }) => state);
  const isOld = () => queries.getQueryState(queryKey)?.isInvalidated;
  tell(queries, one('a', 4, 'closed'));
  expect([states(), isOld()]).toEqual([['closed', 'closed'], false]);
  // An older state changes nothing.
  tell(queries, one('a', 2, 'queued'));
  expect([states(), isOld()]).toEqual([['closed', 'closed'], false]);
  tell(queries, one('c', 1, 'queued'));
  expect([states(), isOld()]).toEqual([['closed', 'closed'], true]);
  // Of whom nothing is shown, nothing is read.
  tell(queries, { ...one('d', 1, 'queued'), contact: { ...one('d', 1, 'queued').contact, id: 'luis' } });
  expect(queries.getQueryState(contactQueries.conversations('luis').queryKey)).toBeUndefined();
});

/** When the numbers of the views are read again: once for all that moved within a second. */
import { expect, jest, test } from '@jest/globals';
import { QueryClient, QueryObserver } from '@tanstack/react-query';
import type { Conversation } from '../../client/schema.ts';
import { countSoon, hasGone, hasMoved } from '../../web/src/features/conversation/counts.ts';
import { conversationQueries } from '../../web/src/features/conversation/queries.ts';
import { pass, stopTime } from './support/show.tsx';

const one = (id: string, more: Partial<Conversation> = {}): Conversation =>
  ({ id, state: 'queued', agentId: null, queueId: 'q', ...more }) as Conversation;

test('a conversation has moved when its state, agent or queue is another one, or was not known', () => {
  const queries = new QueryClient();
  queries.setQueryData(conversationQueries.one('open').queryKey, one('open'));
  expect(hasMoved(queries, one('open', { unread: 3 }))).toBe(false);
  for (const more of [
    { state: 'active' },
    { state: 'active', agentId: 'me' },
    { state: 'active', queueId: 'r' },
  ] as const)
    expect([hasMoved(queries, one('open', more)), hasMoved(queries, one('open', more))]).toEqual([true, false]);
  expect([hasMoved(queries, one('new')), hasMoved(queries, one('new'))]).toEqual([true, false]);
  // Another client has not heard of it.
  expect(hasMoved(new QueryClient(), one('new'))).toBe(true);
  // Gone, it counts for nothing; back where it was, it counts again.
  hasGone(queries, 'new');
  expect(hasMoved(queries, one('new'))).toBe(true);
});

/** A page that shows the numbers. @returns how often they were read. */
async function looksAt(queries: QueryClient) {
  let reads = 0;
  const observer = new QueryObserver(queries, {
    queryKey: conversationQueries.counts().queryKey,
    queryFn: () => Promise.resolve((reads += 1)),
    staleTime: Infinity,
  });
  const stop = observer.subscribe(() => undefined);
  await pass(0);
  return { reads: () => reads, stop };
}

test('numbers are read again once for all that moves within a second, and not by all at once', async () => {
  stopTime();
  const queries = new QueryClient();
  const seen = await looksAt(queries);
  expect(seen.reads()).toBe(1);
  for (let moved = 0; moved < 50; moved += 1) countSoon(queries);
  await pass(999);
  expect(seen.reads()).toBe(1);
  await pass(1_001);
  expect(seen.reads()).toBe(2);
  countSoon(queries);
  await pass(2_000);
  expect(seen.reads()).toBe(3);
  seen.stop();
});

test('a page that nobody looks at asks when it is looked at again', async () => {
  stopTime();
  const queries = new QueryClient();
  const seen = await looksAt(queries);
  const hidden = jest.spyOn(document, 'hidden', 'get').mockReturnValue(true);
  countSoon(queries);
  countSoon(queries);
  await pass(60_000);
  expect(seen.reads()).toBe(1);
  hidden.mockReturnValue(false);
  document.dispatchEvent(new Event('visibilitychange'));
  await pass(0);
  expect(seen.reads()).toBe(2);
  hidden.mockRestore();
  seen.stop();
});

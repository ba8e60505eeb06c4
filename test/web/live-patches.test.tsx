/** What is pushed is written into what was read, and makes nothing up to date that was to be read again. */
import { expect, test } from '@jest/globals';
import { QueryClient, QueryObserver } from '@tanstack/react-query';
import type { Conversation, Me, Message, Offer } from '../../client/schema.ts';
import { patchSuggestion, patchSuggestions, suggestionQueries } from '../../web/src/features/composer/suggestions.ts';
import { patchEarlier } from '../../web/src/features/contact/patch.ts';
import { contactQueries } from '../../web/src/features/contact/queries.ts';
import { patchConversations } from '../../web/src/features/conversation/patch.ts';
import { conversationQueries } from '../../web/src/features/conversation/queries.ts';
import { patchOffers } from '../../web/src/features/offers/patch.ts';
import { offerQueries } from '../../web/src/features/offers/queries.ts';
import { patchMessage, patchThread } from '../../web/src/features/thread/patch.ts';
import { threadQueries } from '../../web/src/features/thread/queries.ts';
import type { Changed, FeedEvent } from '../../web/src/lib/live/messages.ts';
import { patchQuery } from '../../web/src/lib/patch-query.ts';

const ME = { id: 'me', name: 'Mia', role: 'AGENT', tenantId: 't' } satisfies Me;
const NOBODY = { kind: 'system', id: null };
const instant = (second: number): string => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
const one = (id: string, lastSeq: number, state: Conversation['state'] = 'queued'): Conversation =>
  ({ id, lastSeq, state, agentId: null, openedAt: instant(lastSeq), contact: { id: 'ana' } }) as Conversation;
const message = (id: string, second: number): Message =>
  ({ id, conversationId: 'a', at: instant(second), receivedAt: instant(second), consultId: null }) as Message;
const pagesOf = <T,>(items: T[]) => ({
  pages: [{ items, nextCursor: null, previousCursor: null }],
  pageParams: [null],
});

function push(conversation: Conversation, messages: Message[] = [], events: Partial<FeedEvent>[] = []): Changed {
  return {
    type: 'changed',
    cursor: '',
    gone: [],
    events: events.map(event => ({
      conversationId: conversation.id,
      seq: 1,
      type: '',
      at: '',
      actor: NOBODY,
      data: {},
      ...event,
    })),
    conversations: [{ conversation, messages }],
  };
}

/** All that events are written into, as it was read. */
function read() {
  const queries = new QueryClient();
  const keys = {
    queue: conversationQueries.list('queue').queryKey,
    closed: conversationQueries.list('closed').queryKey,
    open: conversationQueries.one('a').queryKey,
    thread: threadQueries.messages('a').queryKey,
    earlier: contactQueries.conversations('ana').queryKey,
    offers: offerQueries.live().queryKey,
    suggestions: suggestionQueries.of('a').queryKey,
  };
  queries.setQueryData(keys.queue, pagesOf([one('a', 3)]));
  queries.setQueryData(keys.closed, pagesOf([one('z', 1, 'closed')]));
  queries.setQueryData(keys.open, one('a', 3));
  queries.setQueryData(keys.thread, pagesOf([message('m1', 1)]));
  queries.setQueryData(keys.earlier, { items: [one('a', 3)], nextCursor: null, previousCursor: null });
  queries.setQueryData(keys.offers, { items: [{ id: 'o', conversationId: 'other' } as Offer], nextCursor: null });
  queries.setQueryData(keys.suggestions, { items: [], nextCursor: null });
  const all = Object.entries(keys);
  return {
    queries,
    keys,
    /** Names of what is to be read again. */
    old: () => all.filter(([, key]) => queries.getQueryState(key)?.isInvalidated).map(([name]) => name),
    /** How often each was written. */
    writes: () => Object.fromEntries(all.map(([name, key]) => [name, queries.getQueryState(key)?.dataUpdateCount])),
    tell: (changed: Changed) => {
      patchConversations(queries, changed, ME);
      patchThread(queries, changed);
      patchEarlier(queries, changed);
      patchOffers(queries, changed, ME);
      patchSuggestions(queries, changed);
    },
  };
}

const DRAFT = { type: 'draft', conversationId: 'a', suggestionId: 's', kind: 'reply', text: 'Hello' } as const;

test('what was to be read again is so still, whatever is told meanwhile', async () => {
  const { queries, keys, tell, old, writes } = read();
  await queries.invalidateQueries({ refetchType: 'none' });
  expect(old()).toEqual(Object.keys(keys));
  const offered = { type: 'offered', data: { offerId: 'p', agentId: 'me', expiresAt: 0 } };
  tell(push(one('a', 4, 'offered'), [message('m2', 2)], [offered]));
  patchSuggestion(queries, DRAFT);
  patchMessage(queries, message('m3', 3));
  tell(push(one('a', 5, 'closed')));
  expect(Object.values(writes()).every(count => count! > 1)).toBe(true);
  tell({ ...push(one('b', 1)), gone: ['a'] });
  // The open one begins anew: that it is gone, it learns by being read.
  expect(old()).toEqual(Object.keys(keys).filter(name => name !== 'open'));
});

test('what a push changes nothing of is not written', () => {
  const { queries, tell, writes } = read();
  const before = writes();
  // Of another contact, in none of these lists, and nothing was said.
  tell({ ...push({ ...one('k', 9, 'bot'), contact: { ...one('k', 9).contact, id: 'luis' } }), gone: ['nowhere'] });
  expect(writes()).toEqual(before);
  // Older than what is known.
  tell(push(one('a', 2), [], [{ type: 'message_received' }]));
  expect(writes()).toEqual(before);
  patchSuggestion(queries, DRAFT);
  patchSuggestion(queries, { ...DRAFT, text: 'Hello, Ana' });
  expect(writes()).toEqual({ ...before, suggestions: before['suggestions']! + 2 });
});

test('what could not be read is read again once more, and what is being read is not asked for twice', async () => {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Infinity } } });
  const answers: { readonly resolve: (value: number) => void; readonly reject: (error: Error) => void }[] = [];
  const observer = new QueryObserver<number>(queries, {
    queryKey: ['n'],
    queryFn: () => new Promise((resolve, reject) => answers.push({ resolve, reject })),
    initialData: 1,
  });
  const stop = observer.subscribe(() => undefined);
  const add = (): void => patchQuery<number>(queries, ['n'], known => (known ?? 0) + 10);
  const refetching = queries.invalidateQueries({ queryKey: ['n'] });
  add();
  expect([observer.getCurrentResult().data, answers.length]).toEqual([11, 1]);
  answers[0]?.reject(new Error('the server is away'));
  await refetching;
  expect(observer.getCurrentResult().error).not.toBeNull();
  add();
  expect([observer.getCurrentResult().data, answers.length]).toEqual([21, 2]);
  answers[1]?.resolve(5);
  await queries.refetchQueries({ queryKey: ['n'] }, { cancelRefetch: false });
  expect(queries.getQueryState(['n'])).toMatchObject({ data: 5, error: null, isInvalidated: false });
  add();
  expect(answers).toHaveLength(2);
  stop();
});

test('a message that the API has taken hides no gap before it', () => {
  const gap = (name: string) => [message(name, 9), ...[8, 7, 6, 5].map(second => message(`${name}${second}`, second))];
  const { queries, keys, tell, old } = read();
  patchMessage(queries, message('note', 9));
  tell(push(one('a', 4), gap('note')));
  expect(old()).toEqual(['thread']);
  expect(queries.getQueryData(keys.thread)?.pages[0]?.items.map(({ id }) => id)).toEqual(['note', 'm1']);
  // Told once with what was known, it is one of those that are known.
  const later = read();
  patchMessage(later.queries, message('reply', 2));
  later.tell(push(one('a', 5), [message('reply', 2), message('m1', 1)]));
  later.tell(push(one('a', 6), [...gap('m').slice(0, 4), message('reply', 2)]));
  expect(later.old()).toEqual([]);
  expect(later.queries.getQueryData(later.keys.thread)?.pages[0]?.items).toHaveLength(6);
});

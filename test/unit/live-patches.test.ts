/** What an event changes of what the workbench shows: the same that reading it again would bring. */
import { describe, expect, test } from '@jest/globals';
import type { Conversation, Me, Message, Offer } from '../../client/schema.ts';
import type { Pages } from '../../web/src/features/conversation/place.ts';
import { newer, place } from '../../web/src/features/conversation/place.ts';
import { VIEWS, isIn } from '../../web/src/features/conversation/views.ts';
import { offersAfter } from '../../web/src/features/offers/offers-after.ts';
import type { MessagePages } from '../../web/src/features/thread/merge-messages.ts';
import { mergeMessages } from '../../web/src/features/thread/merge-messages.ts';
import type { Changed, FeedEvent } from '../../web/src/lib/live/messages.ts';
import { fc } from '../support/fast-check.ts';

const ME = { id: 'me', name: 'Mia', role: 'AGENT', tenantId: 't' } satisfies Me;
const NOBODY = { kind: 'system', id: null };
const instant = (second: number): string => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
const conversation = (id: string, second: number, more: Partial<Conversation> = {}): Conversation =>
  ({
    id,
    state: 'queued',
    agentId: null,
    lastSeq: 1,
    openedAt: instant(0),
    lastMessage: { id: `m${id}`, kind: 'text', direction: 'inbound', preview: '', at: instant(second) },
    ...more,
  }) as Conversation;
const listOf = (items: Conversation[], size: number, nextCursor: string | null = null): Pages => {
  const pages: { items: Conversation[]; nextCursor: string | null }[] = [];
  for (let at = 0; at < items.length; at += size)
    pages.push({
      items: items.slice(at, at + size),
      nextCursor: at + size < items.length ? `after ${at}` : nextCursor,
    });
  return { pages, pageParams: pages.map(() => null) };
};
const idsOf = (list: Pages): string[] => list.pages.flatMap(({ items }) => items.map(({ id }) => id));

describe('a list', () => {
  test('has a conversation at the place where the API would have it, whatever it was before', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(fc.stringMatching(/^[a-z]{4}$/), fc.nat(50)), {
          selector: ([id]) => id,
          minLength: 1,
          maxLength: 12,
        }),
        fc.nat(60),
        fc.boolean(),
        (all, second, belongs) => {
          const order = (a: Conversation, b: Conversation): number =>
            a.lastMessage!.at === b.lastMessage!.at
              ? a.id < b.id
                ? 1
                : -1
              : a.lastMessage!.at < b.lastMessage!.at
                ? 1
                : -1;
          const items = all.map(([id, at]) => conversation(id, at)).sort(order);
          const moved = conversation(all[0]![0], second);
          const expected = items.filter(({ id }) => id !== moved.id).concat(belongs ? [moved] : []);
          const now = place(listOf(items, 3), moved, belongs);
          expect(idsOf(now)).toEqual(expected.sort(order).map(({ id }) => id));
        },
      ),
    );
  });

  test('leaves to the next page what comes after all that is loaded', () => {
    const list = listOf([conversation('a', 9), conversation('b', 8)], 2, 'more');
    expect(idsOf(place(list, conversation('c', 1), true))).toEqual(['a', 'b']);
    expect(idsOf(place(list, conversation('c', 8.5), true))).toEqual(['a', 'c', 'b']);
  });

  test('never shows an older state over a newer one', () => {
    const [old, now] = [conversation('a', 1, { lastSeq: 4 }), conversation('a', 2, { lastSeq: 5 })];
    expect(newer(now, old)).toBe(now);
    expect(newer(old, now)).toBe(now);
    expect(newer(undefined, old)).toBe(old);
  });

  test('of each view holds what the API would list', () => {
    const mine = conversation('a', 1, { state: 'active', agentId: 'me' });
    const colleagues = conversation('b', 1, { state: 'active', agentId: 'other' });
    const shownIn = (each: Conversation): string[] => VIEWS.filter(view => isIn(view, each, ME));
    expect(shownIn(mine)).toEqual(['mine', 'all']);
    expect(shownIn(colleagues)).toEqual(['all']);
    expect(shownIn(conversation('c', 1))).toEqual(['queue', 'all']);
    expect(shownIn(conversation('d', 1, { state: 'bot' }))).toEqual(['ai', 'all']);
    expect(shownIn(conversation('e', 1, { state: 'closed' }))).toEqual(['closed', 'all']);
  });
});

describe('a thread', () => {
  const message = (id: string, second: number, status: string | null = null): Message =>
    ({ id, at: instant(second), receivedAt: instant(second), status }) as Message;
  const thread = (items: Message[]): MessagePages => ({ pages: [{ items, nextCursor: null }], pageParams: [null] });
  const shown = (pages: MessagePages | null) => pages?.pages.flatMap(({ items }) => items.map(({ id }) => id));

  test('takes new messages at their place and changed ones where they are', () => {
    const known = thread([message('c', 3, 'sent'), message('a', 1)]);
    const now = mergeMessages(known, [message('d', 4), message('c', 3, 'read'), message('b', 2)], 5);
    expect(shown(now)).toEqual(['d', 'c', 'b', 'a']);
    expect(now?.pages[0]?.items[1]?.status).toBe('read');
  });

  test('is read again where messages may be missing in between', () => {
    const known = thread([message('a', 1)]);
    const five = ['f', 'e', 'd', 'c', 'b'].map((id, place) => message(id, 9 - place));
    expect(mergeMessages(known, five, 5)).toBeNull();
    expect(shown(mergeMessages(known, five.slice(0, 4), 5))).toEqual(['f', 'e', 'd', 'c', 'a']);
    expect(shown(mergeMessages(thread([]), five, 5))).toEqual(['f', 'e', 'd', 'c', 'b']);
  });
});

describe('offers', () => {
  const offer = (id: string, conversationId: string): Offer => ({
    id,
    conversationId,
    queueId: 'q',
    agentId: 'me',
    state: 'offered',
    offeredAt: instant(0),
    expiresAt: instant(30),
    endedAt: null,
  });
  const changed = (events: Partial<FeedEvent>[], states: Record<string, Conversation['state']>): Changed => ({
    type: 'changed',
    cursor: '',
    gone: [],
    events: events.map((event, seq) => ({
      conversationId: 'c',
      seq,
      type: '',
      at: instant(1),
      actor: NOBODY,
      data: {},
      ...event,
    })),
    conversations: Object.entries(states).map(([id, state]) => ({
      conversation: conversation(id, 1, { state, queueId: 'q' }),
      messages: [],
    })),
  });
  const ids = (offers: readonly Offer[]): string[] => offers.map(({ id }) => id);

  test('come with the event that makes them, to whom they are made', () => {
    const data = { offerId: 'o', agentId: 'me', weight: 1, expiresAt: Date.UTC(2026, 0, 1) };
    const made = offersAfter([], changed([{ type: 'offered', data }], { c: 'offered' }), ME);
    expect(made).toEqual([{ ...offer('o', 'c'), offeredAt: instant(1), expiresAt: instant(0) }]);
    const others = { ...data, agentId: 'other' };
    expect(offersAfter([], changed([{ type: 'offered', data: others }], { c: 'offered' }), ME)).toEqual([]);
    const broadcast = { offers: [others, { ...data, offerId: 'mine' }], expiresAt: data.expiresAt };
    const told = changed([{ type: 'broadcast', data: broadcast }], { c: 'offered' });
    expect(ids(offersAfter([], told, ME))).toEqual(['mine']);
  });

  test.each([
    ['offer_ended', { offerId: 'o' }, []],
    ['offer_ended', { offerId: 'of a colleague' }, ['o']],
    ['broadcast_declined', { offerId: 'o' }, []],
    ['broadcast_declined', { offerId: 'of a colleague' }, ['o']],
    ['broadcast_ended', {}, []],
    ['offer_accepted', { offerId: 'of a colleague' }, []],
    ['message_received', {}, ['o']],
  ])('end with %s %j: %j are left', (type, data, left) => {
    const told = changed([{ type, data }], { c: 'offered' });
    expect(ids(offersAfter([offer('o', 'c')], told, ME))).toEqual(left);
  });

  test('end with a conversation that is offered no more, and with one that is gone; others stay', () => {
    const both = [offer('o', 'c'), offer('p', 'd')];
    expect(ids(offersAfter(both, changed([], { c: 'active' }), ME))).toEqual(['p']);
    expect(ids(offersAfter(both, { ...changed([], {}), gone: ['d'] }, ME))).toEqual(['o']);
  });
});

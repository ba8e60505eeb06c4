/** A thread as it is shown: what is about another message stands there, and events between messages. */
import { describe, expect, test } from '@jest/globals';
import type { Message } from '../../client/schema.ts';
import type { ToldEvent } from '../../web/src/features/thread/events/event-types.ts';
import { placedEvents } from '../../web/src/features/thread/events/placed-events.ts';
import { folded, laterOf } from '../../web/src/features/thread/folded.ts';

const instant = (second: number): string => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
const message = (id: string, second: number, more: Partial<Message> = {}): Message =>
  ({
    ...{ id, type: 'text', direction: 'inbound', wamid: `wamid.${id}`, content: {}, words: id, happenings: [] },
    ...{ status: null, at: instant(second), receivedAt: instant(second) },
    ...more,
  }) as Message;
const reaction = (id: string, second: number, about: string, words: string | null) =>
  message(id, second, { type: 'reaction', content: { message_id: `wamid.${about}` }, words });

describe('what is about another message', () => {
  test('stands at it, also where only the reaction itself tells of it, and each side has its own', () => {
    const thread = [
      message('a', 1),
      reaction('r1', 2, 'a', '👍'),
      { ...reaction('r2', 3, 'a', '🎉'), direction: 'outbound' as const },
      reaction('r3', 4, 'a', '❤️'),
    ];
    const [shown, ...others] = folded(thread);
    expect([others, laterOf(shown!).reactions]).toEqual([[], ['❤️', '🎉']]);
    expect(laterOf(folded([...thread, reaction('r4', 5, 'a', null)])[0]!).reactions).toEqual(['🎉']);
  });

  test('counts once when the message tells of it, too', () => {
    const happening = { kind: 'reaction', messageId: 'r', at: instant(2), direction: 'inbound', words: '👍' } as const;
    const told = message('a', 1, { happenings: [happening] });
    expect(folded([told, reaction('r', 2, 'a', '👍')])).toEqual([told]);
    // Its content may be deleted by then.
    expect(folded([told, { ...reaction('r', 2, 'a', null), content: null }])).toEqual([told]);
  });

  test('stands by itself where the message is not there, and where it did not get to the contact', () => {
    const lonely = reaction('r', 2, 'elsewhere', '👍');
    expect(folded([message('a', 1), lonely])).toEqual([message('a', 1), lonely]);
    const failed = { ...reaction('r', 2, 'a', '👍'), direction: 'outbound' as const, status: 'failed' };
    expect(folded([message('a', 1), failed])).toEqual([message('a', 1), failed]);
  });

  test('edits and deletions: the newest words, and that it is gone', () => {
    const about = { original_message_id: 'wamid.a' };
    const [shown] = folded([
      message('a', 1),
      message('e', 2, { type: 'edit', content: about, words: 'better' }),
      message('d', 3, { type: 'revoke', content: about, words: null }),
    ]);
    expect([laterOf(shown!).edited?.words, laterOf(shown!).isRevoked]).toEqual(['better', true]);
  });

  test('without any the thread stays the same one', () => {
    const thread = [message('a', 1), message('b', 2)];
    expect(folded(thread)).toBe(thread);
  });
});

describe('events', () => {
  const event = (seq: number, second: number, type: ToldEvent['type'] = 'assigned'): ToldEvent => ({
    ...{ seq, type, at: instant(second), data: {} },
    actor: { kind: 'system', id: null },
  });
  const placesOf = (...args: Parameters<typeof placedEvents>) =>
    [...placedEvents(...args)].map(([before, events]) => [before, events.map(({ type }) => type)]);

  test('stand before the first message that came later; what begins a conversation before its first message', () => {
    const messages = [message('a', 10), message('b', 20)];
    const events = [
      event(1, 10, 'opened'),
      event(2, 10, 'enqueued'),
      event(3, 15),
      event(4, 20),
      event(5, 30, 'closed'),
    ];
    expect(placesOf(messages, events, true)).toEqual([
      ['a', ['opened']],
      ['b', ['enqueued', 'assigned']],
      [null, ['assigned', 'closed']],
    ]);
  });

  test('before the oldest message that is loaded are left out, until all are', () => {
    const events = [event(1, 1, 'opened'), event(2, 15)];
    expect(placesOf([message('a', 10)], events, false)).toEqual([[null, ['assigned']]]);
    expect(placesOf([message('a', 10)], events, true)[0]).toEqual(['a', ['opened']]);
  });

  test('the window opens again with the first message of the contact after it closed', () => {
    const ours = message('ours', 15, { direction: 'outbound' });
    const closes = event(1, 12, 'window_expired');
    expect(placesOf([message('a', 10), ours, message('b', 20)], [closes], true)).toEqual([
      ['ours', ['window_expired']],
      ['b', ['window_opened']],
    ]);
    expect(placesOf([message('a', 10), ours], [closes], true)).toEqual([['ours', ['window_expired']]]);
  });
});

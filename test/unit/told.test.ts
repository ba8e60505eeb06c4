/** What a reader of the WebSocket is told, and what it knows already. */
import { expect, test } from '@jest/globals';
import type { Changed } from '../../api/ws/changes.ts';
import { Told } from '../../api/ws/told.ts';

/** A conversation with messages, the newest first: `id` or `id:status`. */
const look = (id: string, ...messages: string[]): Changed =>
  ({
    conversation: { id },
    messages: messages.map(text => {
      const [messageId, status = 'sent'] = text.split(':');
      return { id: messageId, status };
    }),
  }) as unknown as Changed;
/** The messages that a reader is told of conversations, by conversation. */
const tell = (told: Told, ...seen: Changed[]): Record<string, string[]> =>
  Object.fromEntries(
    told.news(seen).map(({ conversation, messages }) => [conversation.id, messages.map(({ id }) => id)]),
  );

test('at first the newest messages, then those that are new', () => {
  const told = new Told();
  expect(tell(told, look('c', 'm7', 'm6', 'm5', 'm4', 'm3', 'm2', 'm1'))).toEqual({
    c: ['m7', 'm6', 'm5', 'm4', 'm3'],
  });
  expect(tell(told, look('c', 'm9', 'm8', 'm7', 'm6'))).toEqual({ c: ['m9', 'm8'] });
  // Something else changed in it.
  expect(tell(told, look('c', 'm9', 'm8', 'm7', 'm6'))).toEqual({ c: [] });
});

test('what was left out at first is told with the next change: it may have changed, too', () => {
  const told = new Told();
  tell(told, look('c', 'm7', 'm6', 'm5', 'm4', 'm3', 'm2', 'm1'));
  expect(tell(told, look('c', 'm7:read', 'm6', 'm5', 'm4', 'm3', 'm2:read', 'm1'))).toEqual({ c: ['m7', 'm2', 'm1'] });
  expect(tell(told, look('c', 'm7:read', 'm6', 'm5', 'm4', 'm3', 'm2:read', 'm1'))).toEqual({ c: [] });
});

test('all that are new, also more than at first', () => {
  const told = new Told();
  tell(told, look('c', 'm1'));
  expect(tell(told, look('c', 'm8', 'm7', 'm6', 'm5', 'm4', 'm3', 'm2', 'm1'))).toEqual({
    c: ['m8', 'm7', 'm6', 'm5', 'm4', 'm3', 'm2'],
  });
});

test('one that has changed, also back to what it was', () => {
  const told = new Told();
  tell(told, look('c', 'm3', 'm2', 'm1'));
  expect(tell(told, look('c', 'm3', 'm2', 'm1:read'))).toEqual({ c: ['m1'] });
  expect(tell(told, look('c', 'm3', 'm2', 'm1'))).toEqual({ c: ['m1'] });
});

test('whether there may be others between what is told and what was told before', () => {
  const told = new Told();
  const follows = (...messages: string[]): boolean => told.news([look('c', ...messages)])[0]!.follows;
  expect(follows('m2', 'm1')).toBe(false);
  expect(follows('m9', 'm8', 'm7', 'm6', 'm5', 'm4', 'm3', 'm2')).toBe(true);
  // What is looked at has nothing in it that was told.
  expect(follows('n3', 'n2', 'n1')).toBe(false);
});

test('each conversation by itself, and anew what was forgotten', () => {
  const told = new Told();
  tell(told, look('c', 'm1'), look('d', 'm1'), look('e', 'n1'));
  told.forget(['d']);
  expect(tell(told, look('c', 'm1'), look('d', 'm1'), look('e', 'n2', 'n1'))).toEqual({ c: [], d: ['m1'], e: ['n2'] });
  told.forgetAll();
  expect(tell(told, look('c', 'm1'), look('e', 'n2', 'n1'))).toEqual({ c: ['m1'], e: ['n2', 'n1'] });
});

test('of many conversations those are remembered in which something happened last', () => {
  const told = new Told();
  const names = Array.from({ length: 64 }, (_, index) => `c${index}`);
  tell(told, ...names.map(name => look(name, 'm1')));
  tell(told, look('c0', 'm1'));
  tell(told, look('one more', 'm1'));
  expect(tell(told, look('c0', 'm1'), look('c2', 'm1'), look('c1', 'm1'))).toEqual({ c0: [], c2: [], c1: ['m1'] });
});

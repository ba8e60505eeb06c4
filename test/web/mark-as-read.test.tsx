/** The customer learns that a message was read when it was shown, and not before. */
import { beforeEach, expect, jest, test } from '@jest/globals';
import { renderHook } from '@testing-library/react';
import type { Conversation, Message } from '../../client/schema.ts';
import { useMarkAsRead } from '../../web/src/features/thread/use-mark-as-read.ts';
import { client } from '../../web/src/lib/api/index.ts';

const conversation = { id: 'c', unread: 2, lastMessage: { id: 'm2', direction: 'inbound' } } as Conversation;
const messages = (...ids: string[]) => ids.map(id => ({ id, direction: 'inbound' }) as Message);
let asked: string[];

beforeEach(() => {
  asked = [];
  jest.spyOn(client, 'POST').mockImplementation((path: string) => {
    asked.push(path);
    return Promise.resolve({ data: {}, response: { ok: true } }) as never;
  });
});

const look = (isAnswering = true) =>
  renderHook(
    ({ shown, of }: { readonly shown: Message[] | undefined; readonly of: Conversation }) =>
      useMarkAsRead(of, isAnswering, shown),
    { initialProps: { shown: undefined as Message[] | undefined, of: conversation } },
  );

test('while messages load, could not be, or lack the newest, nothing counts as read', () => {
  const { rerender } = look();
  expect(asked).toEqual([]);
  rerender({ shown: messages('m1'), of: conversation });
  expect(asked).toEqual([]);
  rerender({ shown: messages('m2', 'm1'), of: conversation });
  expect(asked).toEqual(['/api/v1/conversations/{id}/read']);
  // Told that it was.
  rerender({ shown: messages('m2', 'm1'), of: { ...conversation, unread: 0 } });
  expect(asked).toHaveLength(1);
});

test('whoever looks on tells nothing', () => {
  look(false).rerender({ shown: messages('m2'), of: conversation });
  expect(asked).toEqual([]);
});

import { expect, test } from '@jest/globals';
import { outboxOf } from '../../web/src/lib/outbox/index.ts';
import { endSession } from '../../web/src/lib/session-end.ts';
import { connection } from '../../web/src/lib/signals.ts';

/** Another tab sends something off, which this one is told. */
function sentOffElsewhere(key: string): void {
  const name = `sigfollow-outbox:ana:${key}`;
  const entry = { key, conversationId: 'c', to: { kind: 'reply' }, text: 'Hello', file: null, attempts: 0 };
  localStorage.setItem(name, JSON.stringify(entry));
  window.dispatchEvent(new StorageEvent('storage', { key: name }));
}

test('an outbox hears of other tabs until its session ends', () => {
  connection.set('offline');
  const outbox = outboxOf('ana');
  sentOffElsewhere('1');
  expect(outbox.get().map(({ key }) => key)).toEqual(['1']);
  endSession();
  sentOffElsewhere('2');
  expect(outbox.get().map(({ key }) => key)).toEqual(['1']);
  const next = outboxOf('ana');
  expect(next).not.toBe(outbox);
  expect(next.get().map(({ key }) => key)).toEqual(['1', '2']);
  endSession();
  localStorage.clear();
});

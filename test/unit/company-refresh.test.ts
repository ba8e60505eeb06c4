/** A slow database makes no heap of what is to be told again: one round at a time, and one after it. */
import { expect, test } from '@jest/globals';
import type { Client } from '../../api/ws/client.ts';
import { Company } from '../../api/ws/company.ts';
import { OneAtATime } from '../../api/ws/one-at-a-time.ts';
import { eventually } from '../support/eventually.ts';

/** Work that ends when it is told to. */
function held() {
  const ends: ((failure?: Error) => void)[] = [];
  const work = (): Promise<void> =>
    new Promise((resolve, reject) => void ends.push(failure => (failure === undefined ? resolve() : reject(failure))));
  return { ends, one: new OneAtATime(work) };
}

test('what is asked for while it runs is done once more, and whoever asked waits for that', async () => {
  const { ends, one } = held();
  const first = one.run();
  const later = [one.run(), one.run(), one.run()];
  expect(ends).toHaveLength(1);
  ends[0]!();
  await first;
  const between = one.run();
  await Promise.resolve();
  await Promise.resolve();
  expect(ends).toHaveLength(2);
  ends[1]!();
  await Promise.all([...later, between]);
  expect(ends).toHaveLength(2);
  void one.run();
  expect(ends).toHaveLength(3);
});

test('a failure is that of its round, and keeps none from coming', async () => {
  const { ends, one } = held();
  const [first, second] = [one.run(), one.run()];
  ends[0]!(new Error('no connection'));
  await expect(first).rejects.toThrow('no connection');
  expect(ends).toHaveLength(2);
  ends[1]!();
  await second;
});

test('however often it is refreshed, the database is asked by one round at a time', async () => {
  const waiting: (() => void)[] = [];
  const database = {
    withTenant: () => new Promise(resolve => void waiting.push(() => resolve(null))),
    notifier: { add: () => undefined },
  };
  const client = {
    id: 'one',
    tenantId: 't',
    isOpen: true,
    look: { conversationId: 'c', writes: false },
    principal: {},
  };
  const company = new Company({ database, clock: () => 0 } as never, () => [client as unknown as Client]);
  const rounds = Array.from({ length: 5 }, () => company.refresh());
  expect(waiting).toHaveLength(1);
  waiting[0]!();
  await eventually(() => waiting.length, 'the second round', { until: begun => begun === 2 });
  waiting[1]!();
  await Promise.all(rounds);
  expect(waiting).toHaveLength(2);
});

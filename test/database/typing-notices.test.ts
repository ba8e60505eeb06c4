/** Typing notices among several workers: each is shown once, and none is in the way for long. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { askForTyping, takeTypingNotices, typingWasShown } from '../../store/sending/typing-notices.ts';
import { TypingNotices } from '../../workers/typing-notices.ts';
import { newContact, writes } from '../support/ai.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

const BEGIN = Date.UTC(2026, 0, 5);
let stack: Stack;
let tenantId: string;
let ids: string[];
beforeAll(async () => {
  stack = await createStack({ temporal: 'none', tenants: [{}] });
  tenantId = stack.tenants[0]!.id;
  ids = [];
  for (let each = 0; each < 30; each++) ids.push(await writes(stack, newContact(), 'hello'));
});
beforeEach(() => stack.db.admin.query('DELETE FROM typing_notice'));
afterAll(() => stack.close());

const ask = (id: string, at: number): Promise<void> =>
  stack.db.database.withTenant(tenantId, unit => {
    // Nobody is notified: the test takes what waits.
    return askForTyping(unit, id, at).then(() => void (unit.wake.typing = false));
  });
const take = (at: number): Promise<readonly string[]> =>
  stack.db.database.withTenant(tenantId, unit => takeTypingNotices(unit, at));

test('several who take at once share what waits, and at most twenty each', async () => {
  // As the planner sees the table most of the time: with next to nothing in it.
  await ask(ids[0]!, BEGIN);
  await stack.db.admin.query('ANALYZE typing_notice');
  for (const id of ids) await ask(id, BEGIN);
  const taken = await Promise.all([take(BEGIN), take(BEGIN), take(BEGIN)]);
  for (const each of taken) expect(each.length).toBeLessThanOrEqual(20);
  taken.push(await take(BEGIN));
  expect(taken.flat().sort()).toEqual([...ids].sort());
});

test('while one is on its way another adds nothing; after it the next is shown', async () => {
  await ask(ids[0]!, BEGIN);
  expect(await take(BEGIN)).toEqual([ids[0]]);
  await ask(ids[0]!, BEGIN + 19_999);
  expect(await take(BEGIN + 19_999)).toEqual([]);
  await stack.db.database.withTenant(tenantId, unit => typingWasShown(unit, [ids[0]!]));
  await ask(ids[0]!, BEGIN + 19_999);
  expect(await take(BEGIN + 19_999)).toEqual([ids[0]]);
});

test('what a killed worker had taken is in the way for twenty seconds', async () => {
  await ask(ids[0]!, BEGIN);
  expect(await take(BEGIN)).toEqual([ids[0]]);
  await ask(ids[0]!, BEGIN + 20_000);
  expect(await take(BEGIN + 20_000)).toEqual([]);
  await ask(ids[0]!, BEGIN + 20_001);
  expect(await take(BEGIN + 20_001)).toEqual([ids[0]]);
});

test('one that nobody took in time is not shown any more', async () => {
  await ask(ids[0]!, BEGIN);
  expect(await take(BEGIN + 20_001)).toEqual([]);
  expect((await stack.db.admin.query('SELECT 1 FROM typing_notice')).rowCount).toBe(0);
});

test('several workers show each once; one that fails is over, too', async () => {
  const shown: string[] = [];
  const worker = () =>
    new TypingNotices({
      database: stack.db.database,
      send: ({ conversationId }) => {
        shown.push(conversationId);
        return conversationId === ids[0] ? Promise.reject(new Error('WhatsApp is away')) : Promise.resolve();
      },
      clock: () => BEGIN,
      log: { debug: () => undefined },
    });
  for (const id of ids) await ask(id, BEGIN);
  const workers = [worker(), worker(), worker()];
  for (const each of workers) each.show([tenantId]);
  await Promise.all(workers.map(each => each.settled()));
  expect(shown.sort()).toEqual([...ids].sort());
  expect((await stack.db.admin.query('SELECT 1 FROM typing_notice')).rowCount).toBe(0);
});

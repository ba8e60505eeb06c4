/**
 * Several relays on one outbox: no other relay takes what one has leased until the lease expires; then the first one
 * has lost it.
 */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { claim, giveBack, settle } from '../../store/outbox/outbox.ts';
import { newId } from '../../store/db/ids.ts';
import { newContact, writes } from '../support/ai.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

const LEASE_MS = 30_000;
const BEGIN = Date.UTC(2026, 0, 1);
let stack: Stack;
beforeAll(async () => void (stack = await createStack({ temporal: 'none' })));
afterAll(() => stack.close());
beforeEach(async () => void (await stack.db.admin.query('WITH rows AS (DELETE FROM outbox) DELETE FROM outbox_head')));

const claimAt = (token: string, at: number) => claim(stack.db.relayPool, token, at, LEASE_MS, 10);
const waiting = async (): Promise<number> => (await stack.db.admin.query('SELECT 1 FROM outbox')).rowCount ?? 0;

test('what one relay holds another does not take, until the lease is over', async () => {
  const id = await writes(stack, newContact(), 'hello');
  const [first, second] = [newId(), newId()];
  expect((await claimAt(first, BEGIN)).map(each => each.conversationId)).toEqual([id]);
  expect(await claimAt(second, BEGIN)).toEqual([]);
  expect(await claimAt(second, BEGIN + LEASE_MS)).toEqual([]);
  expect((await claimAt(second, BEGIN + LEASE_MS + 1)).map(each => each.conversationId)).toEqual([id]);
});

test('a relay whose lease passed to another settles and gives back nothing', async () => {
  const id = await writes(stack, newContact(), 'hello');
  const [first, second] = [newId(), newId()];
  const [held] = await claimAt(first, BEGIN);
  const [passed] = await claimAt(second, BEGIN + LEASE_MS + 1);
  const before = await waiting();
  expect(before).toBeGreaterThan(0);
  await settle(stack.db.relayPool, first, [held!]);
  await giveBack(stack.db.relayPool, first, [id]);
  expect(await waiting()).toBe(before);
  expect(await claimAt(newId(), BEGIN + LEASE_MS + 2)).toEqual([]);
  await settle(stack.db.relayPool, second, [passed!]);
  expect(await waiting()).toBe(0);
});

test('what comes while a batch is delivered stays, and can be claimed at once', async () => {
  const contact = newContact();
  await writes(stack, contact, 'hello');
  const token = newId();
  const [held] = await claimAt(token, BEGIN);
  await writes(stack, contact, 'and another thing');
  expect(await settle(stack.db.relayPool, token, [held!])).toBe(1);
  const [next] = await claimAt(newId(), BEGIN);
  expect(next!.events.map(event => event.seq)).toEqual([held!.events.at(-1)!.seq + 1]);
});

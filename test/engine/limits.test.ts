import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { expectStatesEqual } from '../support/consistency.ts';
import { eventually } from '../support/eventually.ts';
import type { HttpClient } from '../support/http-client.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';
import { postWebhook, textBody } from '../support/webhook.ts';

/** So few that no machine is slow enough to keep to it by itself. */
const PER_SECOND = 4;
const CONVERSATIONS = 12;
const REPLIES = 3;

let stack: Stack;
let admin: HttpClient;
beforeAll(async () => {
  // WhatsApp allows a little more than is used, as in life: what leaves evenly does not arrive evenly.
  stack = await createStack({ worker: false, simulator: { throughput: PER_SECOND * 2, pairBurst: 3, pairMs: 1_000 }, pairLimit: { intervalMs: 1_000, burst: 2 } });
  admin = await stack.admin();
});
afterAll(() => stack.close());

test('more replies than WhatsApp takes at once: none refused, none lost, each conversation in order', async () => {
  const { id: numberId } = (await admin.get('/api/v1/numbers')).body.items[0];
  await admin.put(`/api/v1/numbers/${numberId}/throughput`, { messagesPerSecond: PER_SECOND });
  const contacts = Array.from({ length: CONVERSATIONS }, (_, index) => `49710${String(index).padStart(3, '0')}`);
  for (const from of contacts) await postWebhook(stack.baseUrl, textBody({ phoneNumberId: stack.tenants[0]!.phoneNumberId, from }));
  const items: any[] = (await admin.get('/api/v1/conversations?limit=100')).body.items;
  for (let reply = 0; reply < REPLIES; reply++) await Promise.all(items.map(item => admin.post(`/api/v1/conversations/${item.id}/messages`, { text: { body: `${reply}` } })));
  await stack.startWorker();
  const ledgerOf = (to: string): string[] => stack.simulator.state.ledger.filter(entry => entry.to === to).map(entry => (entry.body['text'] as { body: string }).body);
  await eventually(() => stack.simulator.state.ledger.length, 'all replies', { until: seen => seen === CONVERSATIONS * REPLIES });
  for (const from of contacts) expect(ledgerOf(from)).toEqual(['0', '1', '2']);
  expect(Object.fromEntries(stack.simulator.state.refusals)).toEqual({});
  const { rows } = await stack.db.admin.query<{ n: number }>("SELECT count(*)::int AS n FROM conversation_event WHERE type = 'send_paced'");
  expect(rows[0]!.n).toBeGreaterThan(0);
  await expectStatesEqual(stack);
});

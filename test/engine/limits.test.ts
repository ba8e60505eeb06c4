import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { intervalMs } from '../../store/sending/pacing.ts';
import { expectStatesEqual, untilQuiet } from '../support/consistency.ts';
import { eventually } from '../support/eventually.ts';
import type { HttpClient } from '../support/http-client.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';
import { postWebhook, textBody } from '../support/webhook.ts';

const PER_SECOND = 4;
const CONVERSATIONS = 12;
const REPLIES = 3;

let stack: Stack;
let admin: HttpClient;
beforeAll(async () => {
  // WhatsApp allows a little more than is used, as in life: what leaves evenly does not arrive evenly.
  stack = await createStack({
    worker: false,
    simulator: { throughput: PER_SECOND * 2, pairBurst: 3, pairMs: 1_000 },
    pairLimit: { intervalMs: 1_000, burst: 2 },
  });
  admin = await stack.admin();
});
afterAll(() => stack.close());

const paced = async (): Promise<number> =>
  (
    await stack.db.admin.query<{ n: number }>(
      "SELECT count(*)::int AS n FROM conversation_event WHERE type = 'send_paced'",
    )
  ).rows[0]!.n;

test('more replies than WhatsApp takes at once: none refused, none lost, each conversation in order', async () => {
  const { id: numberId } = (await admin.get('/api/v1/numbers')).body.items[0]!;
  await admin.put(`/api/v1/numbers/${numberId}/throughput`, { messagesPerSecond: PER_SECOND });
  const contacts = Array.from({ length: CONVERSATIONS }, (_, index) => `49710${String(index).padStart(3, '0')}`);
  for (const from of contacts)
    await postWebhook(stack.baseUrl, textBody({ phoneNumberId: stack.tenants[0]!.phoneNumberId, from }));
  const { items } = (await admin.get('/api/v1/conversations?limit=100')).body;
  // Somebody is put off for certain: others have taken the number's next hour.
  const late = '49710999';
  await postWebhook(stack.baseUrl, textBody({ phoneNumberId: stack.tenants[0]!.phoneNumberId, from: late }));
  const { id: lateId } = (await admin.get('/api/v1/conversations?limit=100')).body.items.find(
    item => item.contact.waId === late,
  )!;
  await stack.db.admin.query('UPDATE business_number SET next_send_at = $1 WHERE id = $2', [
    Date.now() + 3_600_000,
    numberId,
  ]);
  const {
    body: { id: messageId },
  } = await admin.post(`/api/v1/conversations/${lateId}/messages`, { text: { body: 'in an hour' } });
  await stack.startWorker();
  await eventually(paced, 'the one that is put off', { until: seen => seen === 1 });
  expect((await admin.post(`/api/v1/conversations/${lateId}/messages/${messageId}/cancel`)).status).toBe(200);
  await untilQuiet(stack, [lateId]);
  await stack.stopWorker();
  await stack.db.admin.query('UPDATE business_number SET next_send_at = 0 WHERE id = $1', [numberId]);
  for (let reply = 0; reply < REPLIES; reply++)
    await Promise.all(
      items.map(item => admin.post(`/api/v1/conversations/${item.id}/messages`, { text: { body: `${reply}` } })),
    );
  const begunAt = Date.now();
  await stack.startWorker();
  const ledgerOf = (to: string): string[] =>
    stack.simulator.state.ledger
      .filter(entry => entry.to === to)
      .map(entry => (entry.body['text'] as { body: string }).body);
  await eventually(() => stack.simulator.state.ledger.length, 'all replies', {
    until: seen => seen === CONVERSATIONS * REPLIES,
  });
  for (const from of contacts) expect(ledgerOf(from)).toEqual(['0', '1', '2']);
  expect(Object.fromEntries(stack.simulator.state.refusals)).toEqual({});
  expect(ledgerOf(late)).toEqual([]);
  // Each of them took a place of its own in the number's pace, however slowly they came.
  const {
    rows: [number],
  } = await stack.db.admin.query<{ next_send_at: number }>('SELECT next_send_at FROM business_number WHERE id = $1', [
    numberId,
  ]);
  expect(number!.next_send_at).toBeGreaterThanOrEqual(begunAt + CONVERSATIONS * REPLIES * intervalMs(PER_SECOND) - 1);
  await expectStatesEqual(stack);
});

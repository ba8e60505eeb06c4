import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { SendSlot } from '../../activities/sending/pacer.ts';
import { Pacer } from '../../activities/sending/pacer.ts';
import { Database } from '../../store/db/database.ts';
import { PAIR_LIMIT, takeNumber, takePair } from '../../store/sending/pacing.ts';
import { deferAttempt } from '../../store/sending/begin-attempt.ts';
import { eventually } from '../support/eventually.ts';
import type { HttpClient } from '../support/http-client.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';
import { postWebhook, textBody } from '../support/webhook.ts';

let stack: Stack;
let admin: HttpClient;
let tenantId: string;
let numberId: string;
let serial = 0;
beforeAll(async () => {
  stack = await createStack({ temporal: 'none' });
  admin = await stack.admin();
  tenantId = stack.tenants[0]!.id;
  numberId = (await admin.get('/api/v1/numbers')).body.items[0]!.id;
});
afterAll(() => stack.close());

/** Attempts that wait to be sent, all of one conversation. */
async function attempts(count: number): Promise<{ conversationId: string; ids: string[] }> {
  const from = `49700${String(++serial).padStart(4, '0')}`;
  await postWebhook(stack.baseUrl, textBody({ phoneNumberId: stack.tenants[0]!.phoneNumberId, from }));
  const { body } = await admin.get('/api/v1/conversations?limit=100');
  const conversationId = body.items.find(item => item.contact.waId === from)!.id;
  for (let index = 0; index < count; index++)
    await admin.post(`/api/v1/conversations/${conversationId}/messages`, { text: { body: `${index}` } });
  const { rows } = await stack.db.admin.query<{ id: string }>(
    'SELECT id FROM send_attempt WHERE conversation_id = $1 ORDER BY id',
    [conversationId],
  );
  return { conversationId, ids: rows.map(row => row.id) };
}
const later = (places: (number | undefined)[], at: number): number[] =>
  places.map(place => Math.round((place ?? NaN) - at));

test('a pair gets its burst, then one message an interval; what it did not use comes back', async () => {
  const limit = { intervalMs: 6_000, burst: 3 };
  const at = Date.now();
  const { ids } = await attempts(8);
  const pairAt = async (index: number, when: number): Promise<number | undefined> =>
    (await takePair(stack.db.database, tenantId, ids[index]!, when, limit))?.pairAt;
  const places: (number | undefined)[] = [];
  for (const index of [0, 1, 2, 3, 4]) places.push(await pairAt(index, at));
  expect(later(places, at)).toEqual([0, 0, 0, 6_000, 12_000]);
  // An attempt takes its place once, however often it asks.
  expect(later([await pairAt(4, at + 12_000), await pairAt(4, at + 12_000)], at)).toEqual([12_000, 12_000]);
  // Five messages are paid for after 30 seconds; one interval earlier one place is missing.
  expect(later([await pairAt(5, at + 24_000), await pairAt(6, at + 24_000), await pairAt(7, at + 24_000)], at)).toEqual(
    [24_000, 24_000, 30_000],
  );
  expect(await takePair(stack.db.database, stack.tenants[1]!.id, ids[0]!, at, limit)).toBeNull();
});

test('a number’s places come at an even pace, whoever takes them', async () => {
  const at = Date.now() + 60_000;
  const interval = 1000 / (80 * 0.94);
  expect(later(await takeNumber(stack.db.database, tenantId, numberId, at, 5), at)).toEqual(
    [0, 1, 2, 3, 4].map(count => Math.round(count * interval)),
  );
  const others = await Promise.all(
    Array.from({ length: 20 }, () => takeNumber(stack.db.database, tenantId, numberId, at, 7)),
  );
  expect(
    later(
      others.flat().sort((a, b) => a - b),
      at,
    ),
  ).toEqual(Array.from({ length: 140 }, (_, index) => Math.round((index + 5) * interval)));
  await expect(takeNumber(stack.db.database, stack.tenants[1]!.id, numberId, at, 1)).rejects.toThrow('does not exist');
  await stack.db.admin.query('UPDATE business_number SET next_send_at = 0');
});

test('two processes together never go over a number’s limit, and everyone gets a turn', async () => {
  const perSecond = 10;
  expect(
    (await admin.put(`/api/v1/numbers/${numberId}/throughput`, { messagesPerSecond: perSecond })).body
      .messagesPerSecond,
  ).toBe(perSecond);
  expect((await admin.put(`/api/v1/numbers/${numberId}/throughput`, { messagesPerSecond: 0 })).body.field).toBe(
    'messagesPerSecond',
  );
  const waiting: { conversationId: string; ids: string[] }[] = [];
  for (let index = 0; index < 50; index++) waiting.push(await attempts(1));
  const databases = [0, 1].map(
    () => new Database({ url: stack.db.appUrl, poolSize: 4, maxWaitMs: 600_000, timeoutMs: 600_000 }),
  );
  const pacers = databases.map(database => new Pacer(database, PAIR_LIMIT));
  let put = 0;
  const putOff = async (
    { conversationId, ids }: { conversationId: string; ids: string[] },
    { waitMs, slotAt }: Extract<SendSlot, { kind: 'later' }>,
  ): Promise<number> => {
    put++;
    const now = Date.now();
    await stack.db.database.withTenant(tenantId, unit =>
      deferAttempt(unit, { conversationId, attemptId: ids[0]!, at: now }, { notBefore: now + waitMs, slotAt }),
    );
    return now + waitMs;
  };
  // Others have taken the next ten minutes: whoever asks now is put off.
  const late = await attempts(1);
  await stack.db.admin.query('UPDATE business_number SET next_send_at = $1 WHERE id = $2', [
    Date.now() + 600_000,
    numberId,
  ]);
  const slot = await pacers[0]!.slotFor(tenantId, late.ids[0]!);
  if (slot.kind === 'now') throw new Error('sent ten minutes early');
  await putOff(late, slot);
  await stack.db.admin.query('UPDATE business_number SET next_send_at = 0');
  const slots = await Promise.all(
    waiting.map(async (each, index) => {
      for (;;) {
        const slot = await pacers[index % 2]!.slotFor(tenantId, each.ids[0]!);
        if (slot.kind === 'now') {
          await slot.ready();
          expect(Date.now()).toBeGreaterThanOrEqual(Math.floor(slot.slotAt!));
          return slot.slotAt!;
        }
        const notBefore = await putOff(each, slot);
        await eventually(() => Date.now() >= notBefore, 'its time');
      }
    }),
  );
  await Promise.all(databases.map(database => database.close()));
  for (const at of slots)
    expect(slots.filter(other => other >= at && other < at + 1_000).length).toBeLessThanOrEqual(perSecond);
  const { rows } = await stack.db.admin.query("SELECT 1 FROM conversation_event WHERE type = 'send_paced'");
  expect(rows.length).toBe(put);
});

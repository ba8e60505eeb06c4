import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { InboundMessage } from '../../domain/whatsapp/inbound.ts';
import { quarantineAll } from '../../store/inbound/quarantine.ts';
import { HttpClient, refusalOf } from '../support/http-client.ts';
import { atTheRow } from '../support/row-lock.ts';
import type { Stack } from '../support/stack.ts';
import { createOperator } from '../support/operator.ts';
import { createStack } from '../support/stack.ts';
import { messagesBody, postWebhook, textBody } from '../support/webhook.ts';

/** Replays of quarantined items: who tried, how often, and why it failed. */
let stack: Stack;
let operator: HttpClient;
beforeAll(async () => {
  stack = await createStack({ temporal: 'none' });
  operator = await HttpClient.login(stack.baseUrl, await createOperator(stack.db, 'operator@example.com'));
});
afterAll(() => stack.close());

const setQueue = (queueId: string | null) =>
  stack.db.admin.query('UPDATE tenant SET default_queue_id = $2 WHERE id = $1', [stack.tenants[0]!.id, queueId]);
const waiting = async (client: HttpClient, reason: string) =>
  (await client.get('/api/v1/quarantine?limit=100')).body.items.find(
    item => item.reason === reason && item.state === 'waiting',
  )!;
const rowOf = async (client: HttpClient, id: string) =>
  (await client.get('/api/v1/quarantine?limit=100')).body.items.find(item => item.id === id);
const replay = (client: HttpClient, id: string) => client.post(`/api/v1/quarantine/${id}/replay`);
const audited = async (client: HttpClient, targetId: string) =>
  (await client.get(`/api/v1/audit?action=quarantine.replay&targetId=${targetId}`)).body.items.map(entry => [
    entry.actor.kind,
    entry.actor.id,
    entry.data,
  ]);

describe('by an administrator', () => {
  test('that fails again says why, in the answer and in the row, is counted, and is noted with who did it', async () => {
    const admin = await stack.admin();
    const me = (await admin.get('/api/v1/me')).body.id ?? stack.tenants[0]!.users[0]!.id;
    await setQueue(null);
    await postWebhook(stack.baseUrl, textBody({ phoneNumberId: stack.tenants[0]!.phoneNumberId, from: '491' }));
    const { id, replayedAt, replayReason } = await waiting(admin, 'no_default_queue');
    expect([replayedAt, replayReason]).toEqual([null, null]);
    for (const times of [1, 2]) {
      const answer = await replay(admin, id);
      expect([answer.status, answer.body.code, refusalOf<{ reason: string }>(answer).reason]).toEqual([
        409,
        'not_storable',
        'no_default_queue',
      ]);
      expect(await rowOf(admin, id)).toMatchObject({
        state: 'waiting',
        replays: times,
        replayReason: 'no_default_queue',
        replayedAt: expect.any(String),
      });
    }
    await setQueue(stack.tenants[0]!.queues[0]!.id);
    expect((await replay(admin, id)).body).toEqual({ outcome: 'stored' });
    expect(await rowOf(admin, id)).toMatchObject({ state: 'resolved', replays: 3, replayReason: null });
    const failed = ['user', me, { outcome: 'failed', reason: 'no_default_queue' }];
    expect(await audited(admin, id)).toEqual([['user', me, { outcome: 'stored' }], failed, failed]);
    expect((await replay(admin, id)).status).toBe(404);
  });

  test('of what nobody can read says so each time', async () => {
    const admin = await stack.admin();
    await postWebhook(
      stack.baseUrl,
      messagesBody(stack.tenants[0]!.phoneNumberId, { messages: [{ from: '491', type: 'text' }] }),
    );
    const { id } = await waiting(admin, 'message_id');
    expect((await replay(admin, id)).body).toMatchObject({ status: 409, reason: 'message_id' });
    expect(await rowOf(admin, id)).toMatchObject({ replays: 1, replayReason: 'message_id' });
    expect(await audited(admin, id)).toHaveLength(1);
  });

  test('by two at once stores it once: the second finds nothing that waits', async () => {
    const admin = await stack.admin();
    await setQueue(null);
    await postWebhook(stack.baseUrl, textBody({ phoneNumberId: stack.tenants[0]!.phoneNumberId, from: '492' }));
    await setQueue(stack.tenants[0]!.queues[0]!.id);
    const { id } = await waiting(admin, 'no_default_queue');
    const answers = await atTheRow(
      stack.db.adminUrl,
      'quarantine WHERE id = $1',
      id,
      () => replay(admin, id),
      () => replay(admin, id),
    );
    expect(answers.map(answer => answer.status)).toEqual([200, 404]);
    expect(await rowOf(admin, id)).toMatchObject({ state: 'resolved', replays: 1 });
    expect(await audited(admin, id)).toHaveLength(1);
  });

  test('of what a version before could not mend stores it', async () => {
    const admin = await stack.admin();
    const item: InboundMessage = {
      item: 'message',
      phoneNumberId: stack.tenants[0]!.phoneNumberId,
      wamid: 'wamid.before',
      sender: { userId: null, waId: '493', profileName: 'A\ud800', username: null },
      sentAt: 9e14,
      kind: 'text',
      content: { body: 'half \ud83d' },
      contextWamid: null,
      target: null,
      opensWindow: true,
      raw: null,
    };
    await quarantineAll(
      stack.db.database,
      stack.app.box,
      [{ tenantId: stack.tenants[0]!.id, item, reason: 'storage_error_22P02' }],
      Date.now(),
    );
    const { id } = await waiting(admin, 'storage_error_22P02');
    expect((await replay(admin, id)).body).toEqual({ outcome: 'stored' });
    expect(
      (await stack.api().get('/api/v1/conversations')).body.items.map(each => each.lastMessage!.preview),
    ).toContain('half \ufffd');
  });
});

describe('by people of the platform', () => {
  test('is noted whatever comes of it; the tenant that gets the item sees who put it there', async () => {
    const me = (await stack.db.admin.query<{ id: string }>('SELECT id FROM platform_user')).rows[0]!.id;
    await postWebhook(stack.baseUrl, textBody({ phoneNumberId: '70001', from: '494', text: 'found its way' }));
    const { id } = await waiting(operator, 'unknown_number');
    expect((await replay(operator, id)).body).toMatchObject({
      status: 409,
      code: 'not_storable',
      reason: 'unknown_number',
    });
    expect(await rowOf(operator, id)).toMatchObject({ state: 'waiting', replays: 1, replayReason: 'unknown_number' });

    const { id: tenantId, phoneNumberId } = stack.tenants[1]!;
    await stack.db.admin.query('UPDATE tenant SET default_queue_id = NULL WHERE id = $1', [tenantId]);
    await stack.db.admin.query("UPDATE directory_number SET phone_number_id = '70001' WHERE phone_number_id = $1", [
      phoneNumberId,
    ]);
    await stack.db.admin.query("UPDATE business_number SET phone_number_id = '70001' WHERE phone_number_id = $1", [
      phoneNumberId,
    ]);
    expect((await replay(operator, id)).body).toMatchObject({ status: 409, reason: 'no_default_queue' });
    await stack.db.admin.query('UPDATE tenant SET default_queue_id = $2 WHERE id = $1', [
      tenantId,
      stack.tenants[1]!.queues[0]!.id,
    ]);
    expect((await replay(operator, id)).body).toEqual({ outcome: 'stored' });
    expect(await rowOf(operator, id)).toMatchObject({ state: 'resolved', replays: 3, replayReason: null });
    expect((await stack.api(1).get('/api/v1/conversations')).body.items[0]!.lastMessage!.preview).toBe('found its way');

    expect(await audited(operator, id)).toEqual(
      [
        { outcome: 'stored' },
        { outcome: 'failed', reason: 'no_default_queue' },
        { outcome: 'failed', reason: 'unknown_number' },
      ].flatMap(data => [
        ['platform', me, data],
        ['platform', me, { outcome: 'begun' }],
      ]),
    );
    expect(await audited(await stack.admin(1), id)).toEqual([['platform', me, { outcome: 'stored' }]]);
    expect(await audited(await stack.admin(0), id)).toEqual([]);
  });

  test('of what nobody can read says so, and is noted', async () => {
    await postWebhook(stack.baseUrl, { hello: 1 });
    const { id } = await waiting(operator, 'body_entry');
    expect((await replay(operator, id)).body).toMatchObject({ status: 409, reason: 'body_entry' });
    expect(await audited(operator, id)).toHaveLength(2);
  });

  test('is noted where nobody can change it, and only the platform reads it', async () => {
    const { database } = stack.db;
    expect(await database.directory.$queryRaw`SELECT id FROM platform_audit`).toEqual([]);
    expect(await database.withTenant(stack.tenants[0]!.id, ({ tx }) => tx.platformAudit.findMany())).toEqual([]);
    await expect(database.withPlatform(tx => tx.platformAudit.deleteMany())).rejects.toThrow();
    await expect(database.withPlatform(tx => tx.platformAudit.updateMany({ data: { action: 'x' } }))).rejects.toThrow();
  });
});

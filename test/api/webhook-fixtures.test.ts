import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { root } from '../../ops/root.ts';
import { itemsOf } from '../../api/webhooks/payload.ts';
import { eventually } from '../support/eventually.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';
import type { WebhookBody } from '../support/webhook.ts';
import { messagesBody, postWebhook, sign, textBody } from '../support/webhook.ts';
import type { Answer } from '../support/http-client.ts';
import { HttpClient } from '../support/http-client.ts';

const folder = join(root, 'test/fixtures/whatsapp');
const files = [...readdirSync(folder), ...readdirSync(join(folder, 'composed')).map(file => `composed/${file}`)].filter(
  file => file.endsWith('.json'),
);
const load = (file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as WebhookBody;

let stack: Stack;
let sent: { wamid: string; id: string; conversationId: string };

beforeAll(async () => {
  stack = await createStack();
  const agent = await stack.agent(0);
  await agent.put('/api/v1/me/presence', { presence: 'online' });
  await postWebhook(stack.baseUrl, textBody({ phoneNumberId: stack.tenants[0]!.phoneNumberId, from: '490001' }));
  stack.simulator.change({ statuses: [] });
  const offer = await eventually(async () => (await agent.get('/api/v1/offers')).body.items[0], 'an offer');
  await agent.post(`/api/v1/offers/${offer.id}/accept`);
  await agent.post(`/api/v1/conversations/${offer.conversationId}/messages`, { text: { body: 'answer' } });
  sent = await eventually(async () => {
    const message = (await agent.get(`/api/v1/conversations/${offer.conversationId}/messages`)).body.items.find(
      item => item.status === 'accepted',
    );
    return message && { wamid: message.wamid!, id: message.id, conversationId: offer.conversationId };
  }, 'the send');
  await agent.put('/api/v1/me/presence', { presence: 'offline' });
});
afterAll(() => stack.close());

/**
 * The file aimed at our number: ids unique per file (the same id stays the same inside one), statuses at the sent
 * message.
 */
function aimed(file: string): { body: WebhookBody; wamids: Map<string, string> } {
  const wamids = new Map<string, string>();
  const body = load(file);
  const rename = (id: string): string => {
    if (!wamids.has(id)) wamids.set(id, `wamid.${file}.${id}`);
    return wamids.get(id)!;
  };
  for (const entry of body.entry) {
    for (const { value } of entry.changes) {
      if (value.metadata === undefined) entry.id = stack.tenants[0]!.wabaId;
      else value.metadata.phone_number_id = stack.tenants[0]!.phoneNumberId;
      for (const message of value.messages ?? []) message.id = rename(message.id);
      for (const status of value.statuses ?? []) status.id = sent.wamid;
    }
  }
  return { body, wamids };
}

describe('every fixture aimed at our number', () => {
  test.each(files)('%s is stored whole', async file => {
    const { body } = aimed(file);
    const answer = await postWebhook(stack.baseUrl, body);
    expect(answer.status).toBe(200);
    const { received, stored, duplicate, unmatched, quarantined } = answer.body;
    expect(stored + duplicate + unmatched + quarantined).toBe(received);
    expect(quarantined).toBe(0);
    expect(received).toBeGreaterThan(0);
    for (const entry of body.entry) {
      for (const { value } of entry.changes) {
        for (const message of value.messages ?? []) {
          const {
            rows: [row],
          } = await stack.db.admin.query<{
            kind: string;
            content: unknown;
            raw: unknown;
            conversation_id: string;
          }>('SELECT kind, content, raw, conversation_id FROM message WHERE wamid = $1', [message.id]);
          const listed = (
            await stack.api().get(`/api/v1/conversations/${row!.conversation_id}/messages?limit=100`)
          ).body.items.find(item => item.wamid === message.id);
          const known =
            [
              'text',
              'image',
              'video',
              'audio',
              'document',
              'sticker',
              'location',
              'interactive',
              'button',
              'reaction',
              'order',
              'system',
              'edit',
              'revoke',
            ].includes(message.type) && message[message.type] !== undefined;
          expect(listed!.type).toBe(known || message.type === 'contacts' ? message.type : 'unsupported');
          if (known) expect(listed!.content).toMatchObject(message[message.type] as object);
          if (message.type === 'contacts') expect(listed!.content!['contacts']).toEqual(message['contacts']);
          // Kept as it came, unless the typed content and columns hold all of it.
          const typed = [
            'id',
            'timestamp',
            'type',
            'from',
            'from_user_id',
            'from_parent_user_id',
            'referral',
            'group_id',
            message.type,
          ];
          const whole =
            listed!.type !== 'unsupported' &&
            Object.keys(message).every(
              key =>
                typed.includes(key) ||
                (key === 'context' && Object.keys(message.context!).every(part => ['id', 'from'].includes(part))),
            );
          expect(row!.raw).toEqual(whole ? null : message);
          if (message['referral'] !== undefined && known)
            expect(listed!.content!['referral']).toEqual(message['referral']);
        }
      }
    }
  });

  test('statuses were folded onto the message', async () => {
    const message = (
      await stack.api().get(`/api/v1/conversations/${sent.conversationId}/messages?limit=100`)
    ).body.items.find(item => item.id === sent.id);
    expect(message!.status).toBe('played');
  });

  test('other fields are listed', async () => {
    const { body } = await stack.api().get('/api/v1/webhook-updates?limit=100');
    expect(body.items.map(item => item.field)).toEqual(
      expect.arrayContaining([
        'account_update',
        'message_template_status_update',
        'user_preferences',
        'messages.errors',
      ]),
    );
  });

  test('again, everything is a duplicate', async () => {
    for (const file of files) {
      const { body } = await postWebhook(stack.baseUrl, aimed(file).body);
      expect([file, body.stored, body.quarantined]).toEqual([file, 0, 0]);
    }
  });
});

describe('every fixture as it is', () => {
  test('is accounted for, item by item', async () => {
    const total = { received: 0, stored: 0, duplicate: 0, unmatched: 0, quarantined: 0 };
    let posted = 0;
    for (const file of files) {
      posted += itemsOf(load(file)).length;
      const answer = await postWebhook(stack.baseUrl, load(file));
      expect([file, answer.status]).toEqual([file, 200]);
      for (const key of Object.keys(total) as (keyof typeof total)[]) total[key] += answer.body[key];
    }
    expect(total.received).toBe(posted);
    expect(total.stored + total.duplicate + total.unmatched + total.quarantined).toBe(posted);
    const { rows } = await stack.db.admin.query<{ reason: string; n: number }>(
      'SELECT reason, count(*)::int AS n FROM quarantine GROUP BY 1',
    );
    expect(rows.reduce((sum, row) => sum + row.n, 0)).toBe(total.quarantined);
    expect(rows.every(row => row.reason.length > 0)).toBe(true);
  });
});

describe('the endpoint', () => {
  const plain = (): HttpClient => new HttpClient(stack.baseUrl);

  test('answers the handshake with the challenge as text, and no other token', async () => {
    const path = (token: string): string =>
      `/webhooks/whatsapp?hub.mode=subscribe&hub.verify_token=${token}&hub.challenge=12345`;
    const good: Answer = await plain().get(path('test-verify-token'));
    expect([good.status, String(good.body), String(good.headers['content-type'])]).toEqual([
      200,
      '12345',
      expect.stringContaining('text/plain'),
    ]);
    expect((await plain().get(path('wrong'))).status).toBe(403);
  });

  test('takes no row from a tampered body', async () => {
    const count = async (): Promise<unknown> =>
      (await stack.db.admin.query('SELECT (SELECT count(*) FROM message) + (SELECT count(*) FROM quarantine) AS n'))
        .rows[0];
    const before = await count();
    const body = Buffer.from(
      JSON.stringify(textBody({ phoneNumberId: stack.tenants[0]!.phoneNumberId, from: '490009' })),
    );
    for (const signature of [sign(Buffer.from('other')), 'sha256=00', '']) {
      const answer = await postWebhook(stack.baseUrl, body, signature);
      expect([answer.status, answer.body.code]).toEqual([401, 'invalid_signature']);
    }
    expect(await count()).toEqual(before);
  });

  test('takes both app secrets during a rotation, and escaped bodies as they are', async () => {
    const text = JSON.stringify(
      textBody({ phoneNumberId: stack.tenants[0]!.phoneNumberId, from: '490010', text: 'äöü/' }),
    )
      .replaceAll('ä', '\\u00e4')
      .replaceAll('/', '\\/');
    const body = Buffer.from(text);
    expect((await postWebhook(stack.baseUrl, body, sign(body, 'rotated-secret'))).body.stored).toBe(1);
  });

  test('refuses more than 3 MB and broken JSON; foreign shapes are kept', async () => {
    expect((await postWebhook(stack.baseUrl, Buffer.alloc(3 * 1024 * 1024 + 1, 32))).status).toBe(413);
    expect((await postWebhook(stack.baseUrl, Buffer.from('{'))).body.code).toBe('invalid_json');
    expect((await postWebhook(stack.baseUrl, { hello: 1 })).body).toMatchObject({ received: 1, quarantined: 1 });
  });

  test.each(['/webhooks/whatsapp', '/webhooks/whatsapp/', '/webhooks/whatsapp?from=whatsapp', '/Webhooks/WhatsApp'])(
    'at %s the answers are the same',
    async path => {
      const post = async (bytes: Buffer, headers: Record<string, string> = {}): Promise<unknown[]> => {
        const {
          status,
          body,
          headers: { 'content-type': type, 'x-request-id': id },
        } = await plain().post(path, bytes, {
          'content-type': 'application/json',
          'x-hub-signature-256': sign(bytes),
          ...headers,
        });
        return [status, status === 200 ? body : [body.code, body.field, body.requestId === id], type];
      };
      const problem = 'application/problem+json; charset=utf-8';
      const good = Buffer.from(
        JSON.stringify(textBody({ phoneNumberId: stack.tenants[0]!.phoneNumberId, from: '490014' })),
      );
      expect(await post(good)).toEqual([
        200,
        { received: 1, stored: 1, duplicate: 0, unmatched: 0, quarantined: 0 },
        'application/json; charset=utf-8',
      ]);
      expect(await post(good, { 'x-hub-signature-256': 'sha256=00' })).toEqual([
        401,
        ['invalid_signature', undefined, true],
        problem,
      ]);
      expect(await post(Buffer.from('{'))).toEqual([400, ['invalid_json', 'body', true], problem]);
      expect(await post(Buffer.alloc(3 * 1024 * 1024 + 1, 32))).toEqual([
        413,
        ['body_too_large', undefined, true],
        problem,
      ]);
      expect(await post(gzipSync(good), { 'content-encoding': 'gzip' })).toEqual([
        415,
        ['invalid_request', 'body', true],
        problem,
      ]);
    },
  );

  test('one broken item does not hold up its neighbours, and is kept with its reason', async () => {
    const { phoneNumberId } = stack.tenants[0]!;
    const body = messagesBody(phoneNumberId, {
      contacts: [{ wa_id: '490011' }],
      messages: [
        { from: '490011', id: 'wamid.good', timestamp: '1', type: 'text', text: { body: 'ok' } },
        { from: '490011', timestamp: '1', type: 'text' },
        { id: 'wamid.nobody', timestamp: '1', type: 'text', text: { body: 'x' } },
        null,
      ],
    });
    expect((await postWebhook(stack.baseUrl, body)).body).toMatchObject({ received: 4, stored: 1, quarantined: 3 });
    const { items } = (await (await stack.admin()).get('/api/v1/quarantine')).body;
    expect(items.map(item => item.reason)).toEqual(
      expect.arrayContaining(['message_id', 'message_without_sender', 'message_shape']),
    );
  });

  test('an item that could not be stored is stored by its replay', async () => {
    const admin = await stack.admin(1);
    const { id, phoneNumberId } = stack.tenants[1]!;
    await stack.db.admin.query('UPDATE tenant SET default_queue_id = NULL WHERE id = $1', [id]);
    expect(
      (await postWebhook(stack.baseUrl, textBody({ phoneNumberId, from: '490012', text: 'later' }))).body.quarantined,
    ).toBe(1);
    const [item] = (await admin.get('/api/v1/quarantine')).body.items;
    expect(item!.reason).toBe('no_default_queue');
    expect((await admin.post(`/api/v1/quarantine/${item!.id}/replay`)).body).toMatchObject({
      status: 409,
      code: 'not_storable',
    });
    await stack.db.admin.query('UPDATE tenant SET default_queue_id = $2 WHERE id = $1', [
      id,
      stack.tenants[1]!.queues[0]!.id,
    ]);
    expect((await admin.post(`/api/v1/quarantine/${item!.id}/replay`)).body).toEqual({ outcome: 'stored' });
    expect((await stack.api(1).get('/api/v1/conversations')).body.items[0]!.lastMessage!.preview).toBe('later');
  });

  test('with the database away it answers 503 and quarantines nothing', async () => {
    const lonely = await createStack({ temporal: 'none' });
    try {
      const name = new URL(lonely.db.adminUrl).pathname.slice(1);
      await stack.db.admin.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
      await stack.db.admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name]);
      const body = textBody({ phoneNumberId: lonely.tenants[0]!.phoneNumberId, from: '490013' });
      const answer = await postWebhook(lonely.baseUrl, body);
      expect([answer.status, answer.body.code]).toEqual([503, 'database_unavailable']);
      await stack.db.admin.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
      expect((await postWebhook(lonely.baseUrl, body)).body).toMatchObject({ stored: 1, quarantined: 0 });
    } finally {
      await lonely.close();
    }
  });
});

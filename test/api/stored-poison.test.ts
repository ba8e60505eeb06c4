import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '../../store/db/ids.ts';
import type { AnswerBody } from '../support/api-answers.ts';
import type { Answer } from '../support/http-client.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';
import { messagesBody, postWebhook } from '../support/webhook.ts';

/** Rows that earlier versions stored can be read, whatever they contain. */
const SECOND = 1_000;
const NOW = Date.UTC(2026, 5, 1, 12);

let stack: Stack;
let serial = 0;
beforeAll(async () => void (stack = await createStack({ temporal: 'none', clock: () => NOW })));
afterAll(() => stack.close());

const deep = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;
const sender = (): string => `4918${String(++serial).padStart(8, '0')}`;
const text = (from: string, more: object = {}): Record<string, unknown> => ({
  from,
  id: `wamid.before.${++serial}`,
  timestamp: String(NOW / SECOND),
  type: 'text',
  text: { body: 'hello' },
  ...more,
});
const post = (value: object) => postWebhook(stack.baseUrl, messagesBody(stack.tenants[0]!.phoneNumberId, value));

interface Stored {
  readonly id: string;
  readonly conversation_id: string;
}
const stored = async (wamid: unknown): Promise<Stored | undefined> =>
  (await stack.db.admin.query<Stored>('SELECT id, conversation_id FROM message WHERE wamid = $1', [wamid])).rows[0];

describe('rows that hold times that cannot be', () => {
  const AT = [
    '33658-09-27 01:46:39+00',
    '33658-09-28 01:46:39+00',
    '9999-12-31 23:59:59+00',
    '2100-06-01 00:00:00+00',
    '1970-01-01 00:00:01+00',
    '1970-01-02 00:00:00+00',
    '275760-09-13 00:00:00+00',
  ];
  let conversationId: string;
  let first: Stored;

  /** As versions before this stored them. */
  beforeAll(async () => {
    const from = sender();
    const items = [text(from), text(from, { timestamp: String((NOW - 60_000) / SECOND) })];
    await post({ messages: items });
    first = (await stored(items[0]!['id']))!;
    ({ conversation_id: conversationId } = first);
    for (const [index, at] of AT.entries()) {
      const id = newId();
      await stack.db.admin.query(
        `
          INSERT INTO message (
            id,
            tenant_id,
            conversation_id,
            number_id,
            direction,
            kind,
            content,
            wamid,
            at,
            received_at
          )
          SELECT
            $1,
            tenant_id,
            conversation_id,
            number_id,
            'inbound',
            'text',
            '{"body":"wild"}',
            $2,
            $3::timestamptz,
            $4
          FROM message
          WHERE id = $5`,
        [id, `wamid.wild.${index}`, at, new Date(NOW - 1_000), first.id],
      );
      await stack.db.admin.query(
        `
          INSERT INTO message_event (id, tenant_id, message_id, number_id, target_wamid, kind, at)
          SELECT $1, tenant_id, id, number_id, $2, 'reaction', at
          FROM message
          WHERE id = $3`,
        [newId(), items[0]!['id'], id],
      );
    }
  });

  test('are read by every route, with the time of receipt', async () => {
    const admin = await stack.admin();
    const { status, body } = await admin.get(`/api/v1/conversations/${conversationId}/messages?limit=100`);
    expect(status).toBe(200);
    const wild = body.items.filter(item => item.content!['body'] === 'wild');
    expect(wild.map(item => item.at)).toEqual(AT.map(() => new Date(NOW - 1_000).toISOString()));
    expect(body.items.find(item => item.id === first.id)!.happenings.map(each => each.at)).toEqual(
      AT.map(() => new Date(NOW - 1_000).toISOString()),
    );
    for (const path of ['', '/timeline', '/offers', '/suggestions']) {
      const answer = await admin.get(`/api/v1/conversations/${conversationId}${path}`);
      expect([path, answer.status === 200 || answer.status === 404]).toEqual([path, true]);
    }
    expect((await admin.get('/api/v1/conversations?limit=100')).status).toBe(200);
  });

  test('are paged through, each once', async () => {
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const { status, body }: Answer<AnswerBody<'get', '/api/v1/conversations/{id}/messages'>> = await stack
        .api()
        .get(`/api/v1/conversations/${conversationId}/messages?limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`);
      expect(status).toBe(200);
      seen.push(...body.items.map(item => item.id));
      cursor = body.nextCursor;
    }
    expect([seen.length, new Set(seen).size]).toEqual([AT.length + 2, AT.length + 2]);
  });

  test('are not the latest for ever: what is marked as read at WhatsApp is the latest that can be', async () => {
    expect((await (await stack.admin()).post(`/api/v1/conversations/${conversationId}/read`, {})).status).toBe(200);
    const {
      rows: [row],
    } = await stack.db.admin.query<{ receipt_message_id: string | null }>(
      'SELECT receipt_message_id FROM conversation WHERE id = $1',
      [conversationId],
    );
    expect(row!.receipt_message_id).toBe(first.id);
  });
});

describe('rows that hold what is nested too deep', () => {
  test.each([100, 1_000, 3_000, 4_500, 6_000])('%i levels are read by every route, as text', async levels => {
    const item = text(sender());
    await post({ messages: [item] });
    const { conversation_id: id } = (await stored(item['id']))!;
    const json = JSON.stringify(deep(levels));
    // As versions before this stored them; PostgreSQL takes no deeper ones.
    await stack.db.admin.query(
      `
        UPDATE message
        SET
          kind = 'unsupported',
          content = jsonb_build_object('type', 'x', 'deep', $2::jsonb),
          raw = $2::jsonb
        WHERE wamid = $1`,
      [item['id'], deep(levels)],
    );
    await stack.db.admin.query(
      `
        INSERT INTO webhook_update (id, tenant_id, waba_id, field, value, body_hash, received_at)
        VALUES ($1, $2, 'x', 'x', $3::jsonb, $4, now())`,
      [newId(), stack.tenants[0]!.id, deep(levels), Buffer.from(String(levels))],
    );
    const { status, body } = await stack.api().get(`/api/v1/conversations/${id}/messages`);
    expect(status).toBe(200);
    expect([body.items[0]!.content!['type'] ?? 'text', JSON.stringify(body.items[0]!.raw)]).toEqual([
      'text',
      `{"json":${json}}`,
    ]);
    const updates = await (await stack.admin()).get('/api/v1/webhook-updates?limit=1');
    expect([updates.status, JSON.stringify(updates.body.items[0]!.value)]).toEqual([200, `{"json":${json}}`]);
    expect((await stack.api().get('/api/v1/conversations?limit=100')).status).toBe(200);
  });
});

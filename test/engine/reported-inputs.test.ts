/** Reported inputs, as WhatsApp sends them, and what an agent sees of them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { root } from '../../ops/root.ts';
import type { HttpClient } from '../support/http-client.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';
import { messagesBody, postWebhook, textBody } from '../support/webhook.ts';

const load = (file: string) =>
  JSON.parse(readFileSync(join(root, 'test/fixtures/cases', file), 'utf8')) as {
    bodies: Readonly<Record<string, object>>;
  };

let stack: Stack;
let admin: HttpClient;
let phoneNumberId: string;
beforeAll(async () => {
  stack = await createStack({ temporal: 'none' });
  admin = await stack.admin();
  phoneNumberId = stack.tenants[0]!.phoneNumberId;
});
afterAll(() => stack.close());

/** A body of the report, sent to a number of ours. */
async function deliver(body: object) {
  const { status, body: counts } = await postWebhook(
    stack.baseUrl,
    JSON.parse(JSON.stringify(body).replaceAll('"100000000000001"', JSON.stringify(phoneNumberId))) as object,
  );
  expect(status).toBe(200);
  return counts;
}
const conversationOf = async (name: string) =>
  (await admin.get('/api/v1/conversations?limit=100')).body.items.find(
    item => item.contact.waId === name || item.contact.userId === name,
  )!;
const messagesOf = async (name: string) =>
  (await admin.get(`/api/v1/conversations/${(await conversationOf(name)).id}/messages`)).body.items;
const said = (from: string, message: object): object =>
  messagesBody(phoneNumberId, {
    contacts: [{ profile: { name: 'R' }, wa_id: from }],
    messages: [{ from, id: `wamid.r.${from}`, timestamp: '1795710000', ...message }],
  });

describe('interactive-replies-invisible.json', () => {
  const { bodies } = load('interactive-replies-invisible.json');
  let refunds: string;
  beforeAll(async () => {
    await deliver(said('491260000099', { type: 'text', text: { body: 'Hello' } }));
    const { queueId } = await conversationOf('491260000099');
    refunds = (await admin.get('/api/v1/queues')).body.items.find(queue => queue.id !== queueId)!.id;
    const { version } = (await admin.get('/api/v1/routing')).body;
    const rule = {
      id: '00000000-0000-7000-8000-000000000001',
      name: 'Refunds',
      when: { words: ['refund'] },
      route: { queueId: refunds, needs: [] },
    };
    expect((await admin.put('/api/v1/routing', { version, rules: [rule], hours: null })).body.code).toBeUndefined();
  });

  test.each([
    ['button', '491260000001', 'Yes, cancel it'],
    ['list', '491260000002', 'Refund'],
    ['flow', '491260000003', 'rating: 2_bad comment: broken'],
    ['contacts', '491260000004', 'Zoe Z, +49 1'],
  ])('%s: its words stand in the list and in the thread', async (name, from, words) => {
    await deliver(bodies[name]!);
    expect((await conversationOf(from)).lastMessage!.preview).toBe(words);
    const [message] = await messagesOf(from);
    expect(message!.words!.replaceAll('\n', ' ')).toBe(words);
    if (name === 'flow')
      expect(message!.answers).toEqual([
        { label: 'rating', answer: '2_bad' },
        { label: 'comment', answer: 'broken' },
      ]);
  });

  test('a tap on a word of a rule is routed as the word is', async () => {
    expect((await conversationOf('491260000002')).queueId).toBe(refunds);
    for (const [from, message] of [
      ['491260000010', { type: 'button', button: { text: 'Refund', payload: 'x' } }],
      [
        '491260000011',
        {
          type: 'interactive',
          interactive: { type: 'button_reply', button_reply: { id: '1', title: 'A refund, please' } },
        },
      ],
      [
        '491260000012',
        {
          type: 'interactive',
          interactive: {
            type: 'nfm_reply',
            nfm_reply: { name: 'flow', body: 'Sent', response_json: '{"wish":"refund"}' },
          },
        },
      ],
      [
        '491260000013',
        { type: 'order', order: { catalog_id: '1', text: 'Refund of the last one', product_items: [] } },
      ],
    ] as const) {
      await deliver(said(from, message));
      expect([from, (await conversationOf(from)).queueId]).toEqual([from, refunds]);
    }
    await deliver(
      said('491260000014', { type: 'location', location: { latitude: 1, longitude: 2, name: 'Refundable Bottles' } }),
    );
    expect((await conversationOf('491260000014')).queueId).not.toBe(refunds);
  });
});

describe('null-optional-fields-quarantine.json', () => {
  const { bodies } = load('null-optional-fields-quarantine.json');

  test.each([
    ['name_null_bsuid_only', 'US.11815'],
    ['from_empty', 'BR.3381'],
    ['context_null', 'BR.3382'],
  ])('%s: the message is there', async (name, contact) => {
    expect(await deliver(bodies[name]!)).toMatchObject({ stored: 1, quarantined: 0 });
    expect((await messagesOf(contact)).map(message => message.words)).toEqual(['q']);
  });

  test('one_null_name_in_batch: the neighbour keeps its name', async () => {
    expect(await deliver(bodies['one_null_name_in_batch']!)).toMatchObject({ stored: 2, quarantined: 0 });
    expect([
      (await conversationOf('491200000006')).contact.name,
      (await conversationOf('491200000007')).contact.name,
    ]).toEqual(['Good', null]);
  });

  test.each<[string, object]>([
    ['referral and errors', { referral: null, errors: null }],
    ['a context of nulls', { context: { id: null, from: null, forwarded: null } }],
    ['an empty group and user id', { group_id: '', from_user_id: '' }],
    ['a text with nulls beside it', { text: { body: 'q', preview_url: null } }],
    ['an empty time', { timestamp: '' }],
  ])('%s are absent, too', async (_, more) => {
    const from = `4912100000${Math.abs(Array.from(JSON.stringify(more)).reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)!) % 100_000, 7))}`;
    expect(await deliver(said(from, { type: 'text', text: { body: 'q' }, ...more }))).toMatchObject({
      stored: 1,
      quarantined: 0,
    });
    expect((await messagesOf(from)).map(message => message.words)).toEqual(['q']);
  });

  test('of a media message and a contact: what is null is not there', async () => {
    expect(
      await deliver(
        said('491220000001', {
          type: 'image',
          image: { id: '1', mime_type: 'image/png', sha256: null, caption: null },
        }),
      ),
    ).toMatchObject({ stored: 1, quarantined: 0 });
    expect(
      await deliver(
        messagesBody(phoneNumberId, {
          contacts: [null, { wa_id: '491220000002', profile: null }, { wa_id: null, user_id: null }],
          messages: [
            { from: '491220000002', id: 'wamid.n.2', timestamp: '1795710000', type: 'text', text: { body: 'q' } },
          ],
          statuses: null,
          errors: null,
        }),
      ),
    ).toMatchObject({ stored: 1, quarantined: 0 });
  });
});

describe('order-same-second.json', () => {
  test('messages of one second stand in their order, whatever their ids are', async () => {
    const [body] = [load('order-same-second.json').bodies].flat();
    await deliver(body!);
    expect((await conversationOf('491920000001')).lastMessage!.preview).toBe('second line');
    expect((await messagesOf('491920000001')).map(message => message.words)).toEqual(['second line', 'first line']);
  });

  test('also twenty of them, in a body and in bodies one after the other', async () => {
    const from = '491920000002';
    const lines = Array.from({ length: 20 }, (_, index) => `line ${index}`);
    const message = (line: string, index: number): object => ({
      from,
      id: `wamid.${['z', 'A', 'm', '0'][index % 4]}${index}`,
      timestamp: '1795710000',
      type: 'text',
      text: { body: line },
    });
    await deliver(
      messagesBody(phoneNumberId, {
        contacts: [{ profile: { name: 'O' }, wa_id: from }],
        messages: lines.slice(0, 10).map(message),
      }),
    );
    for (const [index, line] of lines.slice(10).entries())
      await deliver(
        messagesBody(phoneNumberId, {
          contacts: [{ profile: { name: 'O' }, wa_id: from }],
          messages: [message(line, index + 10)],
        }),
      );
    expect((await messagesOf(from)).map(each => each.words).reverse()).toEqual(lines);
  });

  test('an answer stands behind what it answers, although WhatsApp tells its second alone', async () => {
    const from = '491920000003';
    await postWebhook(stack.baseUrl, textBody({ phoneNumberId, from, text: 'question' }));
    const { id } = await conversationOf(from);
    const agent = stack.tenants[0]!.users.find(user => user.role === 'AGENT')!;
    expect((await admin.post(`/api/v1/conversations/${id}/assign`, { agentId: agent.id })).status).toBe(200);
    for (const turn of [1, 2, 3]) {
      expect(
        (await admin.post(`/api/v1/conversations/${id}/messages`, { text: { body: `reply ${turn}` } })).status,
      ).toBe(202);
      // The second that has begun before the reply was written.
      await postWebhook(
        stack.baseUrl,
        textBody({ phoneNumberId, from, text: `answer ${turn}`, at: Math.floor(Date.now() / 1000) * 1000 }),
      );
    }
    expect((await messagesOf(from)).map(message => message.words).reverse()).toEqual([
      'question',
      'reply 1',
      'answer 1',
      'reply 2',
      'answer 2',
      'reply 3',
      'answer 3',
    ]);
  });
});

describe('lone-surrogate.json', () => {
  const HALVES = ['half an emoji \ud83d end', '\udc4d low half', 'end \ud83c'];
  /** What is no character is written as its escape, as in the report: JSON.stringify does so. */
  test.each(HALVES)('a webhook with %j is stored with U+FFFD in its place', async text => {
    const from = `49193000000${HALVES.indexOf(text)}`;
    expect(
      await deliver(
        messagesBody(phoneNumberId, {
          contacts: [{ profile: { name: `Bob ${text}` }, wa_id: from }],
          messages: [{ from, id: `wamid.half.${from}`, timestamp: '1795710000', type: 'text', text: { body: text } }],
        }),
      ),
    ).toMatchObject({ stored: 1, quarantined: 0 });
    expect((await messagesOf(from)).map(message => message.words)).toEqual([text.toWellFormed()]);
    expect((await conversationOf(from)).contact.name).toBe(`Bob ${text}`.toWellFormed());
  });

  test('a tapped title with half a character, and the same through the API: a clear answer, never a 500', async () => {
    await deliver(
      said('491930000009', {
        type: 'interactive',
        interactive: { type: 'button_reply', button_reply: { id: '1', title: HALVES[0] } },
      }),
    );
    const { id, contact } = await conversationOf('491930000009');
    const answers = await Promise.all([
      admin.post(`/api/v1/conversations/${id}/messages`, { type: 'text', text: { body: 'cut \ud83d' } }),
      admin.post(`/api/v1/conversations/${id}/notes`, { text: 'cut \ud83d' }),
      admin.put(`/api/v1/contacts/${contact.id}`, { tags: ['cut \ud83d'] }),
      admin.put(`/api/v1/contacts/${contact.id}`, { attributes: { a: 'cut \ud83d' } }),
      admin.post(`/api/v1/conversations/${id}/messages`, {
        type: 'interactive',
        interactive: {
          type: 'button',
          body: { text: 'cut \ud83d' },
          action: { buttons: [{ type: 'reply', reply: { id: '1', title: 'x' } }] },
        },
      }),
    ]);
    for (const { status } of answers) expect(status).toBeLessThan(500);
  });
});

import { afterAll, describe, expect, test } from '@jest/globals';
import { Writable } from 'node:stream';
import { createLogger } from '../../config/logger.ts';
import { dataConverterWith } from '../../temporal/data-converter.ts';
import { AesPayloadCodec } from '../../temporal/payload-codec.ts';
import { eventually } from '../support/eventually.ts';
import type { Answer } from '../support/http-client.ts';
import { HttpClient } from '../support/http-client.ts';
import { historiesOf, plainHistory } from '../support/histories.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';
import { messagesBody, postWebhook } from '../support/webhook.ts';

const CANARIES = {
  phone: '4915999123456',
  name: 'Zanzibar Quokka',
  text: 'my secret is ultramarine-7',
  reply: 'reply with crimson-9',
  note: 'note with saffron-3',
  user: 'quokkauser',
  article: 'article of magenta-5',
};

/** The ways a text can hide: as it is, base64 (at each of three offsets), hex, JSON-escaped. */
function disguises(text: string): string[] {
  const base64 = [0, 1, 2]
    .map(offset =>
      Buffer.from('\0'.repeat(offset) + text)
        .toString('base64')
        .slice(offset === 0 ? 0 : 4, -4),
    )
    .filter(part => part.length > 6);
  return [
    text,
    ...base64,
    Buffer.from(text).toString('hex'),
    text.replaceAll(/./g, letter => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`),
  ];
}

/** Everything of a history that could be read: the JSON, and each payload decoded. */
function readable(value: unknown, found: string[] = []): string[] {
  if (typeof value === 'string') {
    found.push(value);
    if (/^[A-Za-z0-9+/]+=*$/.test(value) && value.length % 4 === 0)
      found.push(Buffer.from(value, 'base64').toString('utf8'));
  } else if (typeof value === 'object' && value !== null)
    for (const part of Object.values(value)) readable(part, found);
  return found;
}

const stacks: Stack[] = [];
afterAll(async () => {
  for (const stack of stacks) await stack.close();
});

describe.each([
  ['an identity codec', []],
  ['AES', [new AesPayloadCodec([{ id: 'k', key: Buffer.alloc(32, 3) }])]],
] as const)('with %s', (_name, codecs) => {
  test('no personal data reaches Temporal, logs or metrics, failures included', async () => {
    const lines: string[] = [];
    const sink = new Writable({ write: (chunk, _encoding, done) => (lines.push(String(chunk)), done()) });
    const stack = await createStack({
      converter: dataConverterWith([...codecs]),
      log: createLogger('test', 'trace', sink),
    });
    stacks.push(stack);
    const admin = await stack.admin();
    const value = {
      contacts: [{ profile: { name: CANARIES.name, username: CANARIES.user }, wa_id: CANARIES.phone }],
      messages: [
        {
          from: CANARIES.phone,
          id: 'wamid.canary',
          timestamp: String(Math.floor(Date.now() / 1000)),
          type: 'text',
          text: { body: CANARIES.text },
        },
      ],
    };
    await postWebhook(stack.baseUrl, messagesBody(stack.tenants[0]!.phoneNumberId, value));
    const { id } = (await admin.get('/api/v1/conversations')).body.items[0]!;
    for (const fault of [
      null,
      { kind: 'error', code: 131026 },
      { kind: 'reset' },
      { kind: 'error_500_before' },
    ] as const) {
      if (fault !== null) stack.simulator.fault(fault);
      await admin.post(`/api/v1/conversations/${id}/messages`, { text: { body: CANARIES.reply } });
      await eventually(
        async () => (await admin.get(`/api/v1/conversations/${id}`)).body.openSends.length === 0,
        'the send',
      );
    }
    await admin.post(`/api/v1/conversations/${id}/notes`, { text: CANARIES.note });
    await admin.post(`/api/v1/conversations/${id}/read`);
    await eventually(() => stack.simulator.state.readByBusiness.size === 1, 'the receipt');
    // The AI's turn, a draft and a source: what they read and say stays in the database.
    const { body: document } = await admin.post('/api/v1/knowledge/documents', {
      title: 'Secrets',
      body: `My secret is the ${CANARIES.article}.`,
      language: 'en',
    });
    await admin.post(`/api/v1/knowledge/documents/${document.id}/publish`, { version: 1 });
    await admin.put('/api/v1/ai/policies', {
      version: 0,
      policy: { mode: 'answer', evidenceFloor: 0.1, gather: { quietMs: 0, capMs: 0, deadlineMs: 600_000 } },
    });
    await admin.post(`/api/v1/conversations/${id}/hand-back`);
    await postWebhook(
      stack.baseUrl,
      messagesBody(stack.tenants[0]!.phoneNumberId, {
        ...value,
        messages: [{ ...value.messages[0]!, id: 'wamid.canary.2', text: { body: 'What is the secret?' } }],
      }),
    );
    await eventually(
      async () =>
        (await admin.get(`/api/v1/conversations/${id}/timeline`)).body.items.some(item => item.type === 'turn_ended'),
      'the AI’s turn',
    );
    expect((await admin.get(`/api/v1/ai/calls?conversationId=${id}`)).body.items).toHaveLength(1);
    await admin.post(`/api/v1/conversations/${id}/suggestions`, {
      kind: 'rewrite',
      how: 'shorter',
      text: CANARIES.reply,
    });
    await eventually(
      async () => (await admin.get(`/api/v1/conversations/${id}/suggestions`)).body.items[0]?.state === 'open',
      'the draft',
    );
    const [drafting] = (await admin.get(`/api/v1/conversations/${id}/suggestions`)).body.items;
    // Errors on purpose: a broken row makes an activity fail with the database's words.
    stack.app.log.error({ err: new Error(`constraint violated: ${CANARIES.phone}`), text: CANARIES.text }, 'a failure');
    const description = await stack.client.workflow.getHandle(`conversation/${id}`).describe();
    const metrics: Answer = await new HttpClient(stack.baseUrl).get('/metrics');
    const places = {
      temporal: readable([
        (await historiesOf(stack, id)).map(run => plainHistory(run.history)),
        plainHistory(
          (await stack.client.workflow.getHandle(`suggestion/${drafting!.id}`).fetchHistory()) as unknown as Parameters<
            typeof plainHistory
          >[0],
        ),
        JSON.parse(
          JSON.stringify({
            memo: description.memo,
            attributes: description.typedSearchAttributes,
            id: description.workflowId,
          }),
        ),
      ]).join('\n'),
      logs: lines.join('\n'),
      metrics: String(metrics.body),
    };
    expect(places.temporal).toContain('conversation/');
    expect(lines.length).toBeGreaterThan(0);
    for (const [canary, text] of Object.entries(CANARIES))
      for (const disguise of disguises(text))
        for (const [place, content] of Object.entries(places))
          expect([canary, place, content.includes(disguise)]).toEqual([canary, place, false]);
    if (codecs.length === 0) expect(places.temporal).toContain('windowExpiresAt');
    else expect(places.temporal).not.toContain('windowExpiresAt');
  });
});

test('the net below finds what it is set for', () => {
  expect(readable({ data: Buffer.from(`"${CANARIES.phone}"`).toString('base64') }).join()).toContain(CANARIES.phone);
});

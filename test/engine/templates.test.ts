import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Message, Template } from '../../client/schema.ts';
import { TEMPLATE_SYNC_SCHEDULE } from '../../workflows/contract.ts';
import { ensureSchedules } from '../../workers/schedules.ts';
import type { AnswerBody } from '../support/api-answers.ts';
import { expectStatesEqual } from '../support/consistency.ts';
import { eventually } from '../support/eventually.ts';
import { jpeg } from '../support/files.ts';
import type { Answer, HttpClient } from '../support/http-client.ts';
import { HttpClient as Client, refusalOf } from '../support/http-client.ts';
import { sentTo } from '../support/ledger.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';
import { postWebhook, textBody } from '../support/webhook.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
let stack: Stack;
let admin: HttpClient;
let simulator: HttpClient;
let serial = 0;
let ahead = 0;
beforeAll(async () => {
  stack = await createStack({ sendTimeoutMs: 30_000, clock: () => Date.now() + ahead });
  admin = await stack.admin();
  simulator = new Client(stack.simulatorUrl);
  await synced();
});
afterAll(() => stack.close());

const waba = (): string =>
  stack.simulator.numbers.find(number => number.phoneNumberId === stack.tenants[0]!.phoneNumberId)!.wabaId;
const list = async () => (await admin.get('/api/v1/templates?limit=100')).body.items;
const template = async (name: string) => (await list()).find(each => each.name === name);
const changed = (name: string, change: object) => simulator.put(`/control/templates/${waba()}/${name}`, change);

/** Reads the templates from WhatsApp until everything it lists is here. */
async function synced(): Promise<void> {
  expect((await admin.post('/api/v1/templates/sync', {})).status).toBe(202);
  const named = (templates: readonly Pick<Template, 'name' | 'status'>[]): string =>
    templates
      .map(each => `${each.name} ${each.status}`)
      .sort()
      .join();
  await eventually(
    async () => ({ ours: named(await list()), theirs: named(stack.simulator.templates.of(waba())) }),
    'the templates',
    { until: seen => seen.ours === seen.theirs },
  );
}

/** `late`: the customer's message comes so late that the window is over. */
async function conversation(late = true): Promise<{ id: string; from: string }> {
  const from = `49610${++serial}`;
  await postWebhook(
    stack.baseUrl,
    textBody({ phoneNumberId: stack.tenants[0]!.phoneNumberId, from, at: Date.now() - (late ? DAY_MS + 60_000 : 0) }),
  );
  const { body } = await admin.get('/api/v1/conversations?limit=100');
  return { id: body.items.find(item => item.contact.waId === from)!.id, from };
}
/** A refusal that names what could be sent instead. */
interface Sendable {
  readonly templates: readonly Pick<Template, 'name'>[];
}
const send = (id: string, message: object) => admin.post(`/api/v1/conversations/${id}/messages`, message);
const text = (value: string, name?: string): object => ({
  type: 'text',
  text: value,
  ...(name === undefined ? {} : { parameter_name: name }),
});
const appointment = (parameters: readonly object[] = [text('Monday'), text('ten')]) => ({
  type: 'template',
  template: { name: 'appointment_reminder', language: { code: 'en_US' }, components: [{ type: 'body', parameters }] },
});
const message = async (id: string, messageId: string) =>
  (await admin.get(`/api/v1/conversations/${id}/messages`)).body.items.find(each => each.id === messageId)!;
const becomes = (id: string, messageId: string, status: string) =>
  eventually(() => message(id, messageId), `the message is ${status}`, { until: seen => seen.status === status });
const ledger = (to: string) => sentTo(stack, to);

describe('templates', () => {
  test('are read from WhatsApp, page by page, with what they need', async () => {
    await simulator.post(`/control/templates/${waba()}`, {
      name: 'odd_one',
      status: 'REJECTED',
      components: [{ type: 'BODY', text: 'x', unknown: [1] }],
    });
    for (let at = 0; at < 120; at++)
      stack.simulator.templates.add(waba(), {
        name: `zz_many_${at}`,
        language: 'de',
        category: 'MARKETING',
        status: 'PENDING',
        components: [{ type: 'BODY', text: 'x' }],
      });
    await admin.post('/api/v1/templates/sync', {});
    await eventually(
      async () =>
        (await stack.db.admin.query('SELECT 1 FROM message_template WHERE tenant_id = $1', [stack.tenants[0]!.id]))
          .rowCount,
      'all of them',
      { until: seen => seen === 125 },
    );
    expect(await template('order_update')).toMatchObject({
      language: 'en_US',
      category: 'UTILITY',
      status: 'APPROVED',
      sendable: true,
      explanation: null,
      parameters: [
        { place: 'header', name: 'order' },
        { place: 'body', name: 'first_name' },
        { place: 'body', name: 'day' },
        { place: 'button', kind: 'payload', required: false },
      ],
    });
    const pages = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const { body }: Answer<AnswerBody<'get', '/api/v1/templates'>> = await admin.get(
        `/api/v1/templates?limit=50${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
      );
      pages.push(...body.items.map(each => each.name));
      cursor = body.nextCursor;
    }
    expect([pages.length, new Set(pages).size]).toEqual([125, 125]);
    stack.simulator.templates.of(waba()).splice(4);
    await synced();
  });

  test('are the tenant’s own', async () => {
    const other = await stack.admin(1);
    expect(
      (await other.get(`/api/v1/templates?numberId=${(await admin.get('/api/v1/numbers')).body.items[0]!.id}`)).body
        .items,
    ).toEqual([]);
    expect((await (await stack.agent(0)).post('/api/v1/templates/sync', {})).status).toBe(403);
  });

  test('follow the webhook: paused, back again, another category, another quality', async () => {
    await changed('appointment_reminder', { status: 'PAUSED', reason: 'QUALITY' });
    expect(
      await eventually(() => template('appointment_reminder'), 'paused', { until: seen => seen!.status === 'PAUSED' }),
    ).toMatchObject({ sendable: false, reason: 'QUALITY', explanation: expect.stringContaining('paused') });
    await changed('appointment_reminder', { status: 'APPROVED', category: 'MARKETING', quality: 'YELLOW' });
    expect(
      await eventually(() => template('appointment_reminder'), 'the quality', {
        until: seen => seen!.quality === 'YELLOW',
      }),
    ).toMatchObject({ status: 'APPROVED', sendable: true, reason: null, category: 'MARKETING' });
  });

  test('an account that cannot be read keeps its templates and has trouble', async () => {
    const number = stack.simulator.numbers.find(each => each.wabaId === waba())!;
    const { accessToken } = number;
    Object.assign(number, { accessToken: 'another' });
    await admin.post('/api/v1/templates/sync', {});
    await eventually(async () => (await admin.get('/api/v1/numbers')).body.items[0]!.trouble?.code, 'the trouble', {
      until: seen => seen === 190,
    });
    expect((await list()).length).toBe(4);
    Object.assign(number, { accessToken });
    await admin.post(`/api/v1/numbers/${(await admin.get('/api/v1/numbers')).body.items[0]!.id}/resume`, {});
  });

  test('one schedule for all workers', async () => {
    await ensureSchedules(stack.client, stack.taskQueue);
    await ensureSchedules(stack.client, stack.taskQueue);
    const { spec, action } = await stack.client.schedule.getHandle(TEMPLATE_SYNC_SCHEDULE).describe();
    expect([spec.intervals?.[0]?.every, action.workflowType]).toEqual([3_600_000, 'templateSyncWorkflow']);
    await stack.client.schedule.getHandle(TEMPLATE_SYNC_SCHEDULE).delete();
  });
});

describe('with the window closed', () => {
  test('free-form is refused, naming what could be sent; a template goes out and comes back as read', async () => {
    const { id, from } = await conversation();
    const refused = await send(id, { text: { body: 'too late' } });
    expect([refused.status, refused.body.code]).toEqual([409, 'window_closed']);
    expect(refusalOf<Sendable>(refused).templates.map(each => each.name)).toEqual([
      'appointment_reminder',
      'delivery_photo',
      'order_update',
    ]);
    const sent = await send(id, appointment());
    expect([sent.status, sent.body.type, sent.body.content]).toMatchObject([
      202,
      'template',
      { body: { text: 'We see you on Monday at ten. Answer if you cannot come.' } },
    ]);
    await becomes(id, sent.body.id, 'read');
    expect(ledger(from).map(each => [each.type, each.template!.components])).toEqual([
      ['template', [{ type: 'body', parameters: [text('Monday'), text('ten')] }]],
    ]);
    expect(Object.keys(ledger(from)[0]!.template!).sort()).toEqual(['components', 'language', 'name']);
    expect((await admin.get('/api/v1/conversations?limit=100')).body.items.find(item => item.id === id)).toMatchObject({
      window: { open: false },
      lastMessage: { preview: 'We see you on Monday at ten. Answer if you cannot come.' },
    });
    await expectStatesEqual(stack);
  });

  test('what would be refused by WhatsApp is refused before it is queued', async () => {
    const { id, from } = await conversation();
    const short = await send(id, appointment([text('Monday')]));
    expect([short.status, short.body.code, short.body.field]).toEqual([
      400,
      'invalid_request',
      'template.components.0.parameters',
    ]);
    const unknown = await send(id, {
      type: 'template',
      template: { name: 'nothing_like_it', language: { code: 'en_US' } },
    });
    expect([unknown.status, unknown.body.code]).toEqual([400, 'template_unknown']);
    const paused = await send(id, {
      type: 'template',
      template: {
        name: 'spring_sale',
        language: { code: 'en_US' },
        components: [{ type: 'body', parameters: [text('20')] }],
      },
    });
    expect([paused.status, paused.body.code, paused.body.status]).toEqual([409, 'template_not_sendable', 'PAUSED']);
    const misnamed = await send(id, {
      type: 'template',
      template: { name: 'Not Allowed', language: { code: 'en_US' } },
    });
    expect([misnamed.status, misnamed.body.field]).toEqual([400, 'template.name']);
    expect([(await admin.get(`/api/v1/conversations/${id}/messages`)).body.items.length, ledger(from).length]).toEqual([
      1, 0,
    ]);
  });

  test('paused at WhatsApp without our knowing: the message fails with WhatsApp’s reason, and is sent again once it may', async () => {
    const { id, from } = await conversation();
    await changed('appointment_reminder', { status: 'PAUSED', silent: true });
    const {
      body: { id: messageId },
    } = await send(id, appointment());
    expect((await becomes(id, messageId, 'failed')).error).toMatchObject({
      code: '132015',
      explanation: expect.stringContaining('paused'),
    });
    await changed('appointment_reminder', { status: 'APPROVED', silent: true });
    expect((await send(id, { text: { body: 'no' } })).body.code).toBe('window_closed');
    expect((await admin.post(`/api/v1/conversations/${id}/messages/${messageId}/resend`)).status).toBe(202);
    await becomes(id, messageId, 'read');
    expect(ledger(from).length).toBe(1);
  });

  test('a picture at the head, and names for values', async () => {
    const { id, from } = await conversation(false);
    const sent = await send(id, {
      type: 'template',
      template: {
        name: 'delivery_photo',
        language: { code: 'en_US' },
        components: [
          { type: 'header', parameters: [{ type: 'image', image: { link: 'https://files.example.com/door.jpg' } }] },
          { type: 'body', parameters: [text('at the door', 'place'), text('Ada', 'first_name')] },
        ],
      },
    });
    expect(sent.body.content).toMatchObject({ body: { text: 'Hello Ada, we left it at the door.' } });
    await becomes(id, sent.body.id, 'read');
    expect(ledger(from).length).toBe(1);
  });

  test('a picture of ours at the head: brought to WhatsApp and named by its id there', async () => {
    const { id, from } = await conversation();
    const { body: upload } = await admin.call('POST', '/api/v1/uploads', await jpeg(), {
      'content-type': 'image/jpeg',
    });
    const photo = (uploadId: string) => ({
      type: 'template',
      template: {
        name: 'delivery_photo',
        language: { code: 'en_US' },
        components: [
          { type: 'header', parameters: [{ type: 'image', image: { uploadId } }] },
          { type: 'body', parameters: [text('Ada', 'first_name'), text('at the door', 'place')] },
        ],
      },
    });
    const sent = await send(id, photo(upload.id));
    expect([sent.status, sent.body.media]).toMatchObject([202, { kind: 'image', state: 'stored' }]);
    await becomes(id, sent.body.id, 'read');
    const shown = (await admin.get(`/api/v1/conversations/${id}/messages`)).body.items.find(
      item => item.id === sent.body.id,
    );
    expect(shown!.media).toEqual(sent.body.media);
    expect(ledger(from)[0]!.template!.components![0]!.parameters).toEqual([
      { type: 'image', image: { id: stack.simulator.files.uploads.at(-1)!.id } },
    ]);
    const { body: chat } = await simulator.get(
      `/control/chat?phoneNumberId=${stack.tenants[0]!.phoneNumberId}&contact=${from}`,
    );
    expect(chat.items.at(-1)!.template).toMatchObject({
      image: expect.stringMatching(/^\/control\/media\/\d+$/),
      body: 'Hello Ada, we left it at the door.',
    });
    expect((await send(id, photo(id))).body.code).toBe('upload_unknown');
  });
});

describe('a reply that waits until the window is closed', () => {
  const LEFT_MS = 10 * 60_000;
  // The next contact's window is open again.
  afterEach(() => void (ahead = 0));

  /** Two replies are taken while no worker runs, and the window closes on them. */
  async function missed(): Promise<{ id: string; from: string; replies: string[] }> {
    await stack.stopWorker();
    const from = `49610${++serial}`;
    await postWebhook(
      stack.baseUrl,
      textBody({ phoneNumberId: stack.tenants[0]!.phoneNumberId, from, at: Date.now() - DAY_MS + LEFT_MS }),
    );
    const now = async () =>
      (await admin.get('/api/v1/conversations?limit=100')).body.items.find(item => item.contact.waId === from)!;
    const { id } = await now();
    const replies = [];
    for (const body of ['one', 'two']) replies.push((await send(id, { text: { body } })).body.id);
    expect((await now()).window.open).toBe(true);
    ahead = LEFT_MS;
    expect((await now()).window.open).toBe(false);
    await stack.startWorker();
    for (const reply of replies) await becomes(id, reply, 'failed');
    return { id, from, replies };
  }

  test('fails, and nothing goes out in its place', async () => {
    const { id, from, replies } = await missed();
    const { error } = (await message(id, replies[0]!)) as { error: Message['error'] & Sendable };
    expect(error).toMatchObject({ code: 'window_closed', explanation: expect.stringContaining('template') });
    expect(error.templates).toEqual(refusalOf<Sendable>(await send(id, { text: { body: 'once more' } })).templates);
    expect(error.templates.map(each => each.name)).toContain('appointment_reminder');
    expect(ledger(from)).toEqual([]);
  });

  test('where the tenant wants it, a template goes out beside it, once', async () => {
    await simulator.post(`/control/templates/${waba()}`, {
      name: 'we_answered',
      category: 'UTILITY',
      components: [{ type: 'BODY', text: 'We have an answer for you. Write to us to read it.' }],
    });
    await synced();
    for (const [name, status, code] of [
      ['no_such_one', 400, 'template_unknown'],
      ['spring_sale', 409, 'template_not_sendable'],
      ['order_update', 400, 'template_needs_parameters'],
    ] as const) {
      const answer = await admin.put('/api/v1/settings', { fallbackTemplate: { name, language: 'en_US' } });
      expect([answer.status, answer.body.code]).toEqual([status, code]);
    }
    const wanted = { fallbackTemplate: { name: 'we_answered', language: 'en_US' } };
    expect((await admin.put('/api/v1/settings', wanted)).body).toMatchObject(wanted);
    const { id, from, replies } = await missed();
    await eventually(() => ledger(from).length > 0, 'the template');
    await eventually(
      async () =>
        (await admin.get(`/api/v1/conversations/${id}/messages`)).body.items.some(
          each => each.type === 'template' && each.status === 'read',
        ),
      'read',
    );
    expect(ledger(from).map(each => [each.type, each.template!.name])).toEqual([['template', 'we_answered']]);
    expect(await Promise.all(replies.map(async reply => (await message(id, reply)).status))).toEqual([
      'failed',
      'failed',
    ]);
    await expectStatesEqual(stack);
    expect((await admin.put('/api/v1/settings', { fallbackTemplate: null })).body.fallbackTemplate).toBeNull();
  });
});

/** Whatever a model does, a conversation ends with one answer or is handed over to people, in bounded time. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  ending,
  events,
  hears,
  newContact,
  publishArticle,
  setPolicy,
  told,
  whileAsked,
  writes,
} from '../support/ai.ts';
import { expectNoMends, expectStatesEqual, untilQuiet } from '../support/consistency.ts';
import { eventually } from '../support/eventually.ts';
import type { HttpClient } from '../support/http-client.ts';
import { addAdministrator } from '../support/people.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';
import { conversationPath as path } from '../support/paths.ts';

const QUESTION = 'Within how many days can I return a bicycle?';
const SORRY = 'I am connecting you with a colleague.';
let stack: Stack;
let admin: HttpClient;
let article: string;
beforeAll(async () => {
  stack = await createStack({ tenants: [{ wrapUpMs: 0, maxPerAgent: 50 }] });
  admin = await stack.admin();
  article = await publishArticle(
    admin,
    'Returns',
    'You can return a bicycle within 30 days. Bring the invoice to our workshop.',
  );
  await setPolicy(admin, { mode: 'answer', disclosure: null });
});
afterAll(() => stack.close());
const callsOf = async (id: string) => (await admin.get(`/api/v1/ai/calls?conversationId=${id}`)).body.items;
const model = (name: string | null): void => stack.simulator.change({ model: name });

describe('models that misbehave', () => {
  test.each<[string, string, number]>([
    ['adv-obey', 'not_grounded', 1],
    ['adv-fabricate', 'not_grounded', 1],
    ['adv-401', 'model_failed', 1],
    ['adv-refuse', 'model_failed', 1],
    ['adv-redirect', 'model_failed', 1],
    ['adv-429:3600', 'model_failed', 1],
    ['adv-500', 'model_failed', 3],
    ['adv-malformed-json', 'model_failed', 3],
    ['adv-html200', 'model_failed', 3],
    ['adv-500-then-ok:2', 'answered', 3],
    ['adv-429:1', 'model_failed', 3],
    ['adv-fence', 'answered', 1],
    ['adv-torn', 'answered', 1],
    ['adv-slow:1', 'answered', 1],
  ])('%s: %s, after %i calls', async (name, end, calls) => {
    model(name);
    const contact = newContact();
    const id = await writes(stack, contact, QUESTION);
    expect(await ending(stack, id)).toBe(end);
    expect(await hears(stack, contact)).toEqual([
      end === 'answered' ? expect.stringContaining('within 30 days') : SORRY,
    ]);
    expect((await callsOf(id)).length).toBe(calls);
    expect((await admin.get(path(id))).body.state).toBe(end === 'answered' ? 'bot' : 'queued');
    const counted = (await callsOf(id)).map(call => call.error);
    if (end !== 'answered' && calls === 3) expect(new Set(counted).size).toBe(1);
  });

  test('one that never answers is given up at the turn’s deadline', async () => {
    await setPolicy(admin, { mode: 'answer', gather: { quietMs: 0, capMs: 0, deadlineMs: 5_000 } });
    model('adv-hang');
    const contact = newContact();
    const id = await writes(stack, contact, QUESTION);
    expect(await ending(stack, id)).toBe('deadline');
    const log = await events(stack, id);
    const [planned, ended] = ['turn_planned', 'turn_ended'].map(type => log.find(event => event.type === type)!);
    expect(planned!.data.deadlineAt! - planned!.data.since!).toBe(5_000);
    expect(ended!.at.getTime()).toBeGreaterThanOrEqual(planned!.data.deadlineAt!);
    // The call's own time, which is longer, is not waited for.
    expect((await callsOf(id)).map(call => call.error)).not.toContain('timeout');
    await hears(stack, contact);
    model(null);
    await setPolicy(admin, { mode: 'answer', disclosure: null });
  });
});

describe('in the middle of a turn', () => {
  beforeAll(() => model(null));

  test('the contact writes more: the answer under way is not sent, the next one answers both', async () => {
    const contact = newContact();
    const id = await whileAsked(
      stack,
      () => writes(stack, contact, QUESTION),
      () => writes(stack, contact, 'And where do I bring the invoice?'),
      QUESTION,
    );
    expect(await ending(stack, id, 2)).toBe('answered');
    await hears(stack, contact);
    // Both answers of the model have come, and nothing is done with them any more.
    await untilQuiet(stack, [id]);
    expect(told(stack, contact)).toHaveLength(1);
    expect((await events(stack, id)).filter(event => event.type === 'turn_ended')).toHaveLength(1);
  });

  test('the article is unpublished: what rests on it is not said', async () => {
    const id = await whileAsked(
      stack,
      () => writes(stack, newContact(), QUESTION),
      async () => expect((await admin.post(`/api/v1/knowledge/documents/${article}/unpublish`)).status).toBe(200),
      QUESTION,
    );
    expect(await ending(stack, id)).toBe('not_grounded');
    expect((await admin.post(`/api/v1/knowledge/documents/${article}/publish`, { version: 1 })).body.state).toBe(
      'published',
    );
  });

  test('the AI is switched off: people answer', async () => {
    const id = await whileAsked(
      stack,
      () => writes(stack, newContact(), QUESTION),
      () => setPolicy(admin, { mode: 'off' }),
      QUESTION,
    );
    expect(await ending(stack, id)).toBe('switched_off');
    await setPolicy(admin, { mode: 'answer', disclosure: null });
  });
});

test('where people take over is the policy’s choice; the contact is told once, colleagues what was asked', async () => {
  const sales = stack.tenants[0]!.queues[1]!.id;
  await setPolicy(admin, { mode: 'answer', handOver: { queueId: sales, priority: 3, text: 'One moment please.' } });
  const contact = newContact();
  const id = await writes(stack, contact, 'I will call my lawyer about the bicycle');
  expect(await ending(stack, id)).toBe('sensitive_topic');
  expect((await admin.get(path(id))).body).toMatchObject({ state: 'queued', queueId: sales, priority: 3 });
  expect(await hears(stack, contact)).toEqual(['One moment please.']);
  const notes = (await admin.get(path(id, '/messages'))).body.items.filter(message => message.direction === 'internal');
  expect(notes).toHaveLength(1);
  expect(notes[0]!.content!['body']).toContain('I will call my lawyer about the bicycle');
  expect(await callsOf(id)).toEqual([]);
  await setPolicy(admin, { mode: 'answer', disclosure: null });
});

test('a typing indicator is shown only where an answer is likely; out of hours the contact is told so; with the window closed nothing is', async () => {
  const typed = (): number => stack.simulator.state.typing.size;
  const queueId = stack.tenants[0]!.queues[0]!.id;
  const before = typed();
  expect(await ending(stack, await writes(stack, newContact(), 'Do you sell kayaks?'))).toBe('no_evidence');
  expect(typed()).toBe(before);
  expect(await ending(stack, await writes(stack, newContact(), QUESTION))).toBe('answered');
  expect(typed()).toBe(before + 1);
  await setPolicy(admin, {
    mode: 'answer',
    disclosure: null,
    handOver: { text: 'One moment.', outOfHoursText: 'We are back tomorrow at nine.' },
  });
  const closed = Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map(day => [day, []]));
  expect(
    (await admin.put(`/api/v1/queues/${queueId}`, { hours: { timeZone: 'UTC', week: closed, holidays: [] } })).status,
  ).toBe(200);
  const contact = newContact();
  expect(await ending(stack, await writes(stack, contact, 'human please'))).toBe('asked_for_human');
  expect(await hears(stack, contact)).toEqual(['We are back tomorrow at nine.']);
  await admin.put(`/api/v1/queues/${queueId}`, { hours: null });
  const late = newContact();
  const id = await writes(stack, late, QUESTION, 0, { at: Date.now() - 25 * 3_600_000 });
  expect(await ending(stack, id)).toBe('window_closed');
  await untilQuiet(stack, [id]);
  expect(told(stack, late)).toEqual([]);
  await setPolicy(admin, { mode: 'answer', disclosure: null });
});

test('a contact who is done is closed after the policy’s time; a tenant’s budget stops the AI', async () => {
  await setPolicy(admin, { mode: 'answer', disclosure: null, closeAfterMs: 3_600_000, caps: { tokensPerDay: 1 } });
  const id = await writes(stack, newContact(), QUESTION);
  expect(await ending(stack, id)).toBe('cost_cap');
  await setPolicy(admin, { mode: 'answer', disclosure: null, closeAfterMs: 3_600_000 });
  const next = await writes(stack, newContact(), QUESTION);
  expect(await ending(stack, next)).toBe('answered');
  const { at } = (await events(stack, next)).find(event => event.type === 'turn_ended')!;
  expect(Date.parse((await admin.get(path(next))).body.deadlines.idleAt!)).toBe(at.getTime() + 3_600_000);
});

test('a routing rule may say what the AI does, and a step may bring it in', async () => {
  const queueId = stack.tenants[0]!.queues[0]!.id;
  await setPolicy(admin, { mode: 'off' });
  await setPolicy(admin, { mode: 'suggest', disclosure: null });
  const version = (await admin.get('/api/v1/routing')).body.version;
  const rule = (name: string, when: object, ai?: string) => ({
    id: crypto.randomUUID(),
    name,
    when,
    route: { queueId, ...(ai === undefined ? {} : { ai }) },
  });
  expect(
    (
      await admin.put('/api/v1/routing', {
        version,
        hours: null,
        rules: [rule('bikes', { words: ['bicycle'] }, 'answer'), rule('rest', {}, 'off')],
      })
    ).status,
  ).toBe(200);
  expect((await admin.get(path(await writes(stack, newContact(), QUESTION)))).body).toMatchObject({ state: 'bot' });
  expect((await admin.get(path(await writes(stack, newContact(), 'A car?')))).body).toMatchObject({
    state: 'queued',
    ai: null,
  });
  expect((await admin.put('/api/v1/routing', { version: version + 1, hours: null, rules: [] })).status).toBe(200);
  expect((await admin.put(`/api/v1/queues/${queueId}`, { steps: [{ afterMs: 1_000, action: 'ai' }] })).status).toBe(
    200,
  );
  const contact = newContact();
  const id = await writes(stack, contact, QUESTION);
  expect(await ending(stack, id)).toBe('answered');
  // It waited for people until the step was due.
  const log = await events(stack, id);
  const [opened, begun] = ['opened', 'bot_started'].map(type => log.find(event => event.type === type)!);
  expect(opened!.data.stepAt! - opened!.data.enqueuedAt!).toBe(1_000);
  expect(begun!.at.getTime()).toBeGreaterThanOrEqual(opened!.data.stepAt!);
  await hears(stack, contact);
  expect((await admin.get(path(id))).body.state).toBe('bot');
  await admin.put(`/api/v1/queues/${queueId}`, { steps: [] });
});

test('a tenant’s own endpoint is tried before it is used, its key is nowhere to be read, and in our own network it is not called', async () => {
  const key = 'sk-tenant-secret-0123456789';
  const put = async (baseUrl: string) => {
    expect((await admin.put('/api/v1/ai/endpoint', { baseUrl, model: 'demo-extractive-1', apiKey: key })).status).toBe(
      202,
    );
    return eventually(async () => {
      const { body } = await admin.get('/api/v1/ai/endpoint');
      return body.endpoint!.checkedAt === null ? null : body.endpoint;
    }, 'the try');
  };
  expect(await put('https://localhost/v1')).toMatchObject({ capability: null, problem: 'forbidden_address' });
  expect(JSON.stringify((await admin.get('/api/v1/ai/endpoint')).body)).not.toContain(key);
  const { rows } = await stack.db.admin.query<{ table_name: string }>(
    "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'",
  );
  for (const { table_name } of rows)
    expect(
      (
        await stack.db.admin.query(
          `
            SELECT 1
            FROM "${table_name}" t
            WHERE t::text LIKE '%' || $1 || '%' OR t::text LIKE '%' || $2 || '%'
            LIMIT 1`,
          [key, Buffer.from(key).toString('hex')],
        )
      ).rowCount,
    ).toBe(0);
  expect((await admin.delete('/api/v1/ai/endpoint')).status).toBe(200);
});

test('four eyes: a policy and an article wait for another administrator', async () => {
  const another = (await addAdministrator(stack)).client;
  expect((await admin.put('/api/v1/settings', { aiFourEyes: true })).status).toBe(200);
  const [newest] = (await admin.get('/api/v1/ai/policies')).body.items;
  const put = await admin.put('/api/v1/ai/policies', { version: newest!.version, policy: { mode: 'answer' } });
  expect(put.body).toEqual({ version: newest!.version + 1, state: 'waiting' });
  expect((await admin.post(`/api/v1/ai/policies/${put.body.version}/approve`)).body.code).toBe('own_version');
  expect(
    (await admin.put('/api/v1/ai/policies', { version: newest!.version, policy: { mode: 'off' } })).body,
  ).toMatchObject({ status: 409, code: 'ai_policy_changed' });
  expect((await another.post(`/api/v1/ai/policies/${put.body.version}/approve`)).status).toBe(200);
  const {
    body: { id },
  } = await admin.post('/api/v1/knowledge/documents', { title: 'Okapi', body: 'The okapi is shy.', language: 'en' });
  expect((await admin.post(`/api/v1/knowledge/documents/${id}/publish`, { version: 1 })).body).toEqual({
    state: 'waiting',
  });
  expect((await admin.get('/api/v1/knowledge/search?text=okapi')).body.items).toEqual([]);
  expect((await admin.post(`/api/v1/knowledge/documents/${id}/publish`, { version: 1 })).body.code).toBe('own_version');
  expect((await another.post(`/api/v1/knowledge/documents/${id}/publish`, { version: 1 })).body).toEqual({
    state: 'published',
  });
  expect((await admin.get('/api/v1/knowledge/search?text=okapi')).body.items).toHaveLength(1);
  const [proposal] = (await admin.put('/api/v1/settings', { aiFourEyes: false })).body.proposals;
  expect((await another.post(`/api/v1/settings/proposals/${proposal!.id}/approve`)).status).toBe(200);
  const actions = (await admin.get('/api/v1/audit?action=ai_policy.&limit=2')).body.items.map(item => item.action);
  expect(actions).toEqual(['ai_policy.approve', 'ai_policy.write']);
});

test('in the end rows and workflows agree, and nothing had to be mended', async () => {
  await expectStatesEqual(stack);
  await expectNoMends(stack);
});

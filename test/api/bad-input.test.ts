import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { setPolicy, writes } from '../support/ai.ts';
import type { AnswerBody } from '../support/api-answers.ts';
import type { Answer, HttpClient } from '../support/http-client.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

let stack: Stack;
let admin: HttpClient;
let agent: HttpClient;
let conversationId: string;
let contactId: string;
beforeAll(async () => {
  stack = await createStack({ worker: false, tenants: [{}] });
  [admin, agent] = [await stack.admin(), await stack.agent(0)];
  conversationId = await writes(stack, '4915100000001', 'hello');
  contactId = (await admin.get(`/api/v1/conversations/${conversationId}`)).body.contact.id;
});
afterAll(() => stack.close());

const cursorOf = (...parts: unknown[]): string => Buffer.from(JSON.stringify(parts)).toString('base64url');
const ID = '00000000-0000-4000-8000-000000000000';
const deep = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
const flow = (data: unknown): object => ({
  type: 'interactive',
  interactive: {
    type: 'flow',
    body: { text: 'Hello' },
    action: {
      name: 'flow',
      parameters: {
        flow_message_version: '3',
        flow_id: '1',
        flow_cta: 'Go',
        flow_action_payload: { screen: 'A', data },
      },
    },
  },
});

describe('a query that is wrong names the parameter', () => {
  test.each([
    [
      'a cursor with the year 0000',
      () => `/conversations?cursor=${cursorOf('0000-01-01T00:00:00.000Z', ID)}`,
      'cursor',
    ],
    [
      'a cursor with a time that never was',
      () => `/conversations?cursor=${cursorOf('2027-02-31T00:00:00.000Z', ID)}`,
      'cursor',
    ],
    ['a cursor before our era', () => `/audit?cursor=${cursorOf('-000001-01-01T00:00:00.000Z', ID)}`, 'cursor'],
    ['a cursor of a name with U+0000', () => `/templates?cursor=${cursorOf('a\u0000', ID)}`, 'cursor'],
    ['a cursor of something else', () => `/conversations?cursor=${cursorOf({ at: 1 }, [])}`, 'cursor'],
    ['a cursor that is no base64url', () => '/conversations?cursor=%F0%9F%98%80', 'cursor'],
    ['U+0000 in a text', () => '/audit?action=%00', 'action'],
    ['a number of 32 bits and one', () => `/conversations/${conversationId}/timeline?after=2147483648`, 'after'],
    ['a number that is none', () => `/conversations/${conversationId}/timeline?after=1e3`, 'after'],
    ['a parameter given twice', () => '/conversations?limit=1&limit=2', 'limit'],
    ['a parameter nobody knows', () => '/conversations?limits=1', 'limits'],
    ['an object in brackets', () => '/conversations?limit[max]=1', 'limit[max]'],
    ['the parameter __proto__', () => '/conversations?__proto__=1', '__proto__'],
    ['a text that shows nothing', () => '/knowledge/search?text=%E2%80%8B', 'text'],
  ])('%s', async (_, path, field) => {
    const { status, body } = await admin.get(`/api/v1${path()}`);
    expect({ status, code: body.code, field: body.field }).toEqual({ status: 400, code: 'invalid_request', field });
  });
});

describe('a body that is wrong names the field', () => {
  test.each<[string, 'POST' | 'PUT', () => string, object, string]>([
    [
      'a version of 32 bits and one',
      'PUT',
      () => '/routing',
      { version: 2_147_483_648, rules: [], hours: null },
      'version',
    ],
    [
      'U+0000 in the reason of a presence',
      'PUT',
      () => '/me/presence',
      { presence: 'away', reason: 'a\u0000' },
      'reason',
    ],
    [
      'U+0000 in the AI’s instructions',
      'PUT',
      () => '/ai/policies',
      { version: 0, policy: { mode: 'off', instructions: 'a\u0000' } },
      'policy.instructions',
    ],
    [
      'U+0000 in the name of a model',
      'PUT',
      () => '/ai/endpoint',
      { baseUrl: 'https://a.example', model: 'a\u0000', apiKey: 'k' },
      'model',
    ],
    [
      'U+0000 in the data of a flow',
      'POST',
      () => `/conversations/${conversationId}/messages`,
      flow({ a: [{ b: 'x\u0000' }] }),
      'interactive.action.parameters.flow_action_payload.data.a.0.b',
    ],
    [
      'U+0000 in a name in the data of a flow',
      'POST',
      () => `/conversations/${conversationId}/messages`,
      flow({ a: { 'b\u0000': 1 } }),
      'interactive.action.parameters.flow_action_payload.data.a.b\u0000',
    ],
    [
      'a time in the year 9999',
      'POST',
      () => '/ai/training/grants',
      { purpose: 'a', wording: 'b', expiresAt: '9999-01-01T00:00:00Z' },
      'expiresAt',
    ],
    ['a name that shows nothing', 'POST', () => '/skills', { name: '\u200b\u2060' }, 'name'],
    ['a field nobody knows, of a capacity', 'PUT', () => `/agents/${ID}/capacity`, { max: 1, min: 1 }, 'min'],
    [
      'a field nobody knows, of a log-in',
      'POST',
      () => '/auth/login',
      { email: 'a', password: 'b', remember: true },
      'remember',
    ],
    [
      'a field nobody knows, of an assignment',
      'POST',
      () => `/conversations/${conversationId}/assign`,
      { agentId: ID, force: true },
      'force',
    ],
    [
      'a field nobody knows, of a close',
      'POST',
      () => `/conversations/${conversationId}/close`,
      { reason: 'x' },
      'reason',
    ],
    ['a field nobody knows, of a rejection', 'POST', () => `/offers/${ID}/reject`, { because: 'x' }, 'because'],
    ['a field where none is', 'POST', () => `/conversations/${conversationId}/read`, { all: true }, 'all'],
    [
      'a field nobody knows, deep inside',
      'PUT',
      () => '/ai/policies',
      { version: 0, policy: { mode: 'off', caps: { perHour: 1 } } },
      'policy.caps.perHour',
    ],
    [
      'the wrong one of two forms',
      'POST',
      () => `/conversations/${conversationId}/transfer`,
      { queueId: 7 },
      'queueId',
    ],
  ])('%s', async (_, method, path, sent, field) => {
    const { status, body } = await admin.call(method, `/api/v1${path()}`, sent);
    expect({ status, code: body.code, field: body.field }).toEqual({ status: 400, code: 'invalid_request', field });
  });

  test('a queue nobody has, of the AI’s queues or of its hand-over', async () => {
    const known = stack.tenants[0]!.queues[0]!.id;
    for (const [queueId, handOver, field] of [
      [ID, known, 'policy.queues'],
      [known, ID, 'policy.handOver.queueId'],
    ] as const) {
      const policy = { mode: 'off', queues: [{ queueId, mode: 'off' }], handOver: { queueId: handOver } };
      const { status, body } = await admin.put('/api/v1/ai/policies', { version: 0, policy });
      expect([status, body.code, body.field]).toEqual([400, 'invalid_request', field]);
    }
  });

  test.each([
    ['3,000 levels', 3_000],
    ['150,000 levels', 150_000],
  ])('%s of JSON', async (_, levels) => {
    for (const [path, sent] of [
      [
        `/conversations/${conversationId}/messages`,
        JSON.stringify(flow({ a: 'HERE' })).replace('"HERE"', deep(levels)),
      ],
      ['/skills', deep(levels)],
      ['/routing', `{"version":0,"rules":${'['.repeat(levels)}${']'.repeat(levels)},"hours":null}`],
    ] as const) {
      const { status, body } = await admin.call(path === '/routing' ? 'PUT' : 'POST', `/api/v1${path}`, sent, {
        'content-type': 'application/json',
        ...(path === '/routing' ? {} : { 'idempotency-key': `deep ${levels}` }),
      });
      expect([status, body.code, body.detail]).toEqual([
        400,
        'invalid_request',
        'must not be nested deeper than 32 levels',
      ]);
      expect(body.field).toMatch(/^(a|rules|interactive)\./);
    }
  });

  test('a field named __proto__', async () => {
    const { status, body } = await admin.call('POST', '/api/v1/skills', '{"name":"x","__proto__":{"admin":true}}', {
      'content-type': 'application/json',
    });
    expect([status, body.field]).toEqual([400, '__proto__']);
  });
});

describe('a lone surrogate becomes U+FFFD', () => {
  const said = 'a\ud800b';
  const kept = 'a\ufffdb';

  test('in notes', async () => {
    const { status, body } = await admin.post(`/api/v1/conversations/${conversationId}/notes`, { text: said });
    expect([status, body.content]).toEqual([201, { body: kept }]);
  });

  test('in replies, and the data of flows', async () => {
    const text = await admin.post(`/api/v1/conversations/${conversationId}/messages`, { text: { body: said } });
    expect([text.status, text.body.content]).toEqual([202, { body: kept }]);
    const sent = await admin.post(`/api/v1/conversations/${conversationId}/messages`, flow({ [said]: [said] }));
    const { action } = sent.body.content as { action: { parameters: { flow_action_payload: { data: object } } } };
    expect([sent.status, action.parameters.flow_action_payload.data]).toEqual([202, { [kept]: [kept] }]);
  });

  test('in attributes and tags', async () => {
    const { status, body } = await admin.put(`/api/v1/contacts/${contactId}`, {
      attributes: { note: said },
      tags: [said],
    });
    expect([status, body.attributes, body.tags]).toEqual([200, { note: kept }, [kept]]);
  });

  test('in the AI’s instructions', async () => {
    await setPolicy(admin, { mode: 'off', instructions: said });
    expect((await admin.get('/api/v1/ai/policies')).body.items[0]!.policy.instructions).toBe(kept);
  });

  test('in reasons of presences', async () => {
    const { status, body } = await agent.put('/api/v1/me/presence', { presence: 'away', reason: said });
    expect([status, body.presenceReason]).toEqual([200, kept]);
  });
});

test('what no schema knew of is the input’s fault, and no sign that the database is away', async () => {
  // An index that takes less than the schema lets through.
  await stack.db.admin.query('CREATE UNIQUE INDEX skill_wide ON skill (repeat(name, 4000))');
  const { status, body } = await admin.post('/api/v1/skills', {
    name: Array.from({ length: 40 }, (_, at) => String.fromCodePoint(0x4e00 + at * 97)).join(''),
  });
  await stack.db.admin.query('DROP INDEX skill_wide');
  expect([status, body.code, body.field]).toEqual([400, 'invalid_request', 'body']);
});

test('a page that ends at a time which no request may bring can be turned', async () => {
  const other = await writes(stack, '4915100000009', 'hello');
  for (const at of ['9999-12-31T23:59:59Z', '1970-01-01T00:00:00Z', '0001-01-01T00:00:00Z'])
    await stack.db.admin.query(
      'INSERT INTO audit (id, tenant_id, at, actor_kind, action) VALUES (gen_random_uuid(), $1, $2, $3, $4)',
      [stack.tenants[0]!.id, at, 'user', `wild.${other.slice(0, 4)}`],
    );
  const seen: string[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const { status, body }: Answer<AnswerBody<'get', '/api/v1/audit'>> = await admin.get(
      `/api/v1/audit?action=wild.&limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`,
    );
    expect(status).toBe(200);
    seen.push(...body.items.map(item => item.at));
    cursor = body.nextCursor;
  }
  expect(seen).toEqual(['9999-12-31T23:59:59.000Z', '1970-01-01T00:00:00.000Z', '0001-01-01T00:00:00.000Z']);
  expect((await admin.get(`/api/v1/audit?cursor=${cursorOf('+033658-09-27T01:46:39.000Z', ID)}`)).status).toBe(200);
});

test('a method that a path does not know names those it does', async () => {
  for (const [method, path, allow] of [
    ['PUT', '/conversations', 'GET, HEAD, POST'],
    ['DELETE', '/numbers/check', 'POST'],
    ['POST', `/queues/${ID}`, 'DELETE, PUT'],
  ] as const) {
    const { status, body, headers } = await stack
      .api()
      .call(method, `/api/v1${path}`, '{', { 'content-type': 'application/json' });
    expect([status, body.code, headers['allow']]).toEqual([405, 'method_not_allowed', allow]);
  }
  const options = await stack.api().call('OPTIONS' as 'GET', '/api/v1/numbers/check');
  expect([options.status, options.headers['allow']]).toEqual([405, 'POST']);
});

test('a cookie that cannot be read is none', async () => {
  const { status, body } = await stack
    .api()
    .call('GET', '/api/v1/me', undefined, { authorization: '', cookie: 'sid=%E0%A4%A' });
  expect([status, body.code]).toEqual([401, 'unauthenticated']);
});

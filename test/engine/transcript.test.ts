/** A conversation as a file: what stands in it, for whom, and that it is known who had it. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { writes } from '../support/ai.ts';
import { agentsOf, assigned } from '../support/assigned.ts';
import { eventually } from '../support/eventually.ts';
import type { HttpClient } from '../support/http-client.ts';
import { refusalOf } from '../support/http-client.ts';
import { conversationPath as path } from '../support/paths.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

let stack: Stack;
let admin: HttpClient;
let agent: HttpClient;
let stranger: HttpClient;

beforeAll(async () => {
  stack = await createStack({ tenants: [{ maxPerAgent: 50 }, {}] });
  admin = await stack.admin();
  [agent, stranger] = [await stack.agent(0), await stack.agent(1)];
  // The two agents work in queues of their own.
  for (const [index, { id }] of agentsOf(stack).slice(0, 2).entries())
    expect((await admin.put(`/api/v1/agents/${id}`, { queueIds: [stack.tenants[0]!.queues[index]!.id] })).status).toBe(
      200,
    );
});
afterAll(() => stack.close());

const mine = async (text: string): Promise<string> => {
  const { id } = await assigned(stack, agentsOf(stack)[0]!, text);
  expect((await admin.post(path(id, '/transfer'), { queueId: stack.tenants[0]!.queues[0]!.id })).status).toBe(200);
  expect((await admin.post(path(id, '/assign'), { agentId: agentsOf(stack)[0]!.id })).status).toBe(200);
  return id;
};
const fileOf = async (client: HttpClient, id: string, query = ''): Promise<string> => {
  const { status, body } = await client.get(`${path(id, '/transcript')}${query}`);
  expect(status).toBe(200);
  return body as string;
};

test('it has what was said in order, and notes as far as the reader may read them', async () => {
  const id = await mine('Where is my bike?');
  expect((await agent.post(path(id, '/messages'), { text: { body: 'On its way' } })).status).toBe(202);
  expect(
    (await admin.post(path(id, '/notes'), { text: 'offer ten percent', privateTo: [agentsOf(stack)[0]!.id] })).status,
  ).toBe(201);
  expect(
    (await admin.post(path(id, '/notes'), { text: 'between us', privateTo: [agentsOf(stack)[1]!.id] })).status,
  ).toBe(201);
  const read = await fileOf(agent, id);
  const places = ['Where is my bike?', 'On its way', 'offer ten percent'].map(words => read.indexOf(words));
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(places[0]).toBeGreaterThan(0);
  expect(read).toContain(agentsOf(stack)[0]!.name);
  expect(read).not.toContain('between us');
  expect(await fileOf(admin, id)).toContain('between us');
});

test('it is a file that no page runs, and every read is in the audit', async () => {
  const id = await mine('<script>alert(1)</script>');
  const { body, headers } = await agent.get(
    `${path(id, '/transcript')}?format=html&language=es&timeZone=Europe/Madrid`,
  );
  expect(body).toContain('&lt;script&gt;');
  expect(body).toContain('<html lang="es"');
  expect(headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'content-disposition': `attachment; filename="conversation-${id}.html"`,
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, no-store',
  });
  const { rows } = await stack.db.admin.query<{ actor_id: string; data: object }>(
    `SELECT actor_id, data FROM audit WHERE action = 'conversation.transcript' AND target_id = $1`,
    [id],
  );
  expect(rows).toEqual([{ actor_id: agentsOf(stack)[0]!.id, data: { format: 'html' } }]);
});

test('whoever does not see the conversation has no file of it, and no wrong wish is taken', async () => {
  const id = await mine('Hello');
  expect(refusalOf(await stranger.get(path(id, '/transcript')))).toMatchObject({ status: 404, code: 'not_found' });
  expect(refusalOf(await (await stack.admin(1)).get(path(id, '/transcript')))).toMatchObject({ status: 404 });
  for (const [query, field] of [
    ['?format=pdf', 'format'],
    ['?language=de', 'language'],
    ['?timeZone=Mars/Base', 'timeZone'],
  ])
    expect(refusalOf(await agent.get(`${path(id, '/transcript')}${query}`))).toMatchObject({ status: 400, field });
});

test('a conversation that is longer than a page of the database is whole, each message once', async () => {
  const id = await mine('Line 0');
  const {
    rows: [{ value: from } = { value: '' }],
  } = await stack.db.admin.query<{ value: string }>(
    `
      SELECT i.value
      FROM conversation c JOIN contact_identity i ON i.contact_id = c.contact_id AND i.kind = 'wa_id'
      WHERE c.id = $1`,
    [id],
  );
  for (let number = 1; number <= 205; number += 1) await writes(stack, from, `Line ${number}.`);
  const read = await eventually(() => fileOf(agent, id), 'the file', { until: text => text.includes('Line 205.') });
  const lines = [...read.matchAll(/Line (\d+)\./g)].map(([, number]) => Number(number));
  expect(lines).toEqual(Array.from({ length: 205 }, (_, place) => place + 1));
});

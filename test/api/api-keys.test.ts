/** What an API key may see: the same as a user with its role. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import { ROUTES } from '../../api/system/routes.ts';
import { newId } from '../../store/db/ids.ts';
import { createApiKey } from '../support/credentials.ts';
import { eventually } from '../support/eventually.ts';
import { HttpClient } from '../support/http-client.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';
import { callRoute } from '../support/call-route.ts';
import { postWebhook, textBody } from '../support/webhook.ts';

let stack: Stack;
let admin: HttpClient;
let agents: HttpClient[];
let agentIds: string[];
let sales: HttpClient;
let nothing: HttpClient;
let all: HttpClient;
let salesKey: { readonly id: string; readonly authorization: string };
/** One conversation of each queue. */
let talks: { readonly support: string; readonly sales: string };
beforeAll(async () => {
  stack = await createStack({ temporal: 'none' });
  const { id: tenantId, queues, users } = stack.tenants[0]!;
  const make = async (key: Parameters<typeof createApiKey>[2]) => createApiKey(stack.db.database, tenantId, key);
  salesKey = await make({ role: 'AGENT', queueIds: [queues[1]!.id, stack.tenants[1]!.queues[0]!.id] });
  const client = ({ authorization }: { authorization: string }): HttpClient =>
    new HttpClient(stack.baseUrl, { authorization });
  [sales, nothing, all] = [
    client(salesKey),
    client(await make({ role: 'AGENT' })),
    client(await make({ role: 'TENANT_ADMIN' })),
  ];
  [admin, agents] = [await stack.admin(), await Promise.all([0, 1].map(index => stack.agent(index)))];
  agentIds = users.filter(user => user.role === 'AGENT').map(user => user.id);
  const begun = async (from: string): Promise<string> => {
    await postWebhook(
      stack.baseUrl,
      textBody({ phoneNumberId: stack.tenants[0]!.phoneNumberId, from, text: 'Hello?' }),
    );
    return (
      await stack.db.admin.query<{ id: string }>(
        'SELECT c.id FROM conversation c JOIN contact_identity i ON i.contact_id = c.contact_id WHERE i.value = $1',
        [from],
      )
    ).rows[0]!.id;
  };
  talks = { support: await begun('49651'), sales: await begun('49652') };
  expect((await admin.post(`/api/v1/conversations/${talks.sales}/transfer`, { queueId: queues[1]!.id })).status).toBe(
    200,
  );
  await postWebhook(
    stack.baseUrl,
    textBody({ phoneNumberId: stack.tenants[1]!.phoneNumberId, from: '49653', text: 'Hello?' }),
  );
});
afterAll(() => stack.close());

const listed = async (client: HttpClient): Promise<string[]> =>
  (await client.get('/api/v1/conversations')).body.items.map(item => item.id).sort();
const texts = async (client: HttpClient, id: string) =>
  (await client.get(`/api/v1/conversations/${id}/messages`)).body.items
    .map(message => message.content?.['body'])
    .sort();
const contactOf = async (id: string): Promise<string> =>
  (await admin.get(`/api/v1/conversations/${id}`)).body.contact.id;

describe('an agents’ key', () => {
  test('sees the conversations and contacts of its queues, and none of another tenant’s', async () => {
    expect([await listed(sales), await listed(nothing), await listed(all)]).toEqual([
      [talks.sales],
      [],
      [talks.sales, talks.support].sort(),
    ]);
    expect((await sales.get(`/api/v1/contacts/${await contactOf(talks.sales)}`)).status).toBe(200);
    for (const [client, id] of [
      [sales, talks.support],
      [nothing, talks.sales],
    ] as const)
      expect((await client.get(`/api/v1/contacts/${await contactOf(id)}`)).status).toBe(404);
  });

  const routes = ROUTES.filter(route => route.path.startsWith('/conversations/{id}') && route.roles.includes('AGENT'));
  test.each(routes.map(route => [`${route.method.toUpperCase()} ${route.path}`, route] as const))(
    '%s knows no conversation of another queue',
    async (_name, route) => {
      const bodies: Record<string, object> = {
        messages: { text: { body: 'x' } },
        notes: { text: 'x' },
        draft: { text: 'x', version: 0 },
        snooze: { until: new Date(Date.now() + 3_600_000).toISOString() },
        transfer: { queueId: stack.tenants[0]!.queues[0]!.id },
        assign: { agentId: agentIds[0] },
        consult: { agentId: agentIds[0], text: 'x' },
        merge: { intoId: talks.sales },
        suggestions: { kind: 'summary' },
        decide: { state: 'dismissed' },
      };
      const path = `/api/v1${route.path.replace('{id}', talks.support).replaceAll(/\{\w+\}/g, newId())}`;
      const answer = await callRoute(sales, route, path, bodies);
      expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
    },
  );

  test('follows its queues as they are changed', async () => {
    const change = (queueIds: readonly string[]) =>
      stack.db.database.withTenant(stack.tenants[0]!.id, ({ tx }) =>
        tx.apiKey.update({ where: { id: salesKey.id }, data: { queueIds: [...queueIds] } }),
      );
    await change([stack.tenants[0]!.queues[0]!.id]);
    expect(await listed(sales)).toEqual([talks.support]);
    await change([stack.tenants[0]!.queues[1]!.id]);
    expect(await listed(sales)).toEqual([talks.sales]);
  });
});

test('a key reads no whisper but its own, live neither; people who are administrators read all', async () => {
  const seen: string[] = [];
  const sockets = await Promise.all(
    [sales, all].map(async client => {
      const socket = new WebSocket(`${stack.baseUrl.replace('http', 'ws')}/ws`, { headers: client.headers });
      socket.on('message', data => void seen.push((data as Buffer).toString()));
      await new Promise(resolve => socket.on('open', resolve));
      return socket;
    }),
  );
  const whisper = (client: HttpClient, text: string, privateTo: readonly (string | undefined)[]) =>
    client.post(`/api/v1/conversations/${talks.sales}/notes`, { text, privateTo });
  const hidden = await whisper(admin, 'for the first agent', [agentIds[0]]);
  expect(hidden.status).toBe(201);
  expect((await whisper(sales, 'a key for the second agent', [agentIds[1]])).status).toBe(201);
  expect((await whisper(admin, 'for everybody', [])).status).toBe(201);
  expect(await texts(sales, talks.sales)).toEqual(['Hello?', 'a key for the second agent', 'for everybody']);
  expect(await texts(all, talks.sales)).toEqual(['Hello?', 'for everybody']);
  expect(await texts(agents[0]!, talks.sales)).toEqual(['Hello?', 'for everybody', 'for the first agent']);
  expect(await texts(agents[1]!, talks.sales)).toEqual(['Hello?', 'a key for the second agent', 'for everybody']);
  expect(await texts(admin, talks.sales)).toEqual([
    'Hello?',
    'a key for the second agent',
    'for everybody',
    'for the first agent',
  ]);
  await eventually(
    () => seen.filter(line => line.includes('for everybody')).length >= 2,
    'the note for everybody at both keys',
  );
  expect(seen.filter(line => line.includes('for the first agent') || line.includes(hidden.body.id))).toEqual([]);
  expect((await admin.get(`/api/v1/conversations/${talks.sales}`)).body.lastMessage!.preview).toBe('Hello?');
  for (const [reader, reads] of [
    [sales, false],
    [all, false],
    [agents[0]!, true],
    [admin, true],
  ] as const) {
    const timeline = JSON.stringify((await reader.get(`/api/v1/conversations/${talks.sales}/timeline`)).body);
    expect([timeline.includes(hidden.body.id), timeline.includes('for the first')]).toEqual([reads, false]);
  }
  // A key is nobody one can whisper to.
  expect((await whisper(admin, 'x', [salesKey.id])).body).toMatchObject({ status: 400, field: 'privateTo' });
  for (const socket of sockets) socket.close();
});

/** What an agent missed is known to that agent alone, until it has been told; what an offer is about, to whom it was made. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newContact, writes } from '../support/ai.ts';
import { agentsOf } from '../support/assigned.ts';
import { eventually } from '../support/eventually.ts';
import type { HttpClient } from '../support/http-client.ts';
import { LiveSocket } from '../support/live-socket.ts';
import { conversationPath as path } from '../support/paths.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

let stack: Stack;
let admin: HttpClient;
let agents: HttpClient[];
let ahead = 0;
const HOUR = 3_600_000;
const id = (): string => agentsOf(stack)[0]!.id;

beforeAll(async () => {
  stack = await createStack({ tenants: [{ maxPerAgent: 50 }, {}], clock: () => Date.now() + ahead });
  [admin, agents] = [await stack.admin(), await Promise.all([0, 1].map(index => stack.agent(index)))];
  await stack.db.admin.query('UPDATE queue SET accept_timeout_ms = $1', [HOUR]);
  await agents[0]!.put('/api/v1/me/presence', { presence: 'online' });
});
afterAll(() => stack.close());

/** A conversation that is offered to the first agent. */
async function offered(): Promise<{ readonly conversation: string; readonly offer: string; readonly from: string }> {
  const from = newContact();
  const conversation = await writes(stack, from, 'My lamp is broken');
  await writes(stack, from, 'Hello?');
  const offer = await eventually(
    async () => (await agents[0]!.get('/api/v1/offers')).body.items.find(each => each.conversationId === conversation),
    'an offer',
  );
  return { conversation, offer: offer.id, from };
}
/** It is withdrawn before anybody answers. */
async function withdrawn(): Promise<Awaited<ReturnType<typeof offered>>> {
  const made = await offered();
  expect((await admin.post(path(made.conversation, '/close'), {})).status).toBe(200);
  return made;
}
const missed = async (who = agents[0]!) => (await who.get('/api/v1/offers/missed')).body;
const told = (until: number) => agents[0]!.post('/api/v1/offers/missed/told', { until: new Date(until).toISOString() });

test('an offer tells whom it was made to how the customer began, and nobody else', async () => {
  const { offer, conversation } = await offered();
  expect((await agents[0]!.get(`/api/v1/offers/${offer}`)).body).toMatchObject({
    id: offer,
    conversationId: conversation,
    firstWords: 'My lamp is broken',
    skills: [],
  });
  expect((await agents[1]!.get(`/api/v1/offers/${offer}`)).status).toBe(404);
  expect((await (await stack.admin(1)).get(`/api/v1/offers/${offer}`)).status).toBe(404);
  expect((await admin.get(`/api/v1/offers/${offer}`)).status).toBe(200);
  await agents[0]!.post(`/api/v1/offers/${offer}/reject`, {});
  // Whoever refused it has not missed it.
  expect(await missed()).toEqual({ count: 0, items: [] });
});

test('what was missed is listed until it was told, in all windows, and never before it happened', async () => {
  const socket = await LiveSocket.open(stack.baseUrl, agents[0]!);
  const other = await LiveSocket.open(stack.baseUrl, agents[1]!);
  const { offer, conversation, from } = await withdrawn();
  const listed = await missed();
  expect(listed).toMatchObject({
    count: 1,
    items: [{ id: offer, conversationId: conversation, contactName: `Customer ${from}`, state: 'rescinded' }],
  });
  for (const who of [agents[1]!, admin]) expect(await missed(who)).toEqual({ count: 0, items: [] });
  // A time that is yet to come hides nothing that does.
  expect((await told(Date.now() + HOUR)).status).toBe(200);
  await socket.hears(message => message.type === 'beside' && message.what === 'missed', 'that it was told');
  expect(await missed()).toEqual({ count: 0, items: [] });
  const next = await withdrawn();
  expect((await missed()).items.map(each => each.id)).toEqual([next.offer]);
  // An earlier time brings nothing back.
  expect((await told(Date.parse(listed.items[0]!.endedAt))).status).toBe(200);
  expect((await missed()).items.map(each => each.id)).toEqual([next.offer]);
  expect(other.told.filter(({ type }) => type === 'beside')).toEqual([]);
});

test('whoever does not see the conversation any more learns no name, and nobody what is a day old', async () => {
  const { from, offer } = await withdrawn();
  const queues = (await admin.get('/api/v1/agents')).body.items.find(each => each.id === id())!.queueIds;
  await admin.put(`/api/v1/agents/${id()}`, { queueIds: [] });
  expect((await missed()).items.find(each => each.id === offer)).toMatchObject({ contactName: null });
  await admin.put(`/api/v1/agents/${id()}`, { queueIds: queues });
  expect((await missed()).items.find(each => each.id === offer)).toMatchObject({ contactName: `Customer ${from}` });
  ahead += 24 * HOUR;
  // Their sessions are over, too.
  agents = await Promise.all(agents.map((_, index) => stack.agent(index)));
  admin = await stack.admin();
  expect(await missed()).toEqual({ count: 0, items: [] });
});

test('that the settings changed is told to everybody who works with them', async () => {
  const sockets = await Promise.all(agents.map(who => LiveSocket.open(stack.baseUrl, who)));
  const foreign = await LiveSocket.open(stack.baseUrl, await stack.admin(1));
  expect((await admin.put('/api/v1/settings', { undoSendSeconds: 3 })).status).toBe(200);
  for (const socket of sockets)
    await socket.hears(message => message.type === 'beside' && message.what === 'settings', 'that they changed');
  expect(foreign.told.filter(({ type }) => type === 'beside')).toEqual([]);
});

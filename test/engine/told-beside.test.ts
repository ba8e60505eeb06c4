/** What readers of the WebSocket are told that has no events, and how far a resume has come. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '../../store/db/ids.ts';
import { newContact, writes } from '../support/ai.ts';
import type { HttpClient } from '../support/http-client.ts';
import { LiveSocket } from '../support/live-socket.ts';
import { conversationPath as path } from '../support/paths.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

let stack: Stack;
let admin: HttpClient;
let ids: string[];
/** Of an agent who sees the conversations, and of those who do not: of another queue, and of another tenant. */
let sockets: { readonly sees: LiveSocket; readonly others: readonly LiveSocket[] };
beforeAll(async () => {
  stack = await createStack({ temporal: 'none', tenants: [{ maxPerAgent: 50 }, {}] });
  admin = await stack.admin();
  const [first, second] = stack.tenants[0]!.queues.map(queue => queue.id);
  ids = stack.tenants[0]!.users.filter(user => user.role === 'AGENT').map(user => user.id);
  for (const [index, id] of ids.entries()) {
    const queueIds = [index === 0 ? first : second];
    expect((await admin.put(`/api/v1/agents/${id}`, { queueIds })).status).toBe(200);
  }
  const open = (who: HttpClient): Promise<LiveSocket> => LiveSocket.open(stack.baseUrl, who);
  // Readers are told in this order: when the last one is, the others would have been.
  const others = [await open(await stack.agent(1)), await open(await stack.admin(1))];
  sockets = { others, sees: await open(await stack.agent(0)) };
});
afterAll(() => stack.close());

const begin = (): Promise<string> => writes(stack, newContact(), 'Hello?');
const contactOf = async (id: string): Promise<string> => (await admin.get(path(id))).body.contact.id;
const beside = (socket: LiveSocket, what: string, id: string): number =>
  socket.told.filter(message => message.type === 'beside' && message.what === what && message.id === id).length;
const hears = (what: string, id: string, times = 1): Promise<unknown> =>
  sockets.sees.hears(() => beside(sockets.sees, what, id) === times, `that ${what} changed`);

/** Whoever does not see it has not heard of it, when whoever does has. */
async function nobodyElse(id: string): Promise<void> {
  for (const socket of sockets.others) {
    const pongs = (): number => socket.told.filter(({ type }) => type === 'pong').length;
    const before = pongs();
    socket.say({ type: 'ping' });
    await socket.hears(() => pongs() > before, 'an answer');
    expect(socket.about(id)).toEqual([]);
  }
}

test('facts of a contact: by whom they are seen', async () => {
  const contact = await contactOf(await begin());
  expect((await admin.put(`/api/v1/contacts/${contact}`, { vip: true })).status).toBe(200);
  await hears('contact', contact);
  await nobodyElse(contact);
});

test('what became of a proposal of the AI, and the tags that the contact has from it', async () => {
  const id = await begin();
  const contact = await contactOf(id);
  const suggestion = newId();
  await stack.db.admin.query(
    `INSERT INTO suggestion (id, tenant_id, conversation_id, kind, state, proposal, citations, demo, created_at)
     VALUES ($1, $2, $3, 'tags', 'open', '{"tags":["loyal"]}', '[]', false, now())`,
    [suggestion, stack.tenants[0]!.id, id],
  );
  const decide = { state: 'accepted' };
  const call = path(id, `/suggestions/${suggestion}/decide`);
  expect((await admin.post(call, decide)).status).toBe(200);
  await hears('suggestions', id);
  await hears('contact', contact);
  expect((await admin.get(`/api/v1/contacts/${contact}`)).body.tags).toEqual(['loyal']);
  // Nothing became of it once more.
  expect((await admin.post(call, decide)).status).toBe(409);
  await nobodyElse(id);
});

test('that a colleague is asked, and is not any more', async () => {
  const id = await begin();
  expect((await admin.post(path(id, '/assign'), { agentId: ids[0] })).status).toBe(200);
  const { status, body: consult } = await admin.post(path(id, '/consult'), { agentId: ids[2], text: 'Any idea?' });
  expect(status).toBe(201);
  await hears('consults', id);
  expect((await admin.post(`/api/v1/consults/${consult.id}/end`, {})).status).toBe(200);
  await hears('consults', id, 2);
  await nobodyElse(id);
});

test('a resume is answered once all that was missed is told, and goes on from there', async () => {
  const agent = await stack.agent(0);
  const first = await LiveSocket.open(stack.baseUrl, agent);
  const { cursor } = await first.hears(message => message.type === 'ready', 'the greeting');
  first.socket.terminate();
  const id = await begin();
  // Nothing older runs any more: from here on the log can be read up to it.
  await sockets.sees.hears(
    message => message.type === 'changed' && message.events.some(event => event.conversationId === id),
    'that it began',
  );
  const second = await LiveSocket.open(stack.baseUrl, agent);
  second.say({ type: 'resume', cursor });
  const resumed = await second.hears(message => message.type === 'resumed', 'the answer to the resume');
  const missed = second.told.findIndex(
    message => message.type === 'changed' && message.events.some(event => event.conversationId === id),
  );
  expect(missed).toBeGreaterThan(0);
  expect(second.told.indexOf(resumed)).toBeGreaterThan(missed);
  // Also where nothing was missed.
  second.told.length = 0;
  second.say({ type: 'resume', cursor: resumed.cursor });
  await second.hears(message => message.type === 'resumed', 'another answer');
  expect(second.about(id)).toEqual([]);
});

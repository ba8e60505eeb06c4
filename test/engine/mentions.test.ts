/** Mentions in notes: who can be mentioned, who is told, and what was seen. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { agentsOf, assigned, workApart } from '../support/assigned.ts';
import { eventually } from '../support/eventually.ts';
import type { HttpClient } from '../support/http-client.ts';
import { refusalOf } from '../support/http-client.ts';
import { LiveSocket } from '../support/live-socket.ts';
import { conversationPath as path } from '../support/paths.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

let stack: Stack;
let admin: HttpClient;
let agents: HttpClient[];
let ids: string[];
let adminId: string;

beforeAll(async () => {
  stack = await createStack({ tenants: [{ maxPerAgent: 50 }, {}] });
  [admin, agents] = [await stack.admin(), await Promise.all([0, 1, 2].map(index => stack.agent(index)))];
  ids = agentsOf(stack).map(({ id }) => id);
  adminId = stack.tenants[0]!.users[0]!.id;
  await workApart(stack, [0, 0, 1]);
});
afterAll(() => stack.close());

/** A conversation of the first agent's, in the queue of the first two. */
async function mine(): Promise<string> {
  const { id } = await assigned(stack, { id: ids[0]! });
  expect((await admin.post(path(id, '/transfer'), { queueId: stack.tenants[0]!.queues[0]!.id })).status).toBe(200);
  expect((await admin.post(path(id, '/assign'), { agentId: ids[0] })).status).toBe(200);
  return id;
}
const unseenOf = async (who: HttpClient): Promise<number> =>
  (await who.get('/api/v1/conversations/counts')).body.mentions;
const mention = async (id: string, mentions: readonly string[], text = '@you look', more: object = {}) => {
  const { status, body } = await agents[0]!.post(path(id, '/notes'), { text, mentions, ...more });
  expect([status, body.code]).toEqual([201, undefined]);
  return body.id;
};

test('who may see a conversation can be mentioned in it, and nobody else', async () => {
  const id = await mine();
  const { items } = (await agents[0]!.get(path(id, '/colleagues'))).body;
  expect(new Set(items.map(person => person.id))).toEqual(new Set([adminId, ids[0], ids[1]]));
  expect(items.map(({ name }) => name)).toEqual(items.map(({ name }) => name).sort());
  expect(items.find(person => person.id === adminId)!.presence).toBeNull();
  expect((await agents[2]!.get(path(id, '/colleagues'))).status).toBe(404);
  for (const stranger of [ids[2], stack.tenants[1]!.users[1]!.id])
    expect(refusalOf(await agents[0]!.post(path(id, '/notes'), { text: 'x', mentions: [stranger] }))).toMatchObject({
      status: 400,
      field: 'mentions',
    });
  // A whisper mentions whom it is for, and administrators, who read all.
  const whisper = { privateTo: [adminId] };
  expect(
    refusalOf(await agents[0]!.post(path(id, '/notes'), { text: 'x', mentions: [ids[1]], ...whisper })),
  ).toMatchObject({ status: 400, field: 'mentions' });
  await mention(id, [adminId], 'between us', whisper);
  // Who is asked sees the conversation as long as that lasts.
  const { body: consult } = await agents[0]!.post(path(id, '/consult'), { agentId: ids[2], text: 'What now?' });
  await mention(id, [ids[2]!]);
  expect(await unseenOf(agents[2]!)).toBe(1);
  expect((await agents[0]!.post(`/api/v1/consults/${consult.id}/end`, {})).status).toBe(200);
  expect(await unseenOf(agents[2]!)).toBe(0);
  expect((await agents[2]!.get('/api/v1/mentions')).body.items).toEqual([]);
});

test('it is listed, counted and told to who is mentioned alone; in all windows until it is seen', async () => {
  const id = await mine();
  const before = await unseenOf(agents[1]!);
  const [told, other] = [
    await LiveSocket.open(stack.baseUrl, agents[1]!),
    await LiveSocket.open(stack.baseUrl, agents[0]!),
  ];
  const mentionsTold = ({ told: all }: LiveSocket): number =>
    all.filter(message => message.type === 'beside' && message.what === 'mentions').length;
  const first = await mention(id, [ids[1]!, ids[1]!, ids[0]!], 'Ben, have a look');
  const second = await mention(id, [ids[1]!]);
  await eventually(() => mentionsTold(told), 'what is told', { until: count => count >= 1 });
  expect(await unseenOf(agents[1]!)).toBe(before + 1);
  // Nobody mentions oneself.
  expect((await agents[0]!.get('/api/v1/mentions')).body.items.filter(each => each.messageId === first)).toEqual([]);
  const { items } = (await agents[1]!.get('/api/v1/mentions?unseen=true&limit=2')).body;
  expect(items).toMatchObject([
    { messageId: second, conversationId: id, seenAt: null },
    { messageId: first, authorName: agentsOf(stack)[0]!.name, preview: 'Ben, have a look' },
  ]);
  const page = (await agents[1]!.get('/api/v1/mentions?limit=1')).body;
  expect(
    (await agents[1]!.get(`/api/v1/mentions?limit=1&cursor=${page.nextCursor}`)).body.items.map(each => each.messageId),
  ).toEqual([first]);
  // Somebody else's are not touched, and what was seen is seen once.
  const heard = mentionsTold(told);
  expect((await agents[0]!.post('/api/v1/mentions/seen', { messageIds: [first, second] })).status).toBe(200);
  expect((await agents[1]!.post('/api/v1/mentions/seen', { messageIds: [first] })).status).toBe(200);
  expect(await unseenOf(agents[1]!)).toBe(before + 1);
  expect((await agents[1]!.post('/api/v1/mentions/seen', { messageIds: [first, second] })).status).toBe(200);
  expect(await unseenOf(agents[1]!)).toBe(before);
  await eventually(() => mentionsTold(told), 'what other windows are told', { until: count => count > heard });
  expect(mentionsTold(other)).toBe(0);
  const listed = (await agents[1]!.get('/api/v1/conversations?mentioned=true&limit=100')).body.items;
  expect(listed.map(each => each.id)).toContain(id);
  expect((await agents[0]!.get('/api/v1/conversations?mentioned=true')).body.items.map(each => each.id)).not.toContain(
    id,
  );
});

test('a note that is sent twice with one key mentions once', async () => {
  const id = await mine();
  const key = { 'idempotency-key': `note-${id}` };
  for (const _ of [1, 2])
    expect((await agents[0]!.post(path(id, '/notes'), { text: 'x', mentions: [ids[1]] }, key)).status).toBe(201);
  const { rowCount } = await stack.db.admin.query('SELECT 1 FROM mention WHERE conversation_id = $1', [id]);
  expect(rowCount).toBe(1);
});

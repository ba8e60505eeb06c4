/** Who has the same conversation open, and who writes in it: told live, to those who may see it, and kept nowhere. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Client } from '../../api/ws/client.ts';
import { Company } from '../../api/ws/company.ts';
import { Hub } from '../../api/ws/hub.ts';
import { newId } from '../../store/db/ids.ts';
import { newWake } from '../../store/db/notifier.ts';
import { agentsOf, assigned, workApart } from '../support/assigned.ts';
import { eventually } from '../support/eventually.ts';
import type { HttpClient } from '../support/http-client.ts';
import { LiveSocket } from '../support/live-socket.ts';
import { conversationPath as path } from '../support/paths.ts';
import { atFileEnd } from '../support/running-test.ts';
import { holdTable } from '../support/row-lock.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

let stack: Stack;
let admin: HttpClient;
let agents: HttpClient[];
let ids: string[];
let names: string[];
let ahead = 0;

beforeAll(async () => {
  stack = await createStack({
    tenants: [{ maxPerAgent: 50 }, {}],
    clock: () => Date.now() + ahead,
  });
  [admin, agents] = [await stack.admin(), await Promise.all([0, 1, 2].map(index => stack.agent(index)))];
  [ids, names] = [agentsOf(stack).map(({ id }) => id), agentsOf(stack).map(({ name }) => name)];
  await workApart(stack, [0, 0, 1]);
});
afterAll(() => stack.close());

async function mine(): Promise<string> {
  const { id } = await assigned(stack, { id: ids[0]! });
  expect((await admin.post(path(id, '/transfer'), { queueId: stack.tenants[0]!.queues[0]!.id })).status).toBe(200);
  expect((await admin.post(path(id, '/assign'), { agentId: ids[0] })).status).toBe(200);
  return id;
}
/** Opens a window with a conversation in it. */
async function opens(who: HttpClient, conversationId: string, baseUrl = stack.baseUrl): Promise<LiveSocket> {
  const socket = await LiveSocket.open(baseUrl, who);
  socket.say({ type: 'look', conversationId, writes: false });
  await eventually(() => companyOf(socket, conversationId), 'who is there', { until: people => people !== null });
  return socket;
}
/** Who else is there, as was last told: names, with a star for who writes. Null: nothing was told yet. */
function companyOf({ told }: LiveSocket, conversationId: string): string[] | null {
  const last = told.findLast(message => message.type === 'company' && message.conversationId === conversationId);
  if (last?.type !== 'company') return null;
  return last.people.map(({ name, writes }) => (writes ? `${name}*` : name));
}
const sees = (socket: LiveSocket, id: string, ...people: string[]): Promise<unknown> =>
  eventually(() => companyOf(socket, id), `${people.join()} there`, {
    until: told => JSON.stringify(told) === JSON.stringify(people),
  });

test('two who have the same conversation open see each other, and who writes; several windows are one person', async () => {
  const id = await mine();
  const one = await opens(agents[0]!, id);
  const other = await opens(agents[1]!, id);
  await sees(one, id, names[1]!);
  await sees(other, id, names[0]!);
  const second = await opens(agents[1]!, id);
  other.say({ type: 'look', conversationId: id, writes: true });
  await sees(one, id, `${names[1]}*`);
  // One's own windows are nobody else.
  await sees(second, id, names[0]!);
  other.say({ type: 'look', conversationId: id, writes: false });
  await sees(one, id, names[1]!);
  other.socket.close();
  second.say({ type: 'look', conversationId: id, writes: true });
  await sees(one, id, `${names[1]}*`);
  second.say({ type: 'look', conversationId: null, writes: false });
  await sees(one, id);
  // Who is cut off is gone as well.
  const third = await opens(agents[1]!, id);
  await sees(one, id, names[1]!);
  third.socket.terminate();
  await sees(one, id);
});

test('nobody is told of a conversation that they may not see, nor shown in it', async () => {
  const id = await mine();
  const one = await opens(agents[0]!, id);
  const stranger = await LiveSocket.open(stack.baseUrl, agents[2]!);
  const foreign = await LiveSocket.open(stack.baseUrl, await stack.admin(1));
  for (const socket of [stranger, foreign]) socket.say({ type: 'look', conversationId: id, writes: true });
  const other = await opens(agents[1]!, id);
  await sees(one, id, names[1]!);
  for (const socket of [stranger, foreign]) expect(companyOf(socket, id)).toBeNull();
  stranger.say({ type: 'look', conversationId: null, writes: false });
  // Whoever sees it no more is there no more, and hears nothing of what comes.
  expect((await admin.post(path(id, '/transfer'), { queueId: stack.tenants[0]!.queues[1]!.id })).status).toBe(200);
  const boss = await opens(admin, id);
  await sees(boss, id);
  const heard = [one, other].map(socket => JSON.stringify(companyOf(socket, id)));
  boss.say({ type: 'look', conversationId: id, writes: true });
  const third = await opens(agents[2]!, id);
  await sees(third, id, `${stack.tenants[0]!.users[0]!.name}*`);
  expect([one, other].map(socket => JSON.stringify(companyOf(socket, id)))).not.toContain(
    JSON.stringify([`${stack.tenants[0]!.users[0]!.name}*`]),
  );
  expect(heard).not.toContain('null');
});

test('it goes across the processes of the API, whoever comes first; what a process left behind is forgotten', async () => {
  const id = await mine();
  const hub = new Hub(stack.app, stack.db.appUrl);
  const server = createServer();
  hub.attach(server);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const elsewhere = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  atFileEnd(async () => {
    await hub.close();
    server.close();
  });
  const one = await opens(agents[0]!, id);
  const other = await opens(agents[1]!, id, elsewhere);
  await sees(other, id, names[0]!);
  await sees(one, id, names[1]!);
  other.say({ type: 'look', conversationId: id, writes: true });
  await sees(one, id, `${names[1]}*`);
  other.socket.terminate();
  await sees(one, id);
  // A process that was killed says nothing more.
  const ghost = { connectionId: newId(), personId: ids[1]!, conversationId: id, doing: 'looks' } as const;
  stack.app.database.notifier.add(stack.tenants[0]!.id, { ...newWake(), seats: [ghost] });
  await sees(one, id, names[1]!);
  ahead += 60_000;
  await sees(one, id);
});

test('a supervisor who reads along is shown to agents or not, as the company wants; who writes always is', async () => {
  const id = await mine();
  const boss = stack.tenants[0]!.users[0]!.name;
  const one = await opens(agents[0]!, id);
  const shown = await opens(admin, id);
  await sees(one, id, boss);
  shown.socket.close();
  await sees(one, id);
  expect((await admin.put('/api/v1/settings', { supervisorsShown: false })).body.supervisorsShown).toBe(false);
  const unread = async (): Promise<number> => (await admin.get(path(id))).body.unread;
  const before = await unread();
  const hidden = await opens(admin, id);
  await sees(hidden, id, names[0]!);
  const other = await opens(agents[1]!, id);
  await sees(one, id, names[1]!);
  await sees(other, id, names[0]!);
  await sees(hidden, id, ...[names[0]!, names[1]!].sort());
  hidden.say({ type: 'look', conversationId: id, writes: true });
  await sees(one, id, ...[`${boss}*`, names[1]!].sort());
  const { rows } = await stack.db.admin.query<{ actor_id: string }>(
    `SELECT actor_id FROM audit WHERE action = 'conversation.watch' AND target_id = $1`,
    [id],
  );
  expect(rows).toEqual([{ actor_id: stack.tenants[0]!.users[0]!.id }]);
  // Reading along marks nothing as read.
  expect(await unread()).toBe(before);
  expect((await admin.put('/api/v1/settings', { supervisorsShown: true })).status).toBe(200);
});

test('nothing that an agent is told, or not told, gives away who reads along unseen', async () => {
  const id = await mine();
  expect((await admin.put('/api/v1/settings', { supervisorsShown: false })).status).toBe(200);
  const one = await opens(agents[0]!, id);
  const heard = (): number => one.about(id).filter(({ type }) => type === 'company').length;
  const before = heard();
  const hidden = await opens(admin, id);
  await sees(hidden, id, names[0]!);
  hidden.socket.close();
  // One's own looks, again and again, tell nothing either.
  for (const writes of [true, false, true, false]) one.say({ type: 'look', conversationId: id, writes });
  one.say({ type: 'ping' });
  await one.hears(message => message.type === 'pong', 'the answer');
  // Told after all of that.
  const other = await opens(agents[1]!, id);
  await sees(one, id, names[1]!);
  other.socket.close();
  await sees(one, id);
  expect(heard() - before).toBe(2);
  expect((await admin.put('/api/v1/settings', { supervisorsShown: true })).status).toBe(200);
});

test('who has gone while it was looked up what may be seen is not told to be there', async () => {
  const id = await mine();
  const told: (string | null)[] = [];
  const notifier = {
    add: (_: string, { seats }: ReturnType<typeof newWake>) =>
      void told.push(...seats.map(seat => seat.conversationId)),
  };
  const client = {
    id: newId(),
    tenantId: stack.tenants[0]!.id,
    principal: { kind: 'user', id: ids[0]!, role: 'TENANT_ADMIN', tenantId: stack.tenants[0]!.id },
    isOpen: true,
    look: { conversationId: null, writes: false },
    tell: () => undefined,
  } as unknown as Client;
  const database = { withTenant: stack.db.database.withTenant.bind(stack.db.database), notifier };
  const company = new Company({ database: database as unknown as typeof stack.app.database, clock: Date.now }, () => [
    client,
  ]);
  await company.look(client, { conversationId: id, writes: false });
  const held = await holdTable(stack.db.adminUrl, 'conversation');
  const again = company.refresh();
  await held.waiting(1);
  company.leave(client);
  await held.letGo();
  await again;
  expect(told).toEqual([id, null]);
});

test('what is no look is refused', async () => {
  const socket = await LiveSocket.open(stack.baseUrl, agents[0]!);
  for (const wrong of [
    { type: 'look' },
    { type: 'look', conversationId: 'x', writes: false },
    { type: 'look', conversationId: null },
    { type: 'look', conversationId: null, writes: 'yes' },
    { type: 'look', conversationId: null, writes: false, more: 1 },
  ])
    socket.say(wrong);
  socket.say({ type: 'ping' });
  await socket.hears(message => message.type === 'pong', 'the answer');
  expect(socket.told.filter(message => message.type === 'error')).toHaveLength(5);
});

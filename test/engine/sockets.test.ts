/** Connections from outside: none of them can end the process, and none receives what its owner may not see. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '../../store/db/ids.ts';
import { newWake } from '../../store/db/notifier.ts';
import { eventually } from '../support/eventually.ts';
import { HttpClient } from '../support/http-client.ts';
import type { Told } from '../support/live-socket.ts';
import { LiveSocket } from '../support/live-socket.ts';
import { liveBytes } from '../support/live-bytes.ts';
import { random } from '../support/random.ts';
import { resetIn, resetStates } from '../support/resets.ts';
import { holdTable } from '../support/row-lock.ts';
import { testSignal } from '../support/running-test.ts';
import { size } from '../support/size.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';
import { postWebhook, textBody } from '../support/webhook.ts';
import { conversationPath as path } from '../support/paths.ts';

/** The tests' HTTP client keeps one for each call that it had to make at once. */
const KEPT = 2;
/** Of caches and of what is compiled only later; a thousandth part of 10,000 connections of 100 kB. */
const GROWTH_BYTES = 20_000_000;

let stack: Stack;
let admin: HttpClient;
let ids: string[];
let own: string;
let others: string;
let elsewhere: string;
let serial = 0;
beforeAll(async () => {
  // The poll that looks after lost notifications is an hour away: what happens here, notifications did.
  stack = await createStack({ temporal: 'none', socketCheckMs: 3_600_000, tenants: [{ maxPerAgent: 50 }, {}] });
  admin = await stack.admin();
  ids = stack.tenants[0]!.users.filter(user => user.role === 'AGENT').map(user => user.id);
  const queues = stack.tenants[0]!.queues.map(queue => queue.id);
  elsewhere = (await admin.post('/api/v1/queues', { name: 'Elsewhere' })).body.id;
  // The first agent works in a queue of its own, the others where conversations begin.
  [others, own] = [queues[0]!, queues[1]!];
  for (const [index, id] of ids.entries())
    expect((await admin.put(`/api/v1/agents/${id}`, { queueIds: [index === 0 ? own : others] })).status).toBe(200);
});
afterAll(() => stack.close());

/** Whether a message tells of a conversation that it is seen. */
const shows =
  (id: string) =>
  (message: Told): boolean =>
    message.type === 'changed' && message.conversations.some(each => each.conversation.id === id);
const transfer = async (id: string, queueId: string): Promise<void> =>
  expect((await admin.post(path(id, '/transfer'), { queueId })).status).toBe(200);
const open = (who: HttpClient): Promise<LiveSocket> => LiveSocket.open(stack.baseUrl, who);

/** All connections but those the tests' own HTTP client keeps for its next call are gone. */
async function nobodyHangsOn(): Promise<void> {
  await eventually(() => stack.connections(), 'the end of all connections', { until: count => count <= KEPT });
}

/** At full size what was measured is said. */
function tellFigures(text: string): void {
  if (size({ quick: 1, full: 2 }) > 1) process.stderr.write(`${text}\n`);
}

/** A conversation that waits in a queue. */
async function waiting(queueId: string, text = 'Hello?'): Promise<string> {
  const from = `49871${String(++serial).padStart(5, '0')}`;
  await postWebhook(stack.baseUrl, textBody({ phoneNumberId: stack.tenants[0]!.phoneNumberId, from, text }));
  const {
    rows: [row],
  } = await stack.db.admin.query<{ id: string }>(
    'SELECT c.id FROM conversation c JOIN contact_identity i ON i.contact_id = c.contact_id WHERE i.value = $1',
    [from],
  );
  if (queueId !== others) expect((await admin.post(path(row!.id, '/transfer'), { queueId })).status).toBe(200);
  return row!.id;
}

/** A transaction of somebody else. As long as it is open nobody can read the log beyond it. */
async function olderTransaction(): Promise<{ end(): Promise<void> }> {
  const client = await stack.db.admin.connect();
  await client.query('BEGIN');
  await client.query('SELECT pg_current_xact_id()');
  return {
    end: async () => {
      await client.query('ROLLBACK');
      client.release();
    },
  };
}

/** Whoever listens has been told of all that came before this. */
async function untilTold(...sockets: LiveSocket[]): Promise<void> {
  const later = await Promise.all([waiting(own, 'a later one'), waiting(others, 'a later one')]);
  for (const socket of sockets)
    await socket.hears(
      message => message.type === 'changed' && message.conversations.some(each => later.includes(each.conversation.id)),
      'what came later',
    );
}

describe('a connection never ends the process', () => {
  test('C1: one that is reset in any state of a request or an upgrade', async () => {
    const { headers } = await stack.agent(0);
    const { port, host } = new URL(stack.baseUrl);
    const states = resetStates(host, headers, '/workbench/none');
    const { shuffled } = random('resets');
    const rounds = size({ quick: 8, full: 455 });
    const resetAll = (): Promise<unknown> =>
      Promise.all(shuffled(states).map(state => resetIn(Number(port), state, testSignal())));
    // What is loaded at the first use is no growth.
    for (let round = 0; round < 3; round++) await resetAll();
    const before = await liveBytes();
    for (let round = 0; round < rounds; round++) await resetAll();
    expect((await new HttpClient(stack.baseUrl).get('/healthz')).status).toBe(200);
    await nobodyHangsOn();
    const growth = (await liveBytes()) - before;
    tellFigures(
      `${rounds * states.length} connections reset in ${states.length} states: ${growth} bytes more are held than before`,
    );
    expect(growth).toBeLessThan(GROWTH_BYTES);
    const socket = await open(await stack.agent(0));
    socket.say({ type: 'ping' });
    await socket.hears(message => message.type === 'pong', 'an answer after all the resets');
  });

  test.each([
    ['keeps it open', false],
    ['goes on sending', true],
  ])('C1: one that is refused a socket and %s is let go', async (_, sends) => {
    const { host, port } = new URL(stack.baseUrl);
    const client = connect({ port: Number(port), host: '127.0.0.1', allowHalfOpen: true, signal: testSignal() });
    client.on('error', () => undefined);
    client.write(
      `GET /ws HTTP/1.1\r\nhost: ${host}\r\nconnection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
    );
    expect((await once(client, 'data')).toString()).toMatch(/^HTTP\/1.1 401 /);
    if (sends) client.write('x'.repeat(1_000));
    await nobodyHangsOn();
    client.destroy();
  });

  test('C2: what a socket says while a push to it waits is answered, and what it says later', async () => {
    const [talks, listens] = [await open(await stack.agent(0)), await open(await stack.agent(0))];
    const { cursor } = await talks.hears(message => message.type === 'ready', 'the greeting');
    const table = await holdTable(stack.db.adminUrl, 'conversation_event');
    talks.say({ type: 'resume', cursor });
    await table.waiting(1);
    stack.app.database.notifier.add(stack.tenants[0]!.id, { ...newWake(), conversations: new Set([newId()]) });
    // Who does nothing else is pushed to after the push to who talks has been queued.
    await table.waiting(2);
    await table.letGo();
    await untilTold(talks, listens);
    talks.say({ type: 'ping' });
    await talks.hears(message => message.type === 'pong', 'an answer after the push');
  });

  test('C2: a cursor, or anything else, that an agent’s socket says', async () => {
    const socket = await open(await stack.agent(0));
    const cursors = [
      '9999999999999999999.1',
      '1.9999999999999999999',
      '9223372036854775808.0',
      '0.0',
      '-1.5',
      '1',
      '',
      '9'.repeat(60),
      '1.1.1',
      'x.y',
      '１.１',
    ];
    for (const cursor of cursors) socket.say({ type: 'resume', cursor });
    for (const odd of [
      '',
      'null',
      '[]',
      '{}',
      '{"type":"resume"}',
      '{"type":"resume","cursor":7}',
      '{"type":"ping","more":1}',
      '[[[['.repeat(5_000),
      '\u0000',
      '\ud800',
      '{"__proto__":{"type":"ping"}}',
    ])
      socket.say(odd);
    const { below, pick } = random('socket messages');
    const digits = (most: number): string => Array.from({ length: 1 + below(most) }, () => below(10)).join('');
    const rounds = size({ quick: 1_000, full: 100_000 });
    const before = await liveBytes();
    let pings = 0;
    const pongs = (): Promise<number> =>
      eventually(() => socket.told.filter(message => message.type === 'pong').length, 'an answer to each ping', {
        until: count => count === pings,
      });
    for (let round = 1; round <= rounds; round++) {
      socket.say(
        pick([
          () => ({ type: 'resume', cursor: `${digits(25)}.${digits(25)}` }),
          () => ({
            type: 'resume',
            cursor: String.fromCharCode(...Array.from({ length: below(40) }, () => below(65_536))),
          }),
          () => String.fromCharCode(...Array.from({ length: below(40) }, () => below(65_536))),
        ])(),
      );
      if (round % 500 > 0) continue;
      socket.say({ type: 'ping' });
      pings += 1;
      // What was said before it was answered, or needs no answer.
      await pongs();
    }
    expect(socket.closed).toBeNull();
    expect((await new HttpClient(stack.baseUrl).get('/healthz')).status).toBe(200);
    socket.told.length = 0;
    const growth = (await liveBytes()) - before;
    tellFigures(`${rounds} messages on one socket: ${growth} bytes more are held than before`);
    expect(growth).toBeLessThan(GROWTH_BYTES);
  });
});

describe('H6: a socket ends with what it was opened by', () => {
  test('at log-out, of all API processes, and only that session’s', async () => {
    const [leaving, staying, other] = [await stack.agent(1), await stack.agent(1), await stack.agent(2)];
    const sockets = [await open(leaving), await open(staying), await open(other)];
    expect((await leaving.post('/api/v1/auth/logout')).status).toBe(200);
    expect(await sockets[0]!.closes()).toBe(4401);
    await untilTold(sockets[1]!, sockets[2]!);
    expect([sockets[1]!.closed, sockets[2]!.closed]).toEqual([null, null]);
  });

  test('when its owner is disabled, and when a shift is over', async () => {
    const socket = await open(await stack.agent(2));
    expect((await admin.put(`/api/v1/agents/${ids[2]}`, { disabled: true })).status).toBe(200);
    expect(await socket.closes()).toBe(4401);
    expect((await admin.put(`/api/v1/agents/${ids[2]}`, { disabled: false })).status).toBe(200);
  });
});

describe('H2: who may not see a conversation', () => {
  test('is told by its socket once that it left its sight, and of others nothing at all', async () => {
    const socket = await open(await stack.agent(0));
    const leaves = await waiting(own);
    await socket.hears(shows(leaves), 'a conversation of its queue');
    const never = await waiting(others, 'never seen by the first agent');
    await transfer(leaves, others);
    await socket.hears(message => message.gone?.includes(leaves) === true, 'that it is gone');
    // What happens to both from here on is not for it.
    for (const id of [leaves, never]) {
      expect((await admin.post(path(id, '/notes'), { text: 'a secret' })).status).toBe(201);
      expect((await admin.post(path(id, '/assign'), { agentId: ids[1] })).status).toBe(200);
      expect((await admin.post(path(id, '/close'), {})).status).toBe(200);
    }
    await untilTold(socket);
    expect(socket.told.filter(message => message.gone?.includes(leaves))).toHaveLength(1);
    expect(socket.about(never)).toEqual([]);
    const naming = socket.told.findIndex(message => message.gone?.includes(leaves));
    expect(socket.told.slice(naming + 1).filter(message => JSON.stringify(message).includes(leaves))).toEqual([]);
    expect(JSON.stringify(socket.told)).not.toContain('a secret');
  });

  test('is told that it left also when all that moved it is settled at once', async () => {
    const socket = await open(await stack.agent(0));
    // Conversations are told of by their ids alone.
    const older = await olderTransaction();
    const leaves = await waiting(own);
    await socket.hears(shows(leaves), 'a conversation of its queue');
    await transfer(leaves, others);
    await older.end();
    await socket.hears(message => message.gone?.includes(leaves) === true, 'that it is gone');
    await untilTold(socket);
    expect(socket.told.filter(message => message.gone?.includes(leaves))).toHaveLength(1);
  });

  test('is told of it once also after a lost connection, and reads afresh when it lost a queue', async () => {
    const agent = await stack.agent(0);
    const first = await open(agent);
    const leaves = await waiting(own);
    // With its events: what is behind the cursor is settled.
    const { cursor } = await first.hears(
      message => message.type === 'changed' && message.events.some(event => event.conversationId === leaves),
      'a conversation of its queue',
    );
    first.socket.terminate();
    const never = await waiting(others);
    await transfer(leaves, others);
    const second = await open(agent);
    second.say({ type: 'resume', cursor });
    await second.hears(message => message.gone?.includes(leaves) === true, 'what left its sight meanwhile');
    await untilTold(second);
    expect(second.told.filter(message => message.gone?.includes(leaves))).toHaveLength(1);
    expect(second.about(never)).toEqual([]);
    expect((await admin.put(`/api/v1/agents/${ids[0]}`, { queueIds: [others] })).status).toBe(200);
    await second.hears(message => message.type === 'overflow', 'that lists are to be read afresh');
    expect((await admin.put(`/api/v1/agents/${ids[0]}`, { queueIds: [own] })).status).toBe(200);
  });

  test('who joined a queue and resumes from before reads afresh, and is not told what left it earlier', async () => {
    const agent = await stack.agent(0);
    const first = await open(agent);
    const { cursor } = await first.hears(message => message.type === 'ready', 'the greeting');
    first.socket.terminate();
    const left = await waiting(others);
    await transfer(left, elsewhere);
    expect((await admin.put(`/api/v1/agents/${ids[0]}`, { queueIds: [own, others] })).status).toBe(200);
    const second = await open(agent);
    second.say({ type: 'resume', cursor });
    await second.hears(message => message.type === 'overflow', 'that lists are to be read afresh');
    await untilTold(second);
    expect(second.about(left)).toEqual([]);
    expect((await admin.put(`/api/v1/agents/${ids[0]}`, { queueIds: [own] })).status).toBe(200);
  });

  test.each(['opens its socket', 'resumes', 'is connected'])(
    'who joined a queue and %s while an older transaction runs is not told what left it earlier',
    async how => {
      const agent = await stack.agent(0);
      let socket = await open(agent);
      const { cursor } = await socket.hears(message => message.type === 'ready', 'the greeting');
      const older = await olderTransaction();
      const left = await waiting(others);
      await transfer(left, elsewhere);
      if (how !== 'is connected') socket.socket.terminate();
      expect((await admin.put(`/api/v1/agents/${ids[0]}`, { queueIds: [own, others] })).status).toBe(200);
      if (how !== 'is connected') socket = await open(agent);
      if (how === 'resumes') socket.say({ type: 'resume', cursor });
      if (how !== 'opens its socket')
        await socket.hears(message => message.type === 'overflow', 'that lists are to be read afresh');
      // What stands in the queue from now on it is told, and what leaves it.
      const leaves = await waiting(others);
      await socket.hears(shows(leaves), 'a conversation of the queue it joined');
      await transfer(leaves, elsewhere);
      await older.end();
      await socket.hears(message => message.gone?.includes(leaves) === true, 'that it is gone');
      await untilTold(socket);
      expect(socket.about(left)).toEqual([]);
      expect(socket.told.filter(message => message.type === 'overflow')).toHaveLength(
        how === 'opens its socket' ? 0 : 1,
      );
      expect((await admin.put(`/api/v1/agents/${ids[0]}`, { queueIds: [own] })).status).toBe(200);
    },
  );

  test('who stays in its queues is not sent to read afresh, whatever is said anew of them', async () => {
    const socket = await open(await stack.agent(0));
    const { body: team } = await admin.post('/api/v1/teams', {
      name: 'Staff',
      agentIds: [ids[0]],
      queues: [{ queueId: others, rank: 1 }],
    });
    await socket.hears(message => message.type === 'overflow', 'that it joined a queue');
    for (const change of [{ name: 'Crew' }, { agentIds: [ids[0], ids[1]] }, { queues: [{ queueId: others, rank: 2 }] }])
      expect((await admin.put(`/api/v1/teams/${team.id}`, change)).status).toBe(200);
    for (const queueIds of [[own], [own, others], [own]])
      expect((await admin.put(`/api/v1/agents/${ids[0]}`, { queueIds })).status).toBe(200);
    await untilTold(socket);
    expect(socket.told.filter(message => message.type === 'overflow')).toHaveLength(1);
    expect((await admin.delete(`/api/v1/teams/${team.id}`)).status).toBe(200);
    await socket.hears(
      () => socket.told.filter(message => message.type === 'overflow').length === 2,
      'that it left a queue',
    );
  });

  test('a cursor from another place, or from later than now, has it read afresh', async () => {
    const socket = await open(await stack.agent(0));
    socket.say({ type: 'resume', cursor: '9223372036854775807.0' });
    await socket.hears(message => message.type === 'overflow', 'that lists are to be read afresh');
    const id = await waiting(own);
    await socket.hears(
      message => message.type === 'changed' && message.events.some(event => event.conversationId === id),
      'what came later',
    );
  });

  test('does not even hear that a colleague whispered', async () => {
    const [named, other] = [await open(await stack.agent(0)), await open(await stack.agent(1))];
    const id = await waiting(others);
    await other.hears(shows(id), 'a conversation of its queue');
    const { body: whisper } = await admin.post(path(id, '/notes'), { text: 'psst', privateTo: [ids[2]] });
    await untilTold(named, other);
    expect(other.about(whisper.id)).toEqual([]);
    const timeline = (await (await stack.agent(1)).get(path(id, '/timeline'))).body.items;
    expect(timeline.filter(event => event.data['messageId'] === whisper.id)).toEqual([]);
    expect(
      (await (await stack.agent(2)).get(path(id, '/timeline'))).body.items.filter(
        event => event.data['messageId'] === whisper.id,
      ),
    ).toHaveLength(1);
  });
});

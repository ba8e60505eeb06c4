/** Listening to notifications ends when it is told to, whatever the connection is doing. */
import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Listener } from '../../store/db/listener.ts';
import type { TestDatabase } from '../support/database.ts';
import { createTestDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';

/** PostgreSQL's “AuthenticationOk”: https://www.postgresql.org/docs/current/protocol-message-formats.html */
const AUTHENTICATION_OK = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0]);

let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

async function closes(listener: Listener): Promise<void> {
  let closed = false;
  void listener.close().then(() => (closed = true));
  await eventually(() => closed, 'the listener is closed');
}

test('closing ends it before the connection stands, and after', async () => {
  const begun = new Listener(
    db.relayUrl,
    () => undefined,
    () => undefined,
  );
  begun.start();
  await closes(begun);

  let isConnected = false;
  const connected = new Listener(
    db.relayUrl,
    () => undefined,
    () => (isConnected = true),
  );
  connected.start();
  await eventually(() => isConnected, 'the listener is connected');
  await closes(connected);
});

test.each([
  ['does not answer', Buffer.alloc(0)],
  ['stops answering after the log-in', AUTHENTICATION_OK],
])('closing ends it while a database %s', async (_name, answer) => {
  let asked = 0;
  const sockets: Socket[] = [];
  const silent = createServer(socket => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.on('data', () => {
      asked += 1;
      if (answer.length > 0) socket.write(answer);
    });
  }).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const listener = new Listener(
    `postgres://anyone:any@127.0.0.1:${(silent.address() as AddressInfo).port}/any`,
    () => undefined,
    () => undefined,
  );
  listener.start();
  await eventually(() => asked > 0, 'the listener begins to connect');
  await closes(listener);
  expect(asked).toBeGreaterThan(0);
  for (const socket of sockets) socket.destroy();
  silent.close();
});

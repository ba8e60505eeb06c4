/** The memory that a client which does not read its socket costs. */
import { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { expect, test } from '@jest/globals';
import type { WebSocket } from 'ws';
import { Client } from '../../api/ws/client.ts';

/** A socket whose other side reads only when it is told to. */
class UnreadSocket extends EventEmitter {
  readonly OPEN = 1;
  readyState = 1;
  bufferedAmount = 0;
  paused = false;
  terminated = false;
  readonly #sent: (() => void)[] = [];

  send(text: string, sent: () => void): void {
    this.bufferedAmount += Buffer.byteLength(text);
    this.#sent.push(sent);
  }

  /** All that was sent has left. */
  drain(): void {
    this.bufferedAmount = 0;
    for (const sent of this.#sent.splice(0)) sent();
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
  }

  terminate(): void {
    this.terminated = true;
    this.readyState = 3;
  }
}

function opened(): { socket: UnreadSocket; client: Client } {
  const socket = new UnreadSocket();
  const known = {
    tenantId: 't',
    place: { cursor: { xid: 0n, position: 0n }, known: '1:1:' },
    scope: { all: true, whispersOf: null },
    principal: {} as never,
  } as const;
  return { socket, client: new Client(socket as unknown as WebSocket, {} as unknown as IncomingMessage, known) };
}

test('nothing more is read from it until the answers have left', async () => {
  const { socket, client } = opened();
  const heard: string[] = [];
  const answering: Promise<void>[] = [];
  client.listen(
    text => {
      heard.push(text);
      client.tell({ type: 'pong' });
      return Promise.resolve();
    },
    answer => void answering.push(answer),
  );
  for (const text of ['one', 'two']) socket.emit('message', Buffer.from(text));
  expect(socket.paused).toBe(true);
  // Its turn comes after both were answered.
  await client.inTurn(() => Promise.resolve());
  expect([heard, socket.paused]).toEqual([['one', 'two'], true]);
  socket.drain();
  await Promise.all(answering);
  expect(socket.paused).toBe(false);
});

test('it is read from again when what it said is answered, whatever else is done for it', async () => {
  const { socket, client } = opened();
  const answering: Promise<void>[] = [];
  client.listen(
    () => Promise.resolve(),
    answer => void answering.push(answer),
  );
  socket.emit('message', Buffer.from('one'));
  let finish = (): void => undefined;
  const push = client.inTurn(() => new Promise<void>(resolve => (finish = resolve)));
  await Promise.all(answering);
  expect([client.isBusy, socket.paused]).toEqual([true, false]);
  finish();
  await push;
  expect([client.isBusy, socket.paused]).toEqual([false, false]);
});

test('one that never reads is let go before it holds much', () => {
  const { socket, client } = opened();
  for (let told = 0; told < 100 && !socket.terminated; told++)
    client.tell({ type: 'changed', text: 'x'.repeat(100_000) });
  expect([socket.terminated, socket.bufferedAmount < 5_000_000]).toEqual([true, true]);
});

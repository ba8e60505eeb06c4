/** The relay's Temporal client connects once Temporal is available, and again after the connection was lost. */
import type { AddressInfo, Server, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { dataConverter } from '../../temporal/data-converter.ts';
import { NativeClient } from '../../workers/native-client.ts';
import { eventually } from '../support/eventually.ts';
import { installRuntime } from '../support/runtime.ts';
import { temporalAddress } from '../support/servers/temporal.ts';

/** Stands between the client and Temporal. */
class Line {
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;
  #isOpen: boolean | 'silent' = false;
  /** Connections that were let through. */
  passed = 0;

  constructor(to: string) {
    const [host, port] = to.split(':') as [string, string];
    this.#server = createServer(socket => {
      if (this.#isOpen === false) return void socket.destroy();
      if (this.#isOpen === 'silent') return void this.#sockets.add(socket.on('error', () => undefined));
      this.passed += 1;
      const other = connect(Number(port), host);
      for (const [from, into] of [
        [socket, other],
        [other, socket],
      ] as const) {
        this.#sockets.add(from);
        from
          .on('error', () => undefined)
          .on('close', () => into.destroy())
          .pipe(into);
      }
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>(resolve => this.#server.listen(0, '127.0.0.1', resolve));
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  open(): void {
    this.#isOpen = true;
  }

  /** Whoever connects hears nothing. */
  fallSilent(): void {
    this.#isOpen = 'silent';
  }

  /** All that goes over it is lost. */
  cut(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
    this.#sockets.clear();
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise(resolve => this.#server.close(resolve));
  }
}

let line: Line;
let native: NativeClient;
beforeAll(async () => {
  installRuntime();
  line = new Line(temporalAddress());
  native = new NativeClient({
    connection: { address: await line.listen() },
    namespace: 'default',
    dataConverter: dataConverter([]),
  });
});
afterAll(async () => {
  await native.close();
  await line.close();
});

const asks = async (): Promise<string> =>
  (await native.get()).workflow
    .getHandle('there-is-none')
    .describe()
    .then(
      () => 'described',
      (error: unknown) => (error as Error).name,
    );

test('it fails while Temporal cannot be reached or says nothing, and connects once when it can', async () => {
  const tries = await Promise.allSettled([native.get(), native.get()]);
  expect(tries.map(each => each.status)).toEqual(['rejected', 'rejected']);
  line.fallSilent();
  await expect(native.get()).rejects.toThrow('was not reached within 5000 ms');
  line.cut();
  line.open();
  await Promise.all([native.get(), native.get()]);
  expect(line.passed).toBe(1);
  // Whoever asks is told by Temporal itself.
  expect(await asks()).toBe('WorkflowNotFoundError');
  expect(await native.get()).toBe(await native.get());
});

test('it connects again when the connection is lost', async () => {
  for (let time = 0; time < 3; time++) {
    line.cut();
    expect(
      await eventually(asks, 'an answer of Temporal', { until: answer => answer === 'WorkflowNotFoundError' }),
    ).toBe('WorkflowNotFoundError');
  }
});

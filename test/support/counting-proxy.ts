import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { atFileEnd } from './running-test.ts';

/** A way to a server on which all bytes are counted: headers, frames and all. */
export interface CountingProxy {
  readonly baseUrl: string;
  /** Bytes in both directions so far. */
  bytes(): number;
}

/** Opens a TCP proxy to a server, until the end of the test file. */
export async function countingProxy(baseUrl: string): Promise<CountingProxy> {
  const { hostname, port } = new URL(baseUrl);
  const sockets = new Set<Socket>();
  let bytes = 0;
  const proxy = createServer(client => {
    const server = connect(Number(port), hostname);
    const end = (): void => {
      client.destroy();
      server.destroy();
    };
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      sockets.add(from);
      from.on('data', (chunk: Buffer) => (bytes += chunk.length));
      from.on('error', end).on('close', end).pipe(to);
    }
  });
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
  atFileEnd(async () => {
    const closed = once(proxy, 'close');
    proxy.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  });
  return { baseUrl: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, bytes: () => bytes };
}

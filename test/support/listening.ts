/** Servers of tests: they listen on a free port of this machine and end at once. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Length of the accept queue: more than any test opens at once, because connections beyond it are reset. */
const BACKLOG = 4_096;

/** @returns the server's address, without a path. */
export async function listen(server: Server): Promise<string> {
  // Idle connections stay open: on a stalling machine, a client might otherwise reuse one that is just being closed.
  server.keepAliveTimeout = 0;
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', BACKLOG, resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Ends the server and its connections. */
export async function closeServer(server: Server): Promise<void> {
  const closed = new Promise(resolve => server.close(resolve));
  server.closeAllConnections();
  await closed;
}

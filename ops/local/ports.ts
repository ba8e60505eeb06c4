import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Where ports are drawn. Systems give outgoing connections theirs from above (Linux: from 32768, others: from 49152):
 * a port from there can be taken between the look and the server's start, even by a client that only tries whether the
 * server answers yet.
 */
export const DRAWN_PORTS = { from: 10_000, below: 32_768 } as const;

const MOST_DRAWS = 100;

/** Whether nothing listens on this port of the loopback address. */
function isFree(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

/** The wanted port when it is free (and not 0), else a free one of `DRAWN_PORTS`. Nobody keeps it for the caller. */
export async function freePort(wanted = 0): Promise<number> {
  if (wanted !== 0 && (await isFree(wanted))) return wanted;
  for (let draw = 0; draw < MOST_DRAWS; draw++) {
    const port = randomInt(DRAWN_PORTS.from, DRAWN_PORTS.below);
    if (await isFree(port)) return port;
  }
  throw new Error(`No port from ${DRAWN_PORTS.from} to ${DRAWN_PORTS.below - 1} is free`);
}

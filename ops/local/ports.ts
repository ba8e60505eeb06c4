import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * The range free ports are chosen from, below the ephemeral ports that systems give to outgoing connections (Linux:
 * from 32768, others: from 49152). A port of that range could be taken between the check and the server's start, even
 * by the client that polls whether the server answers yet.
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

/**
 * The wanted port if it is free (and not 0), else a random free one of `DRAWN_PORTS`. The port is not reserved: another
 * process may take it before the caller does.
 * @throws when no free port is found in 100 attempts.
 */
export async function freePort(wanted = 0): Promise<number> {
  if (wanted !== 0 && (await isFree(wanted))) return wanted;
  for (let draw = 0; draw < MOST_DRAWS; draw++) {
    const port = randomInt(DRAWN_PORTS.from, DRAWN_PORTS.below);
    if (await isFree(port)) return port;
  }
  throw new Error(`No port from ${DRAWN_PORTS.from} to ${DRAWN_PORTS.below - 1} is free`);
}

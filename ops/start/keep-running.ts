import { setTimeout as sleep } from 'node:timers/promises';

interface Server {
  readonly pid: number;
  /** Resolves when its process has ended. */
  readonly gone: Promise<void>;
  stop(): Promise<unknown>;
}

interface Keeping<S extends Server> {
  /** The server's name in messages. */
  readonly name: string;
  /** @param before the server that was killed; null at the first start. */
  readonly start: (before: S | null) => Promise<S>;
  /** Called with each server that has started. */
  readonly started: (server: S) => void;
  /** Whether it is to end: then it is not started again. */
  readonly isStopping: () => boolean;
  readonly say: (text: string) => void;
  /** How long it waits after a first restart that failed; a second by default. */
  readonly firstWaitMs?: number;
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

/**
 * Starts a server, and starts it again when it was killed from outside. A restart that fails is reported and tried
 * again, at first after a second and then at longer intervals of up to 30.
 * @returns the server that runs now, as a function.
 * @throws if the first start fails.
 */
export async function keepRunning<S extends Server>({
  name,
  start,
  started,
  isStopping,
  say,
  firstWaitMs = FIRST_WAIT_MS,
}: Keeping<S>): Promise<() => S> {
  let server = await start(null);
  started(server);
  const watch = async (): Promise<void> => {
    for (let waitMs = firstWaitMs; ;) {
      await server.gone;
      if (isStopping()) return;
      try {
        server = await start(server);
        if (isStopping()) return void (await server.stop());
        started(server);
        waitMs = firstWaitMs;
      } catch (error) {
        if (isStopping()) return;
        say(`${name} was ended from outside and could not be started again: ${String(error)}. Trying again …`);
        await sleep(waitMs, undefined, { ref: false });
        waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
      }
    }
  };
  void watch();
  return () => server;
}

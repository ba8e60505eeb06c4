import type { Logger } from 'pino';
import { clearIdleRequest, matchQueue } from '../store/acd/matcher.ts';
import { matchRequests } from '../store/conversation/match-request.ts';
import type { Database } from '../store/db/database.ts';
import { isRetryable } from '../store/db/database.ts';
import type { Pool } from '../store/db/open-pool.ts';
import { WakeLoop } from './wake-loop.ts';

const POLL_MS = 2_000;
/** If woken during a pass, the next one begins after this time: rows locked by others may be free again. */
const AGAIN_MS = 20;

/**
 * Processes match requests: pairs waiting conversations and free agents. Woken by NOTIFY, with a slow poll for lost
 * notifications; several matchers may run.
 */
export class Matcher {
  readonly #database: Database;
  readonly #relayPool: Pool;
  readonly #log: Logger;
  readonly #clock: () => number | Promise<number>;
  readonly #loop = new WakeLoop({
    round: async () => {
      await this.pass();
      return false;
    },
    failed: error =>
      this.#log.warn({ event: 'match_requests_read_failed', err: error }, 'the matcher cannot read its requests'),
    pollMs: POLL_MS,
    pauseMs: AGAIN_MS,
  });

  constructor(database: Database, relayPool: Pool, log: Logger, clock: () => number | Promise<number> = Date.now) {
    this.#database = database;
    this.#relayPool = relayPool;
    this.#log = log;
    this.#clock = clock;
  }

  start(): void {
    this.#loop.start();
  }

  wake(): void {
    this.#loop.wake();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /** One pass over all requests; a request that fails stays. @returns the number of offers made. */
  async pass(): Promise<number> {
    let made = 0;
    for (const { tenantId, queueId } of await matchRequests(this.#relayPool)) {
      try {
        if (await clearIdleRequest(this.#database, tenantId, queueId)) continue;
        made += (await matchQueue(this.#database, tenantId, queueId, await this.#clock())) ?? 0;
      } catch (error) {
        if (!isRetryable(error))
          this.#log.error({ event: 'match_failed', err: error, queueId }, 'matching failed; the request stays');
      }
    }
    return made;
  }
}

import type { Logger } from 'pino';
import type { Pool } from '../store/db/open-pool.ts';
import { addUpCounts } from '../store/views/conversation-counts.ts';
import { WakeLoop } from './wake-loop.ts';

/** Whoever counts reads what has changed since: seldom more than a few thousand rows in this time. */
const POLL_MS = 2_000;
const BATCH = 5_000;

/** Adds up by how much the numbers of conversations have changed. Several workers may have one. */
export class CountKeeper {
  readonly #loop: WakeLoop;

  /** @param pool of role `sigfollow_relay`. */
  constructor(pool: Pool, log: Logger) {
    this.#loop = new WakeLoop({
      round: async () => (await addUpCounts(pool, BATCH)) === BATCH,
      failed: error =>
        log.warn({ event: 'counts_not_added_up', err: error }, 'changes of counts were not added up; they wait'),
      pollMs: POLL_MS,
    });
  }

  start(): void {
    this.#loop.start();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }
}

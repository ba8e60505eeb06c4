import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { Logger } from 'pino';
import { clearIdleRequest, matchQueue } from '../store/acd/matcher.ts';
import type { Database } from '../store/db/database.ts';
import { isRetryable } from '../store/db/database.ts';
import { Nudge } from './nudge.ts';

const POLL_MS = 2_000;
/** Rows held by others are looked at again after this. */
const AGAIN_MS = 20;

/** Works off match requests. Woken by NOTIFY, with a slow poll for wake-ups that were lost; several may run. */
export class Matcher {
  readonly #database: Database;
  readonly #relayPool: pg.Pool;
  readonly #log: Logger;
  readonly #clock: () => number | Promise<number>;
  readonly #stop = new AbortController();
  readonly #nudge = new Nudge();
  #running: Promise<void> | null = null;

  constructor(database: Database, relayPool: pg.Pool, log: Logger, clock: () => number | Promise<number> = Date.now) {
    this.#database = database;
    this.#relayPool = relayPool;
    this.#log = log;
    this.#clock = clock;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  wake(): void {
    this.#nudge.ring();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    this.#nudge.ring();
    await this.#running;
  }

  /** One pass over all requests. @returns offers made. */
  async pass(): Promise<number> {
    const { rows } = await this.#relayPool.query<{ tenant_id: string; queue_id: string }>(
      'SELECT tenant_id, queue_id FROM match_request ORDER BY requested_at LIMIT 500',
    );
    let made = 0;
    for (const { tenant_id, queue_id } of rows) {
      try {
        if (await clearIdleRequest(this.#database, tenant_id, queue_id)) continue;
        made += (await matchQueue(this.#database, tenant_id, queue_id, await this.#clock())) ?? 0;
      } catch (error) {
        if (!isRetryable(error))
          this.#log.error({ err: error, queueId: queue_id }, 'matching failed; the request stays');
      }
    }
    return made;
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      this.#nudge.reset();
      try {
        await this.pass();
      } catch (error) {
        this.#log.warn({ err: error }, 'the matcher cannot read its requests');
      }
      if (this.#nudge.rung) await sleep(AGAIN_MS);
      else await this.#nudge.wait(POLL_MS);
    }
  }
}

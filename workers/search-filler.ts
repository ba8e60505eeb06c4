import type { Logger } from 'pino';
import type { Database } from '../store/db/database.ts';
import { isRetryable } from '../store/db/database.ts';
import { fillSearch } from '../store/search/fill.ts';
import type { Tenants } from '../store/tenant/tenants.ts';
import { WakeLoop } from './wake-loop.ts';

const POLL_MS = 30_000;
/**
 * Between passes: what comes in quick succession is kept together, and a rush, or what was there before an upgrade, is
 * gone through without taking the database's time from those who send and receive.
 */
const PAUSE_MS = 500;

interface Parts {
  readonly database: Database;
  readonly tenants: Pick<Tenants, 'all'>;
  readonly log: Pick<Logger, 'warn'>;
}

/**
 * Makes messages, notes and contacts findable, beside the flows that bring them: one step for each tenant in which
 * something changed, twice a second at most. Woken by NOTIFY, with a slow poll over all tenants for lost notifications;
 * several may run.
 */
export class SearchFiller {
  readonly #parts: Parts;
  readonly #woken = new Set<string>();
  #all = true;
  /** By `performance.now`, when all tenants were looked at last. */
  #polledAt = -POLL_MS;
  readonly #loop = new WakeLoop({
    round: async () => {
      await this.#round();
      return false;
    },
    failed: error =>
      this.#parts.log.warn({ event: 'search_fill_failed', err: error }, 'new messages cannot be searched yet'),
    pollMs: POLL_MS,
    pauseMs: PAUSE_MS,
  });

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  start(): void {
    this.#loop.start();
  }

  /** @param tenants tenants in which something changed; empty: it may be any. */
  wake(tenants: readonly string[]): void {
    for (const tenant of tenants) this.#woken.add(tenant);
    this.#all ||= tenants.length === 0;
    this.#loop.wake();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /** Steps until a tenant has nothing more that could be kept. */
  async fill(tenantId: string): Promise<void> {
    while (await this.#step(tenantId));
  }

  async #round(): Promise<void> {
    // However busy it is kept: a notification may have been lost.
    const isPoll = this.#all || performance.now() - this.#polledAt >= POLL_MS;
    if (isPoll) this.#polledAt = performance.now();
    const tenants = isPoll ? await this.#parts.tenants.all() : [...this.#woken];
    this.#all = false;
    this.#woken.clear();
    const left: string[] = [];
    for (const tenantId of tenants) {
      if (this.#loop.signal.aborted) return;
      try {
        if (await this.#step(tenantId)) left.push(tenantId);
      } catch (error) {
        if (!isRetryable(error)) this.#failed(tenantId, error);
        else left.push(tenantId);
      }
    }
    if (left.length > 0) this.wake(left);
  }

  /** One tenant's fault must not keep the others from being searched. */
  #failed(tenantId: string, error: unknown): void {
    this.#parts.log.warn({ event: 'search_fill_failed', err: error, tenantId }, 'new messages cannot be searched yet');
  }

  async #step(tenantId: string): Promise<boolean> {
    return (await this.#parts.database.withTenant(tenantId, unit => fillSearch(unit))) === 'more';
  }
}

import type pg from 'pg';

/**
 * All tenants, for sweeps that work inside each wall afterwards. Only the role `sigfollow_relay` may ask: a process
 * that serves people knows tenants from who asks.
 */
export class Tenants {
  readonly #relayPool: pg.Pool;

  constructor(relayPool: pg.Pool) {
    this.#relayPool = relayPool;
  }

  /** Every tenant where somebody can log in, also those without a number yet. */
  async all(): Promise<string[]> {
    return (await this.#relayPool.query<{ id: string }>('SELECT id FROM directory_tenants() AS id')).rows.map(
      row => row.id,
    );
  }

  /** Every tenant that has a number. */
  async withNumbers(): Promise<string[]> {
    return (
      await this.#relayPool.query<{ id: string }>('SELECT id FROM directory_tenants_with_numbers() AS id')
    ).rows.map(row => row.id);
  }
}

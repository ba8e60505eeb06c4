import type pg from 'pg';

/**
 * Lists all tenants, for sweeps that then work within each tenant's row-level security. Only the role `sigfollow_relay`
 * may do this: a process that serves people knows the tenant from the request.
 */
export class Tenants {
  readonly #relayPool: pg.Pool;

  constructor(relayPool: pg.Pool) {
    this.#relayPool = relayPool;
  }

  /** Ids of all tenants, also of those without a number, or without anybody who can log in. */
  async all(): Promise<string[]> {
    return (await this.#relayPool.query<{ id: string }>('SELECT id FROM directory_tenants() AS id')).rows.map(
      row => row.id,
    );
  }

  /** Ids of all tenants that have a number connected. */
  async withNumbers(): Promise<string[]> {
    return (
      await this.#relayPool.query<{ id: string }>('SELECT id FROM directory_tenants_with_numbers() AS id')
    ).rows.map(row => row.id);
  }
}

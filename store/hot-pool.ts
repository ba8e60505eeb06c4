import pg from 'pg';
import type { Wake } from './notifier.ts';

/** A connection inside one tenant's wall, for the few paths where Prisma's round trips would be most of the time. */
export interface HotUnit {
  readonly tenantId: string;
  /** A named statement is planned once per connection. */
  query<T extends pg.QueryResultRow>(name: string, text: string, values: unknown[]): Promise<T[]>;
  readonly wake: Wake;
}

/** Transactions over node-postgres as it is; the same role, the same wall. */
export class HotPool {
  readonly #pool: pg.Pool;

  constructor(url: string, size: number, maxWaitMs: number, timeoutMs: number) {
    // Every statement of a hot path looks rows up by key. Planned once and kept, a plan made while tables were small would
    // go on scanning them when they are not. Tables are joined in the order they are written.
    const options = '-c enable_hashjoin=off -c enable_mergejoin=off -c enable_seqscan=off -c join_collapse_limit=1';
    this.#pool = new pg.Pool({ connectionString: url, options, max: size, connectionTimeoutMillis: maxWaitMs, statement_timeout: timeoutMs, idle_in_transaction_session_timeout: timeoutMs });
    this.#pool.on('error', () => undefined);
  }

  async withTenant<T>(tenantId: string, work: (unit: HotUnit) => Promise<T>): Promise<{ result: T; wake: Wake }> {
    if (!/^[0-9a-f-]{36}$/.test(tenantId)) throw new Error('not a tenant id');
    const wake: Wake = { outbox: false, match: false, conversations: new Set() };
    const client = await this.#pool.connect();
    let broken: Error | undefined;
    try {
      // One round trip; the id was checked to be nothing but hexadecimal digits and dashes.
      await client.query(`BEGIN; SELECT set_config('app.tenant_id', '${tenantId}', true)`);
      const result = await work({ tenantId, wake, query: async (name, text, values) => (await client.query({ name, text, values })).rows as never });
      await client.query('COMMIT');
      return { result, wake };
    } catch (error) {
      await client.query('ROLLBACK').catch((failure: unknown) => void (broken = failure as Error));
      throw error;
    } finally {
      client.release(broken);
    }
  }

  /** Wakes listeners; outside any transaction. */
  async notify(payload: string): Promise<void> {
    await this.#pool.query({ name: 'notify', text: "SELECT pg_notify('sigfollow', $1)", values: [payload] });
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }
}

import pg from 'pg';
import type { Wake } from './notifier.ts';

export interface HotStatement {
  /** A named statement is planned once per connection. */
  readonly name: string;
  readonly text: string;
  readonly values: unknown[];
}

/** A transaction inside one tenant's wall, for the few paths where Prisma's round trips would be most of the time. */
export interface HotUnit {
  readonly tenantId: string;
  readonly wake: Wake;
  query<T extends pg.QueryResultRow>(statement: HotStatement): Promise<T[]>;
  /** The last statement: it and the commit are one round trip. Resolves when both are done. */
  finish<T extends pg.QueryResultRow>(statement: HotStatement): Promise<T[]>;
}

// Every statement of a hot path looks rows up by key. Planned once and kept, a plan made while tables were small would go
// on scanning them when they are not. Tables are joined in the order they are written.
const OPTIONS = ['plan_cache_mode=force_generic_plan', 'enable_hashjoin=off', 'enable_mergejoin=off', 'enable_seqscan=off', 'join_collapse_limit=1', 'jit=off'].map(option => `-c ${option}`).join(' ');

/** Transactions over node-postgres as it is; the same role, the same wall. */
export class HotPool {
  readonly #pool: pg.Pool;

  constructor(url: string, size: number, maxWaitMs: number, timeoutMs: number) {
    this.#pool = new pg.Pool({ connectionString: url, options: OPTIONS, pipeline: true, max: size, connectionTimeoutMillis: maxWaitMs, statement_timeout: timeoutMs, idle_in_transaction_session_timeout: timeoutMs });
    this.#pool.on('error', () => undefined);
  }

  /** Statements of one round trip are sent together (libpq calls it pipeline mode); each still waits for the one before. */
  async withTenant<T>(tenantId: string, work: (unit: HotUnit) => Promise<T>): Promise<{ result: T; wake: Wake }> {
    if (!/^[0-9a-f-]{36}$/.test(tenantId)) throw new Error('not a tenant id');
    const wake: Wake = { outbox: false, match: false, conversations: new Set() };
    const client = await this.#pool.connect();
    let over = false;
    let broken: Error | undefined;
    const end = async (word: 'COMMIT' | 'ROLLBACK'): Promise<void> => {
      over = true;
      const { command } = await client.query(word);
      if (command !== word) throw new Error('the transaction had failed and was rolled back');
    };
    // The id was checked to be nothing but hexadecimal digits and dashes.
    const begun = client.query(`BEGIN; SELECT set_config('app.tenant_id', '${tenantId}', true)`);
    try {
      const result = await work({
        tenantId, wake,
        query: async statement => (await all(begun, client.query(statement))).rows as never,
        finish: async statement => {
          const written = client.query(statement);
          return (await all(end('COMMIT'), written)).rows as never;
        },
      });
      if (!over) await all(begun, end('COMMIT'));
      return { result, wake };
    } catch (error) {
      // A failed statement before the commit turned it into a rollback; either way the connection is out of the transaction.
      if (!over) await client.query('ROLLBACK').catch((failure: unknown) => void (broken = failure as Error));
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

/** The last one's result once all have settled; the last one's error before the others', for theirs follow from it. */
async function all<T>(first: Promise<unknown>, last: Promise<T>): Promise<T> {
  const [before, result] = await Promise.allSettled([first, last]);
  if (result.status === 'rejected') throw result.reason;
  if (before.status === 'rejected') throw before.reason;
  return result.value;
}

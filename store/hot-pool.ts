import pg from 'pg';
import { openPool } from './open-pool.ts';

export interface HotStatement {
  /** A named statement is planned once per connection. */
  readonly name: string;
  readonly text: string;
  readonly values: unknown[];
}

// Every statement of a hot path looks rows up by key. Planned once and kept, a plan made while tables were small would go
// on scanning them when they are not. Tables are joined in the order they are written.
const OPTIONS = ['plan_cache_mode=force_generic_plan', 'enable_hashjoin=off', 'enable_mergejoin=off', 'enable_seqscan=off', 'join_collapse_limit=1', 'jit=off'].map(option => `-c ${option}`).join(' ');

/** Statements over node-postgres as it is; the same role, the same wall. */
export class HotPool {
  readonly #pool: pg.Pool;
  readonly #notifying: pg.Pool;

  constructor(url: string, size: number, maxWaitMs: number, timeoutMs: number) {
    this.#pool = openPool({ connectionString: url, options: OPTIONS, max: size, connectionTimeoutMillis: maxWaitMs, statement_timeout: timeoutMs, idle_in_transaction_session_timeout: timeoutMs });
    this.#notifying = openPool({ connectionString: url, options: '-c synchronous_commit=off', max: 1, connectionTimeoutMillis: maxWaitMs, statement_timeout: timeoutMs });
  }

  /** Runs one statement in a transaction of its own inside the tenant's wall: one round trip. */
  async run<T extends pg.QueryResultRow>(tenantId: string, statement: HotStatement): Promise<T[]> {
    const client = await this.#pool.connect();
    let broken: Error | undefined;
    try {
      return await new Promise<T[]>((done, failed) => {
        client.query(new TenantStatement<T>(tenantId, statement, (error, results) => (error ? failed(error) : done(results.at(-1)?.rows ?? []))));
      });
    } catch (error) {
      // After anything but a violated constraint it is not known which statements the connection still has.
      if (!/^23/.test((error as { code?: string }).code ?? '')) broken = error as Error;
      throw error;
    } finally {
      client.release(broken);
    }
  }

  /** Wakes listeners; outside any transaction, and without waiting for the disk: losing one delays, it never loses. */
  async notify(payload: string): Promise<void> {
    await this.#notifying.query({ name: 'notify', text: "SELECT pg_notify('sigfollow', $1)", values: [payload] });
  }

  async close(): Promise<void> {
    await Promise.all([this.#pool.end(), this.#notifying.end()]);
  }
}

const SCOPE = 'hot_scope';
/** Sets the tenant and returns no row. */
const SCOPE_TEXT = "SELECT WHERE set_config('app.tenant_id', $1, true) IS NULL";
const scoped = new WeakSet<pg.Connection>();

/**
 * A statement and, before it, the tenant it is for, without a Sync between them: PostgreSQL runs what stands between two
 * Syncs as one transaction ("Pipelining", chapter 54.2.4 of its manual), so there is no BEGIN, no COMMIT, and one answer.
 */
class TenantStatement<T extends pg.QueryResultRow> extends pg.Query<T> {
  constructor(tenantId: string, statement: HotStatement, done: (error: Error | null | undefined, results: pg.QueryResult<T>[]) => void) {
    super(statement, done as never);
    const own = this.submit.bind(this);
    this.submit = connection => {
      connection.stream.cork();
      try {
        if (!scoped.has(connection)) connection.parse({ name: SCOPE, text: SCOPE_TEXT, types: [] }, true);
        scoped.add(connection);
        connection.bind({ statement: SCOPE, values: [tenantId] }, true);
        connection.execute(null, true);
        own(connection);
      } finally {
        connection.stream.uncork();
      }
    };
  }
}

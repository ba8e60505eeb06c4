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
  readonly #notifying: pg.Pool;

  constructor(url: string, size: number, maxWaitMs: number, timeoutMs: number) {
    this.#pool = new pg.Pool({ connectionString: url, options: OPTIONS, pipeline: true, max: size, connectionTimeoutMillis: maxWaitMs, statement_timeout: timeoutMs, idle_in_transaction_session_timeout: timeoutMs });
    this.#notifying = new pg.Pool({ connectionString: url, options: '-c synchronous_commit=off', max: 1, connectionTimeoutMillis: maxWaitMs, statement_timeout: timeoutMs });
    for (const pool of [this.#pool, this.#notifying]) pool.on('error', () => undefined);
  }

  /** Statements of one round trip are sent together (libpq calls it pipeline mode); each still waits for the one before. */
  async withTenant<T>(tenantId: string, work: (unit: HotUnit) => Promise<T>): Promise<{ result: T; wake: Wake }> {
    if (!/^[0-9a-f-]{36}$/.test(tenantId)) throw new Error('not a tenant id');
    const client = await this.#pool.connect();
    const transaction = new HotTransaction(client, tenantId);
    let broken: Error | undefined;
    try {
      const result = await work(transaction);
      await transaction.commit();
      return { result, wake: transaction.wake };
    } catch (error) {
      await transaction.rollback().catch((failure: unknown) => void (broken = failure as Error));
      // After anything but a violated constraint it is not known which statements the connection still has.
      if (!/^23/.test((error as { code?: string }).code ?? '')) broken ??= error as Error;
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

class HotTransaction implements HotUnit {
  readonly tenantId: string;
  readonly wake: Wake = { outbox: false, match: false, conversations: new Set() };
  readonly #client: pg.PoolClient;
  #state: 'new' | 'open' | 'over' = 'new';

  constructor(client: pg.PoolClient, tenantId: string) {
    this.#client = client;
    this.tenantId = tenantId;
  }

  async query<T extends pg.QueryResultRow>(statement: HotStatement): Promise<T[]> {
    return this.#together(() => [this.#begin(), this.#client.query<T>(statement), Promise.resolve()]);
  }

  async finish<T extends pg.QueryResultRow>(statement: HotStatement): Promise<T[]> {
    if (this.#state === 'new') return this.#alone(statement);
    // A statement that fails makes a rollback of the commit behind it.
    return this.#together(() => [this.#begin(), this.#client.query<T>(statement), this.#end('COMMIT')]);
  }

  async commit(): Promise<void> {
    if (this.#state === 'open') await this.#end('COMMIT');
  }

  async rollback(): Promise<void> {
    if (this.#state === 'open') await this.#end('ROLLBACK');
  }

  async #alone<T extends pg.QueryResultRow>(statement: HotStatement): Promise<T[]> {
    this.#state = 'over';
    return new Promise<T[]>((done, failed) => {
      this.#client.query(new TenantStatement<T>(this.tenantId, statement, (error, results) => (error ? failed(error) : done(results.at(-1)?.rows ?? []))));
    });
  }

  async #begin(): Promise<void> {
    if (this.#state !== 'new') return;
    this.#state = 'open';
    // The id was checked to be nothing but hexadecimal digits and dashes.
    await this.#client.query(`BEGIN; SELECT set_config('app.tenant_id', '${this.tenantId}', true)`);
  }

  async #end(word: 'COMMIT' | 'ROLLBACK'): Promise<void> {
    this.#state = 'over';
    const { command } = await this.#client.query(word);
    if (command !== word) throw new Error('the transaction had failed and was rolled back');
  }

  /** Sends what `submit` asks for in one piece; the rows of the one that has rows. The error is the statement's own, before those that follow from it. */
  async #together<T extends pg.QueryResultRow>(submit: () => readonly [Promise<void>, Promise<pg.QueryResult<T>>, Promise<void>]): Promise<T[]> {
    const { stream } = this.#client.connection;
    stream.cork();
    let sent;
    try {
      sent = submit();
    } finally {
      stream.uncork();
    }
    const [begun, result, ended] = await Promise.allSettled(sent);
    if (result.status === 'rejected') throw result.reason;
    for (const other of [begun, ended]) if (other.status === 'rejected') throw other.reason;
    return result.value.rows;
  }
}

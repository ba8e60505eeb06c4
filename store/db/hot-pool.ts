import pg from 'pg';
import { openPool } from './open-pool.ts';

/** A statement that is run only for its effect: its rows are not read. */
interface FirstStatement {
  readonly name: string;
  readonly text: string;
  readonly values: readonly string[];
}

export interface HotStatement {
  /** A named statement is planned once per connection. */
  readonly name: string;
  readonly text: string;
  readonly values: unknown[];
  /**
   * Runs first, in the same transaction, and returns no rows. As a statement of its own it has its own snapshot: if it
   * waits for a lock, the main statement sees what was committed meanwhile.
   */
  readonly first?: FirstStatement;
}

// Every statement of a hot path looks rows up by key. A plan is made once and kept, so one made while the tables were
// small would go on scanning them when they have grown. Tables are joined in the order in which they are written.
export const HOT_SETTINGS = [
  'plan_cache_mode=force_generic_plan',
  'enable_hashjoin=off',
  'enable_mergejoin=off',
  'enable_seqscan=off',
  'join_collapse_limit=1',
  'jit=off',
] as const;
const OPTIONS = HOT_SETTINGS.map(setting => `-c ${setting}`).join(' ');

/** Runs single statements on plain node-postgres, with the same role and the same row-level security. */
export class HotPool {
  readonly #pool: pg.Pool;
  readonly #notifying: pg.Pool;

  constructor(url: string, size: number, maxWaitMs: number, timeoutMs: number) {
    this.#pool = openPool({
      connectionString: url,
      options: OPTIONS,
      max: size,
      connectionTimeoutMillis: maxWaitMs,
      statement_timeout: timeoutMs,
      idle_in_transaction_session_timeout: timeoutMs,
    });
    this.#notifying = openPool({
      connectionString: url,
      options: '-c synchronous_commit=off',
      max: 1,
      connectionTimeoutMillis: maxWaitMs,
      statement_timeout: timeoutMs,
    });
  }

  /** Runs one statement in a transaction of its own under the tenant's row-level security, in one round trip. */
  async run<T extends pg.QueryResultRow>(tenantId: string, statement: HotStatement): Promise<T[]> {
    const client = await this.#pool.connect();
    let broken: Error | undefined;
    try {
      return await new Promise<T[]>((done, failed) => {
        client.query(
          new TenantStatement<T>(tenantId, statement, (error, results) =>
            error ? failed(error) : done(results.at(-1)?.rows ?? []),
          ),
        );
      });
    } catch (error) {
      // After any error but a constraint violation it is unknown which prepared statements the connection has, so it is
      // destroyed.
      if (!/^23/.test((error as { code?: string }).code ?? '')) broken = error as Error;
      throw error;
    } finally {
      client.release(broken);
    }
  }

  /**
   * Sends a NOTIFY as a statement of its own, without waiting for the disk: a lost notification only delays work, since
   * every listener also polls.
   */
  async notify(payload: string): Promise<void> {
    await this.#notifying.query({ name: 'notify', text: "SELECT pg_notify('sigfollow', $1)", values: [payload] });
  }

  async close(): Promise<void> {
    await Promise.all([this.#pool.end(), this.#notifying.end()]);
  }
}

const SCOPE = 'hot_scope';
/** Sets the tenant for the transaction and returns no row. */
const SCOPE_TEXT = "SELECT WHERE set_config('app.tenant_id', $1, true) IS NULL";
/** The statements prepared here on each connection, which node-postgres does not keep track of. */
const known = new WeakMap<pg.Connection, Set<string>>();

/** Sends a statement whose rows are not wanted, preparing it the first time. */
function begin(connection: pg.Connection, { name, text, values }: FirstStatement): void {
  const names = known.get(connection) ?? new Set();
  known.set(connection, names);
  if (!names.has(name)) connection.parse({ name, text, types: [] }, true);
  names.add(name);
  connection.bind({ statement: name, values: [...values] }, true);
  connection.execute(null, true);
}

/**
 * A statement, preceded by the one that sets its tenant, with no Sync message between them: PostgreSQL runs everything
 * between two Syncs as one transaction ("Pipelining", chapter 54.2.4 of its manual), so there is no BEGIN, no COMMIT,
 * and only one answer to wait for.
 */
class TenantStatement<T extends pg.QueryResultRow> extends pg.Query<T> {
  /**
   * How many statements the caller asked for, for code that counts them; the one that sets the tenant is not included.
   */
  readonly statements: number;

  constructor(
    tenantId: string,
    statement: HotStatement,
    done: (error: Error | null | undefined, results: pg.QueryResult<T>[]) => void,
  ) {
    super(statement, done as never);
    this.statements = statement.first === undefined ? 1 : 2;
    const own = this.submit.bind(this);
    this.submit = connection => {
      connection.stream.cork();
      try {
        begin(connection, { name: SCOPE, text: SCOPE_TEXT, values: [tenantId] });
        if (statement.first !== undefined) begin(connection, statement.first);
        own(connection);
      } finally {
        connection.stream.uncork();
      }
    };
  }
}

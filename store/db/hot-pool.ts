import pg from 'pg';
import { openPool } from './open-pool.ts';

/** A statement that is there for what it does. */
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
  /** Done before it in the same transaction; returns no rows, and what it waits for is seen by the one after it. */
  readonly first?: FirstStatement;
}

// Every statement of a hot path looks rows up by key. Planned once and kept, a plan made while tables were small would
// go on scanning them when they are not. Tables are joined in the order they are written.
export const HOT_SETTINGS = [
  'plan_cache_mode=force_generic_plan',
  'enable_hashjoin=off',
  'enable_mergejoin=off',
  'enable_seqscan=off',
  'join_collapse_limit=1',
  'jit=off',
] as const;
const OPTIONS = HOT_SETTINGS.map(setting => `-c ${setting}`).join(' ');

/** Statements over node-postgres as it is; the same role, the same wall. */
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

  /** Runs one statement in a transaction of its own inside the tenant's wall: one round trip. */
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
/** Names of the statements that a connection knows, of those that are not node-postgres's to know. */
const known = new WeakMap<pg.Connection, Set<string>>();

/** Asks for a statement of which no rows are wanted. */
function begin(connection: pg.Connection, { name, text, values }: FirstStatement): void {
  const names = known.get(connection) ?? new Set();
  known.set(connection, names);
  if (!names.has(name)) connection.parse({ name, text, types: [] }, true);
  names.add(name);
  connection.bind({ statement: name, values: [...values] }, true);
  connection.execute(null, true);
}

/**
 * A statement and, before it, the tenant it is for, without a Sync between them: PostgreSQL runs what stands between
 * two Syncs as one transaction ("Pipelining", chapter 54.2.4 of its manual), so there is no BEGIN, no COMMIT, and one
 * answer.
 */
class TenantStatement<T extends pg.QueryResultRow> extends pg.Query<T> {
  /** For whoever counts: the tenant's is none of anybody's asking. */
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

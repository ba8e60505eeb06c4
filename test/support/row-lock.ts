import pg from 'pg';
import { eventually } from './eventually.ts';
import { once } from './once.ts';
import { atFileEnd } from './running-test.ts';

/** A locked row: transactions that want to change it wait, and continue in the order in which they arrived. */
export interface HeldRow {
  /** Resolves when this many transactions (or more) wait for the row, directly or behind another one. */
  waiting(count: number): Promise<void>;
  letGo(): Promise<void>;
}

/**
 * Counts the backends blocked by this connection or by one that is itself blocked. Not from pg_stat_activity, whose
 * contents do not change within a transaction.
 */
const WAITING = `
  WITH RECURSIVE
    waiting AS (
      SELECT pid
      FROM pg_locks
      WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))
      UNION
      SELECT other.pid
      FROM pg_locks other JOIN waiting ON waiting.pid = ANY(pg_blocking_pids(other.pid))
      WHERE NOT other.granted
    )
  SELECT count(*)::int AS waiting
  FROM waiting`;

/**
 * Locks one row. PostgreSQL grants a row lock to those who wait in the order in which they arrived, so a test decides
 * who is first.
 * @param select which row, as the rest of a SELECT with one parameter: `conversation WHERE id = $1`.
 */
// FOR NO KEY UPDATE, as the product locks: inserting a row with a foreign key to this one does not wait.
export const holdRow = (adminUrl: string, select: string, id: string): Promise<HeldRow> =>
  hold(adminUrl, `SELECT 1 FROM ${select} FOR NO KEY UPDATE`, [id]);

/** Locks a whole table: every transaction that reads or writes it waits, in order. */
export const holdTable = (adminUrl: string, table: string): Promise<HeldRow> =>
  hold(adminUrl, `LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`, []);

async function hold(adminUrl: string, statement: string, values: readonly string[]): Promise<HeldRow> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  const letGo = once(async () => {
    await client.query('ROLLBACK');
    await client.end();
  });
  atFileEnd(letGo);
  await client.query('BEGIN');
  await client.query(statement, [...values]);
  return {
    letGo,
    waiting: async count =>
      void (await eventually(
        async () => (await client.query<{ waiting: number }>(WAITING)).rows[0]!.waiting,
        `${count} that wait for the row`,
        { until: seen => seen >= count },
      )),
  };
}

/**
 * Runs two operations that need a conversation's row at the same time, and makes sure that `first` gets the lock first.
 * @returns what each of them returned.
 */
export const atTheConversation = <A, B>(
  adminUrl: string,
  conversationId: string,
  first: () => Promise<A>,
  second: () => Promise<B>,
): Promise<[A, B]> => atTheRow(adminUrl, 'conversation WHERE id = $1', conversationId, first, second);

/** The same for any row; `select` as of `holdRow`. @throws when one of the two ends without waiting for the row. */
export async function atTheRow<A, B>(
  adminUrl: string,
  select: string,
  id: string,
  first: () => Promise<A>,
  second: () => Promise<B>,
): Promise<[A, B]> {
  const row = await holdRow(adminUrl, select, id);
  const started: Promise<unknown>[] = [];
  const start = <T>(work: () => Promise<T>): Promise<T> => {
    const running = work();
    started.push(running);
    return running;
  };
  const untilItWaits = async (running: Promise<unknown>): Promise<void> => {
    const early = running.then(result => {
      throw new Error(`ended without waiting for the row: ${JSON.stringify(result)}`);
    });
    early.catch(() => undefined);
    await Promise.race([row.waiting(started.length), early]);
  };
  try {
    const one = start(first);
    await untilItWaits(one);
    const two = start(second);
    await untilItWaits(two);
    await row.letGo();
    return await Promise.all([one, two]);
  } finally {
    await row.letGo();
    await Promise.allSettled(started);
  }
}

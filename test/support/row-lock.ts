import pg from 'pg';
import { eventually } from './eventually.ts';
import { once } from './once.ts';
import { atFileEnd } from './running-test.ts';

/** A row that is held: whoever wants to change it waits, and goes on in the order in which it came. */
export interface HeldRow {
  /** Resolves when this many wait for the row, each behind the one before. */
  waiting(count: number): Promise<void>;
  letGo(): Promise<void>;
}

/**
 * Whoever is blocked by us, or by somebody who is. Not from pg_stat_activity, which stays the same within a
 * transaction.
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
 * Holds one row. PostgreSQL gives a row that is let go to those who wait for it in the order in which they came, so a
 * test decides who is first.
 * @param select which row, as the rest of a SELECT with one parameter: `conversation WHERE id = $1`.
 */
// NO KEY, as the product locks: who only refers to the row does not wait.
export const holdRow = (adminUrl: string, select: string, id: string): Promise<HeldRow> =>
  hold(adminUrl, `SELECT 1 FROM ${select} FOR NO KEY UPDATE`, [id]);

/** Holds a whole table: whoever reads or writes it waits, in order. */
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
 * Two that want a conversation's row at the same time: the first of them gets it first.
 * @returns what each of them returned.
 */
export const atTheConversation = <A, B>(
  adminUrl: string,
  conversationId: string,
  first: () => Promise<A>,
  second: () => Promise<B>,
): Promise<[A, B]> => atTheRow(adminUrl, 'conversation WHERE id = $1', conversationId, first, second);

/** The same at another row; see `holdRow`. @throws when one of them ends without waiting for the row. */
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

import { AsyncLocalStorage } from 'node:async_hooks';
import pg from 'pg';

/** Runs a statement on the connection of a unit of work, while the unit lives. */
export type UnitQuery = (config: pg.QueryConfig) => Promise<pg.QueryResult>;

interface Loan {
  readonly query: UnitQuery;
  isOver: boolean;
}

/** On whose connection a transaction of Prisma's is to run, while that transaction is begun. */
const lent = new AsyncLocalStorage<Loan>();
let loans = 0;

/** Following what belongs to whom slows down every promise of the process: it ends with the last loan. */
function end(loan: Loan): void {
  if (loan.isOver) return;
  loan.isOver = true;
  loans -= 1;
  if (loans === 0) lent.disable();
}

/**
 * Has Prisma begin a transaction on a unit's connection, on which one has been begun already, and which somebody else
 * ends.
 * @param begin is told how to know, once the transaction has begun, that it is on that connection and on no other.
 */
export async function onConnection<T>(query: UnitQuery, begin: (isTaken: () => boolean) => Promise<T>): Promise<T> {
  const loan: Loan = { query, isOver: false };
  loans += 1;
  try {
    return await lent.run(loan, () => begin(() => loan.isOver));
  } finally {
    end(loan);
  }
}

/**
 * Connections of units of work. node-postgres and Prisma run on the same ones: a unit has one, on which either's
 * statements are one transaction.
 */
export class UnitPool extends pg.Pool {
  override connect(): Promise<pg.PoolClient>;
  override connect(
    callback: (
      error: Error | undefined,
      client: pg.PoolClient | undefined,
      done: (release?: Error | boolean) => void,
    ) => void,
  ): void;
  override connect(
    callback?: (
      error: Error | undefined,
      client: pg.PoolClient | undefined,
      done: (release?: Error | boolean) => void,
    ) => void,
  ): Promise<pg.PoolClient> | void {
    const loan = lent.getStore();
    if (loan === undefined || loan.isOver || callback !== undefined)
      return callback === undefined ? super.connect() : super.connect(callback);
    end(loan);
    return Promise.resolve(borrowed(loan.query));
  }
}

/** The words with which Prisma's adapter begins and ends a transaction. */
const BOUNDS = new Set(['BEGIN', 'COMMIT', 'ROLLBACK']);
const NOTHING = { command: '', rowCount: 0, oid: 0, fields: [], rows: [] };

/**
 * A unit's connection as Prisma sees it: it neither begins nor ends the unit's transaction, nor gives the connection
 * back.
 */
function borrowed(query: UnitQuery): pg.PoolClient {
  const seen = {
    query: (config: pg.QueryConfig): Promise<pg.QueryResult> =>
      BOUNDS.has(config.text) ? Promise.resolve(NOTHING) : query(config),
    release: () => undefined,
    // Errors of the connection are listened for already, by the pool.
    on: () => seen,
    removeListener: () => seen,
  };
  return seen as unknown as pg.PoolClient;
}

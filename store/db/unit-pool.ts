import { AsyncLocalStorage } from 'node:async_hooks';
import pg from 'pg';

/** Runs a statement on the connection of a unit of work, until that unit is over. */
export type UnitQuery = (config: pg.QueryConfig) => Promise<pg.QueryResult>;

interface Loan {
  readonly query: UnitQuery;
  isOver: boolean;
}

/** While Prisma begins a transaction: the unit's connection on which it has to run. */
const lent = new AsyncLocalStorage<Loan>();
let loans = 0;

/** An active AsyncLocalStorage slows down every promise of the process, so it is disabled with the last loan. */
function end(loan: Loan): void {
  if (loan.isOver) return;
  loan.isOver = true;
  loans -= 1;
  if (loans === 0) lent.disable();
}

/**
 * Makes Prisma run a transaction on the connection of a unit of work, inside the unit's own transaction: Prisma's
 * BEGIN, COMMIT and ROLLBACK are swallowed.
 * @param begin starts Prisma's transaction. Its argument tells, once that has begun, whether it got this connection.
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
 * The pool of connections for units of work, shared by node-postgres and Prisma: a unit has one connection, on which
 * the statements of both belong to one transaction.
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

/** The statements with which Prisma's adapter begins and ends a transaction. */
const BOUNDS = new Set(['BEGIN', 'COMMIT', 'ROLLBACK']);
const NOTHING = { command: '', rowCount: 0, oid: 0, fields: [], rows: [] };

/**
 * A unit's connection as Prisma gets it: through it, Prisma can neither begin nor end the unit's transaction, nor
 * release the connection.
 */
function borrowed(query: UnitQuery): pg.PoolClient {
  const seen = {
    query: (config: pg.QueryConfig): Promise<pg.QueryResult> =>
      BOUNDS.has(config.text) ? Promise.resolve(NOTHING) : query(config),
    release: () => undefined,
    // The pool already listens for errors of the connection.
    on: () => seen,
    removeListener: () => seen,
  };
  return seen as unknown as pg.PoolClient;
}

import type { Duplex } from 'node:stream';
import type pg from 'pg';
import type { ConversationEvent } from '../../domain/conversation/events.ts';
import type { Prisma, PrismaClient } from '../generated/client.ts';
import type { CommitNotifications } from './notifier.ts';
import { newWake } from './notifier.ts';
import type { Shape, Statement, Values } from './statement.ts';
import { inOrder } from './statement.ts';
import type { UnitQuery } from './unit-pool.ts';
import { onConnection } from './unit-pool.ts';

export type Transaction = Prisma.TransactionClient;

/** Runs declared statements in one transaction, in the order in which they are called. */
export interface Runs {
  /**
   * Calls that do not need each other's answers may be made without awaiting in between: they then share a round trip.
   * @returns the rows.
   */
  readonly run: <Takes extends Shape, Gives extends Shape>(
    statement: Statement<Takes, Gives>,
    values: Values<Takes>,
  ) => Promise<Values<Gives>[]>;
  /** @returns how many rows were written. */
  readonly write: <Takes extends Shape>(statement: Statement<Takes>, values: Values<Takes>) => Promise<number>;
}

/** One unit of work of one tenant: a transaction that sees that tenant's rows only. */
export interface TenantUnit extends Runs {
  readonly tenantId: string;
  /** Prisma, in the same transaction. */
  readonly tx: Transaction;
  /** Who is to be notified after the commit. */
  readonly wake: CommitNotifications;
  /** The events written in this unit so far, by conversation, in the order of their `seq`. */
  readonly written: Map<string, ConversationEvent[]>;
}

/** A unit of work ran out of time and was rolled back. */
export class UnitTimeoutError extends Error {
  override readonly name = 'UnitTimeoutError';
  readonly code = 'ETIMEDOUT';

  constructor(ms: number) {
    super(`a unit of work was not done within ${ms} ms and is undone`);
  }
}

/** Prisma's side of a unit: what it takes for a transaction of its own, inside the unit's. */
interface PrismaPart {
  readonly transaction: Promise<Transaction>;
  /** Resolves when Prisma is done with it. */
  readonly end: () => Promise<void>;
}

/** The socket below a node-postgres client, which its types do not expose. */
const wireOf = (client: pg.PoolClient): { readonly stream: Duplex } =>
  (client as unknown as { readonly connection: { readonly stream: Duplex } }).connection;

/** A transaction on a connection of its own. Its BEGIN is sent together with the first statement, in one round trip. */
export class Unit implements Runs {
  readonly #connection: pg.PoolClient;
  readonly #prisma: PrismaClient;
  readonly #opening: string;
  readonly wake = newWake();
  readonly tx: Transaction;
  #state: 'new' | 'open' | 'over' = 'new';
  #isGathering = false;
  #isLost = false;
  /** The error of the first statement that failed. */
  #failure: unknown;
  #withPrisma: PrismaPart | null = null;

  /** @param opening the statements that begin the transaction and set its tenant (or the platform). */
  constructor(connection: pg.PoolClient, prisma: PrismaClient, opening: string) {
    this.#connection = connection;
    this.#prisma = prisma;
    this.#opening = opening;
    this.tx = lazily(() => this.#inPrisma());
  }

  readonly run: Runs['run'] = async (statement, values) => (await this.#send(statement, values)).rows as never;

  readonly write: Runs['write'] = async (statement, values) => (await this.#send(statement, values)).rowCount ?? 0;

  #send(statement: Statement, values: Readonly<Record<string, unknown>>): Promise<pg.QueryResult> {
    return this.#query({ name: statement.name, text: statement.sql, values: inOrder(statement, values) });
  }

  /**
   * The opening is sent with the first statement, and statements issued in the same tick go out in one write to the
   * socket. Statements that come after a failed one are rejected with that first error, not with PostgreSQL's "current
   * transaction is aborted".
   */
  readonly #query: UnitQuery = config => {
    if (this.#state === 'over') return Promise.reject(new Error(OVER));
    this.#gather();
    if (this.#state === 'open') return this.#watched(this.#connection.query(config));
    this.#state = 'open';
    const opened = this.#watched(this.#connection.query(this.#opening)).catch((error: unknown) => {
      // Unknown whether a transaction was begun: the connection must not be used again.
      this.#isLost = true;
      throw error;
    });
    return Promise.all([opened, this.#watched(this.#connection.query(config))]).then(([, answer]) => answer);
  };

  #watched<T>(answer: Promise<T>): Promise<T> {
    return answer.catch((error: unknown) => {
      this.#failure ??= error;
      throw (error as { code?: unknown }).code === IN_FAILED_TRANSACTION ? this.#failure : error;
    });
  }

  #gather(): void {
    if (this.#isGathering) return;
    this.#isGathering = true;
    const { stream } = wireOf(this.#connection);
    stream.cork();
    queueMicrotask(() => {
      this.#isGathering = false;
      stream.uncork();
    });
  }

  #inPrisma(): Promise<Transaction> {
    if (this.#state === 'over') return Promise.reject(new Error(OVER));
    this.#withPrisma ??= this.#beginPrisma();
    return this.#withPrisma.transaction;
  }

  #beginPrisma(): PrismaPart {
    let end = (): void => undefined;
    const ended = new Promise<void>(resolve => (end = resolve));
    let whole = Promise.resolve();
    const transaction = new Promise<Transaction>((begun, failed) => {
      const inside =
        (isTaken: () => boolean) =>
        (tx: Transaction): Promise<void> => {
          if (!isTaken()) throw new Error('Prisma began a transaction on another connection than the unit’s');
          begun(tx);
          return ended;
        };
      // Prisma's time limits are off: the connection is there already, and the unit has a time limit of its own.
      whole = onConnection(this.#query, isTaken =>
        this.#prisma.$transaction(inside(isTaken), { maxWait: NEVER, timeout: NEVER }),
      ).catch(failed);
    });
    return {
      transaction,
      end: () => {
        end();
        return whole;
      },
    };
  }

  /** @throws when nothing was committed, because a statement had failed and its error was swallowed. */
  async commit(): Promise<void> {
    await this.#withPrisma?.end();
    const wasOpen = this.#state === 'open';
    this.#state = 'over';
    if (!wasOpen) return;
    const { command } = await this.#connection.query('COMMIT');
    if (command !== 'COMMIT')
      throw new Error('a statement of the unit of work failed and was passed over: nothing is kept', {
        cause: this.#failure,
      });
  }

  /** @throws when the connection must not be used again. */
  async rollBack(): Promise<void> {
    const wasOpen = this.#state === 'open';
    this.#state = 'over';
    await this.#withPrisma?.end();
    if (this.#isLost) throw new Error('a unit of work could not be begun', { cause: this.#failure });
    if (wasOpen) await this.#connection.query('ROLLBACK');
  }

  /** Aborts at once, even with a statement running, by destroying the connection; PostgreSQL then rolls back. */
  cut(): void {
    this.#state = 'over';
    wireOf(this.#connection).stream.destroy();
  }
}

const OVER = 'a statement came after its unit of work was over';
/** SQLSTATE in_failed_sql_transaction: an earlier statement of the transaction failed. */
const IN_FAILED_TRANSACTION = '25P02';

/** Switches off Prisma's own time limits (the longest delay that a timer of Node.js takes). */
const NEVER = 2 ** 31 - 1;

/**
 * Prisma's transaction client, which begins its transaction only when it is first used: a unit that never uses Prisma
 * does not pay for it.
 */
function lazily(open: () => Promise<Transaction>): Transaction {
  type Methods = Readonly<Record<string, (...values: unknown[]) => Promise<unknown>>>;
  const opened = open as () => Promise<unknown> as () => Promise<Methods & Readonly<Record<string, Methods>>>;
  const model = (name: string): Methods =>
    new Proxy(
      {},
      {
        get:
          (_, method: string) =>
          (...values: unknown[]) =>
            opened().then(tx => tx[name]?.[method]?.(...values)),
      },
    );
  const models = new Map<string, Methods>();
  return new Proxy(
    {},
    {
      get: (_, name) => {
        // Without this, awaiting the proxy would take it for a promise.
        if (typeof name !== 'string' || name === 'then') return undefined;
        if (name.startsWith('$'))
          return (...values: unknown[]) => opened().then(tx => (tx as Methods)[name]?.(...values));
        const known = models.get(name) ?? model(name);
        models.set(name, known);
        return known;
      },
    },
  ) as Transaction;
}

import { errorChain } from '../../config/process/error-chain.ts';
import { PrismaPg } from '@prisma/adapter-pg';
import type { Shape, Statement, Values } from './statement.ts';
import { inOrder } from './statement.ts';
import type { TenantUnit, Transaction } from './unit.ts';
import { Unit, UnitTimeoutError } from './unit.ts';
import { UnitPool } from './unit-pool.ts';
import { PrismaClient } from '../generated/client.ts';
import type { HotStatement } from './hot-pool.ts';
import { HotPool } from './hot-pool.ts';
import { Notifier } from './notifier.ts';
import { listenForErrors } from './open-pool.ts';

export type { TenantUnit, Transaction } from './unit.ts';

export interface DatabaseOptions {
  readonly url: string;
  readonly poolSize: number;
  /** How long a unit of work may wait for a connection, and how long it may run. */
  readonly maxWaitMs: number;
  readonly timeoutMs: number;
}

/** Prepared statements live as long as their connection. */
const IDLE_MS = 10 * 60_000;
/** Compiling costs more than such short statements take. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const OPTIONS = '-c jit=off';

/**
 * The application's database, as role `sigfollow_app`. Everything a tenant owns is reached through `withTenant`;
 * `directory` and `ask` reach what has none (a closed list, see decision 0004).
 */
export class Database {
  readonly #pool: UnitPool;
  readonly #prisma: PrismaClient;
  readonly #timeoutMs: number;
  readonly #hot: HotPool;
  readonly #listeners: ((wake: TenantUnit['wake']) => void)[] = [];
  readonly notifier: Notifier;

  constructor(options: DatabaseOptions) {
    this.#pool = listenForErrors(
      new UnitPool({
        connectionString: options.url,
        options: OPTIONS,
        max: options.poolSize,
        connectionTimeoutMillis: options.maxWaitMs,
        idleTimeoutMillis: IDLE_MS,
        statement_timeout: options.timeoutMs,
        idle_in_transaction_session_timeout: options.timeoutMs,
        // Statements leave when they are asked for, not when the one before is answered.
        ...{ pipeline: true },
      }),
    );
    this.#prisma = new PrismaClient({ adapter: new PrismaPg(this.#pool) });
    this.#hot = new HotPool(
      options.url,
      Math.max(2, Math.ceil(options.poolSize / 3)),
      options.maxWaitMs,
      options.timeoutMs,
    );
    this.notifier = new Notifier(payload => this.#hot.notify(payload));
    this.#timeoutMs = options.timeoutMs;
  }

  /** Runs `work` in one transaction inside the tenant's wall. Throwing rolls everything back. */
  async withTenant<T>(tenantId: string, work: (unit: TenantUnit) => Promise<T>): Promise<T> {
    if (!UUID.test(tenantId)) throw new Error('a tenant is named by a uuid');
    let wake: TenantUnit['wake'] | null = null;
    const result = await this.#inUnit(`BEGIN; SET LOCAL app.tenant_id = '${tenantId}'`, unit => {
      wake = unit.wake;
      return work({ tenantId, tx: unit.tx, wake: unit.wake, run: unit.run, write: unit.write, written: new Map() });
    });
    if (wake !== null) {
      this.notifier.add(tenantId, wake);
      for (const listener of this.#listeners) listener(wake);
    }
    return result;
  }

  /** Told at once which units of work this process has committed, by whom they wake. */
  onCommit(listener: (wake: TenantUnit['wake']) => void): void {
    this.#listeners.push(listener);
  }

  /** For hot paths: one bare statement as one transaction, planned once per connection. Waking is the caller's. */
  async runHot<T extends Record<string, unknown>>(tenantId: string, statement: HotStatement): Promise<T[]> {
    return this.#hot.run<T>(tenantId, statement);
  }

  /** One declared statement as one transaction, in one trip. Waking is the caller's. */
  async runAlone<Takes extends Shape, Gives extends Shape>(
    tenantId: string,
    statement: Statement<Takes, Gives>,
    values: Values<Takes>,
  ): Promise<Values<Gives>[]> {
    return this.#hot.run<Values<Gives>>(tenantId, {
      name: statement.name,
      text: statement.sql,
      values: inOrder(statement, values),
    });
  }

  /** Statements of a tenant as `runAlone` runs them, for whoever needs no unit of work. */
  alone(tenantId: string): Pick<TenantUnit, 'tenantId' | 'run'> {
    return { tenantId, run: (statement, values) => this.runAlone(tenantId, statement, values) };
  }

  /** For SUPER_ADMINs: the platform's own rows (items that belong to no tenant). */
  async withPlatform<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.#inUnit("BEGIN; SET LOCAL app.platform = 'on'", unit => work(unit.tx));
  }

  /** A declared statement about what has no tenant: the directory's functions. */
  async ask<Takes extends Shape, Gives extends Shape>(
    statement: Statement<Takes, Gives>,
    values: Values<Takes>,
  ): Promise<Values<Gives>[]> {
    const { rows } = await this.#pool.query({
      name: statement.name,
      text: statement.sql,
      values: inOrder(statement as Statement, values),
    });
    return rows as Values<Gives>[];
  }

  /** What has no tenant: the directory's functions, counters, unrouted quarantine (insert only). */
  get directory(): Pick<PrismaClient, 'quarantine' | '$queryRaw' | '$executeRaw'> {
    return this.#prisma;
  }

  /** One transaction on a connection of its own, which is given back as it was, or not at all. */
  async #inUnit<T>(opening: string, work: (unit: Unit) => Promise<T>): Promise<T> {
    const connection = await this.#pool.connect();
    const unit = new Unit(connection, this.#prisma, opening);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        unit.cut();
        reject(new UnitTimeoutError(this.#timeoutMs));
      }, this.#timeoutMs);
    });
    let isAsItWas = false;
    try {
      const result = await Promise.race([work(unit), late]);
      await Promise.race([unit.commit(), late]);
      isAsItWas = true;
      return result;
    } catch (error) {
      isAsItWas = await Promise.race([unit.rollBack(), late]).then(
        () => true,
        () => false,
      );
      throw error;
    } finally {
      clearTimeout(timer);
      connection.release(!isAsItWas);
    }
  }

  /**
   * Small and capital letters of all scripts are told apart by the database's locale; under `C` words in other scripts
   * would not be found.
   * @throws when it is not one of UTF-8 (such as C.UTF-8).
   */
  async checkLocale(): Promise<void> {
    const [row] = await this.#prisma.$queryRaw<{ fits: boolean; locale: string }[]>`
      SELECT
        lower('ÉДΣ') = 'éдσ'
        AND current_setting('server_encoding') = 'UTF8' AS fits,
        (SELECT datctype FROM pg_database WHERE datname = current_database()) AS locale`;
    if (row?.fits !== true)
      throw new Error(
        `The database has the locale ${row?.locale ?? '?'}; SigFollow needs one of UTF-8, such as C.UTF-8 (createdb --encoding=UTF8 --locale=C.UTF-8 --template=template0).`,
      );
  }

  /**
   * Whether the directory can be reached through its functions only; not so between an upgrade and its contract step
   * (decision 0024).
   */
  async hasDirectoryWall(): Promise<boolean> {
    const [row] = await this.#prisma.$queryRaw<
      { open: boolean }[]
    >`SELECT has_table_privilege('public.directory_credential', 'SELECT') AS open`;
    return row?.open === false;
  }

  /** Resolves when the database answers. */
  async ping(): Promise<void> {
    await this.#prisma.$queryRaw`SELECT 1`;
  }

  async close(): Promise<void> {
    await this.notifier.close();
    await this.#prisma.$disconnect();
    await Promise.all([this.#pool.end(), this.#hot.close()]);
  }
}

/** SQLSTATE of a database error, wherever Prisma and its adapter put it; null for other errors. */
export function sqlState(error: unknown): string | null {
  for (const at of errorChain(error)) {
    const { code, originalCode, meta } = at as {
      code?: unknown;
      originalCode?: unknown;
      meta?: { driverAdapterError?: unknown };
    };
    if (typeof originalCode === 'string') return originalCode;
    const inner = meta?.driverAdapterError === undefined ? null : sqlState(meta.driverAdapterError);
    if (inner !== null) return inner;
    if (code === 'P2034') return '40001';
    if (code === 'P2002') return '23505';
    // Codes of Node.js have letters only; each of PostgreSQL's has a digit.
    if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && /\d/.test(code) && !/^P[12]\d{3}$/.test(code))
      return code;
  }
  return null;
}

/** Deadlock or serialisation failure: the same unit of work may be tried again as it is. */
export function isRetryable(error: unknown): boolean {
  const state = sqlState(error);
  return state === '40P01' || state === '40001';
}

/**
 * What was asked cannot be stored or computed, and never will be: a data exception (class 22: a text with U+0000, a
 * number or a time out of range, JSON that is none) or something larger than PostgreSQL can take (class 54: an index
 * row, JSON nested too deep). Asking again says the same.
 */
export function isInputFault(error: unknown): boolean {
  return /^(22|54)/.test(sqlState(error) ?? '');
}

/**
 * The database cannot be reached or cannot take work now: nothing is wrong with what was asked. Of errors with a
 * SQLSTATE faults of the input, violated constraints (23) and our own mistakes (42) are about the request.
 */
export function isUnavailable(error: unknown): boolean {
  const state = sqlState(error);
  if (state !== null) return !isInputFault(error) && !/^(23|42)/.test(state) && !isRetryable(error);
  for (const at of errorChain(error)) {
    const { code, name, message = '' } = at as { code?: unknown; name?: unknown; message?: string };
    if (name === 'PrismaClientInitializationError' || name === 'PrismaClientRustPanicError') return true;
    if (
      typeof code === 'string' &&
      (/^P10\d\d$/.test(code) ||
        ['P2024', 'P2028', 'P2037', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND'].includes(code))
    )
      return true;
    if (
      /connection (terminated|timeout)|is not queryable|timeout exceeded when trying to connect|can't reach database/i.test(
        message,
      )
    )
      return true;
  }
  return false;
}

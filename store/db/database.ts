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
  /** How long a unit of work may wait for a connection. */
  readonly maxWaitMs: number;
  /** How long a unit of work, and each statement, may run. */
  readonly timeoutMs: number;
}

/** Idle connections are kept this long, since prepared statements are lost with their connection. */
const IDLE_MS = 10 * 60_000;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** JIT compilation takes longer than statements as short as ours. */
const OPTIONS = '-c jit=off';

/**
 * The application's database, as role `sigfollow_app`. A tenant's data is reached through `withTenant`, `runHot`,
 * `runAlone` and `alone`, all under row-level security; `directory` and `ask` reach the tables without a tenant (a
 * closed list, see decision 0004).
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
        // Pipelining: a statement is sent at once, without waiting for the answer to the one before.
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

  /**
   * Runs `work` in one transaction under the tenant's row-level security. If it throws, everything is rolled back; once
   * it is committed, whoever is named in `unit.wake` is notified.
   * @throws UnitTimeoutError when it takes longer than `timeoutMs`.
   */
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

  /** Calls `listener` with the `wake` of every unit of work that this process commits, without the delay of NOTIFY. */
  onCommit(listener: (wake: TenantUnit['wake']) => void): void {
    this.#listeners.push(listener);
  }

  /**
   * For hot paths: one bare statement in a transaction of its own, planned once per connection. It wakes nobody: that
   * is left to the caller.
   */
  async runHot<T extends Record<string, unknown>>(tenantId: string, statement: HotStatement): Promise<T[]> {
    return this.#hot.run<T>(tenantId, statement);
  }

  /** Runs one declared statement in a transaction of its own, in one round trip. It wakes nobody. */
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

  /** A tenant's `run` for callers that need no unit of work: each statement runs as by `runAlone`. */
  alone(tenantId: string): Pick<TenantUnit, 'tenantId' | 'run'> {
    return { tenantId, run: (statement, values) => this.runAlone(tenantId, statement, values) };
  }

  /** One transaction that sees the platform's own rows (items that belong to no tenant); for SUPER_ADMINs. */
  async withPlatform<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.#inUnit("BEGIN; SET LOCAL app.platform = 'on'", unit => work(unit.tx));
  }

  /** Runs a declared statement outside any tenant: the directory's functions. */
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

  /** Prisma, for what belongs to no tenant: the directory's functions, counters, unrouted quarantine (insert only). */
  get directory(): Pick<PrismaClient, 'quarantine' | '$queryRaw' | '$executeRaw'> {
    return this.#prisma;
  }

  /** One transaction on a connection of its own, which is released clean, or else destroyed. */
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
   * Letter case is folded by the database's locale; under `C` only ASCII letters are, and search would miss words in
   * other scripts.
   * @throws when the locale is not a UTF-8 one (such as C.UTF-8).
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
   * Whether the directory can only be reached through its functions. False between an upgrade and its contract step,
   * while its tables can still be read directly (decision 0024).
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

/** The SQLSTATE of a database error, wherever Prisma and its adapter have put it; null for any other error. */
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
    // Tells a SQLSTATE, which always has a digit, from a code of Node.js, which has none (EPIPE), or Prisma's (P2002).
    if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && /\d/.test(code) && !/^P[12]\d{3}$/.test(code))
      return code;
  }
  return null;
}

/** A deadlock or a serialization failure: the same unit of work may simply be tried again. */
export function isRetryable(error: unknown): boolean {
  const state = sqlState(error);
  return state === '40P01' || state === '40001';
}

/**
 * The input can never be stored or computed, so there is no point in retrying: a data exception (SQLSTATE class 22: a
 * text with U+0000, a number or a time out of range, invalid JSON) or a limit of PostgreSQL exceeded (class 54: an
 * index row too large, JSON nested too deep).
 */
export function isInputFault(error: unknown): boolean {
  return /^(22|54)/.test(sqlState(error) ?? '');
}

/**
 * The database cannot be reached, or cannot work at the moment; nothing is wrong with the request. This holds for every
 * SQLSTATE but input faults (see `isInputFault`), constraint violations (class 23), syntax and access errors (class 42,
 * our own mistakes), and what `isRetryable` covers.
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

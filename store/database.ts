import { PrismaPg } from '@prisma/adapter-pg';
import type { Prisma} from './generated/client.ts';
import { PrismaClient } from './generated/client.ts';
import type { HotStatement } from './hot-pool.ts';
import { HotPool } from './hot-pool.ts';
import type { Wake } from './notifier.ts';
import { Notifier, newWake } from './notifier.ts';

export type Transaction = Prisma.TransactionClient;

/** One unit of work of one tenant: a transaction that sees that tenant's rows only. */
export interface TenantUnit {
  readonly tenantId: string;
  readonly tx: Transaction;
  /** Who is to be woken after the commit. */
  readonly wake: Wake;
}

export interface DatabaseOptions {
  readonly url: string;
  readonly poolSize: number;
  /** How long a unit of work may wait for a connection, and how long it may run. */
  readonly maxWaitMs: number;
  readonly timeoutMs: number;
}

/**
 * The application's database, as role `sigfollow_app`. Everything a tenant owns is reached through `withTenant`;
 * `directory` reaches what has none (a closed list, see decision 0004).
 */
export class Database {
  readonly #prisma: PrismaClient;
  readonly #limits: { maxWait: number; timeout: number };
  readonly #hot: HotPool;
  readonly notifier: Notifier;

  constructor(options: DatabaseOptions) {
    this.#prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: options.url, max: options.poolSize, connectionTimeoutMillis: options.maxWaitMs }) });
    this.#hot = new HotPool(options.url, Math.max(2, Math.ceil(options.poolSize / 3)), options.maxWaitMs, options.timeoutMs);
    this.notifier = new Notifier(payload => this.#hot.notify(payload));
    this.#limits = { maxWait: options.maxWaitMs, timeout: options.timeoutMs };
  }

  /** Runs `work` in one transaction inside the tenant's wall. Throwing rolls everything back. */
  async withTenant<T>(tenantId: string, work: (unit: TenantUnit) => Promise<T>): Promise<T> {
    const wake = newWake();
    const result = await this.#prisma.$transaction(async tx => {
      await tx.$executeRaw`SELECT set_config('app.tenant_id', ${tenantId}, true)`;
      return work({ tenantId, tx, wake });
    }, this.#limits);
    this.notifier.add(tenantId, wake);
    return result;
  }

  /** For hot paths: one bare statement as one transaction, planned once per connection. Waking is the caller's. */
  async runHot<T extends Record<string, unknown>>(tenantId: string, statement: HotStatement): Promise<T[]> {
    return this.#hot.run<T>(tenantId, statement);
  }

  /** For SUPER_ADMINs: the platform's own rows (items that belong to no tenant). */
  async withPlatform<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.#prisma.$transaction(async tx => {
      await tx.$executeRaw`SELECT set_config('app.platform', 'on', true)`;
      return work(tx);
    }, this.#limits);
  }

  /** What has no tenant: the directory's functions, counters, unrouted quarantine (insert only). */
  get directory(): Pick<PrismaClient, 'quarantine' | '$queryRaw' | '$executeRaw'> {
    return this.#prisma;
  }

  /**
   * Small and capital letters of all scripts are told apart by the database's locale; under `C` words in other scripts would
   * not be found. @throws when it is not one of UTF-8 (such as C.UTF-8).
   */
  async checkLocale(): Promise<void> {
    const [row] = await this.#prisma.$queryRaw<{ fits: boolean; locale: string }[]>`SELECT lower('ÉДΣ') = 'éдσ' AND current_setting('server_encoding') = 'UTF8' AS fits, (SELECT datctype FROM pg_database WHERE datname = current_database()) AS locale`;
    if (row?.fits !== true) throw new Error(`The database has the locale ${row?.locale ?? '?'}; SigFollow needs one of UTF-8, such as C.UTF-8 (createdb --encoding=UTF8 --locale=C.UTF-8 --template=template0).`);
  }

  /** Whether the directory can be reached through its functions only; not so between an upgrade and its contract step (decision 0024). */
  async hasDirectoryWall(): Promise<boolean> {
    const [row] = await this.#prisma.$queryRaw<{ open: boolean }[]>`SELECT has_table_privilege('public.directory_credential', 'SELECT') AS open`;
    return row?.open === false;
  }

  /** Resolves when the database answers. */
  async ping(): Promise<void> {
    await this.#prisma.$queryRaw`SELECT 1`;
  }

  async close(): Promise<void> {
    await this.notifier.close();
    await Promise.all([this.#prisma.$disconnect(), this.#hot.close()]);
  }
}

/** SQLSTATE of a database error, wherever Prisma and its adapter put it; null for other errors. */
export function sqlState(error: unknown): string | null {
  for (const at of chain(error)) {
    const { code, originalCode, meta } = at as { code?: unknown; originalCode?: unknown; meta?: { driverAdapterError?: unknown } };
    if (typeof originalCode === 'string') return originalCode;
    const inner = meta?.driverAdapterError === undefined ? null : sqlState(meta.driverAdapterError);
    if (inner !== null) return inner;
    if (code === 'P2034') return '40001';
    if (code === 'P2002') return '23505';
    if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && !/^P[12]\d{3}$/.test(code)) return code;
  }
  return null;
}

/** Deadlock or serialisation failure: the same unit of work may be tried again as it is. */
export function isRetryable(error: unknown): boolean {
  const state = sqlState(error);
  return state === '40P01' || state === '40001';
}

/**
 * What was asked cannot be stored or computed, and never will be: a data exception (class 22: a text with U+0000, a number
 * or a time out of range, JSON that is none) or something larger than PostgreSQL can take (class 54: an index row, JSON
 * nested too deep). Asking again says the same.
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
  for (const at of chain(error)) {
    const { code, name, message = '' } = at as { code?: unknown; name?: unknown; message?: string };
    if (name === 'PrismaClientInitializationError' || name === 'PrismaClientRustPanicError') return true;
    if (typeof code === 'string' && (/^P10\d\d$/.test(code) || ['P2024', 'P2028', 'P2037', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND'].includes(code))) return true;
    if (/connection (terminated|timeout)|timeout exceeded when trying to connect|can't reach database/i.test(message)) return true;
  }
  return false;
}

/** The error and its causes; adapters put plain objects among them. */
function* chain(error: unknown): Generator<object> {
  for (let at = error, depth = 0; typeof at === 'object' && at !== null && depth < 6; at = (at as { cause?: unknown }).cause, depth++) yield at;
}

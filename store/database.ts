import { PrismaPg } from '@prisma/adapter-pg';
import type { Prisma} from './generated/client.ts';
import { PrismaClient } from './generated/client.ts';
import type { Wake } from './notifier.ts';
import { Notifier } from './notifier.ts';

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
 * `directory` reaches the tables without a tenant (a closed list, see docs/decisions).
 */
export class Database {
  readonly #prisma: PrismaClient;
  readonly #limits: { maxWait: number; timeout: number };
  readonly notifier: Notifier;

  constructor(options: DatabaseOptions) {
    this.#prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: options.url, max: options.poolSize, connectionTimeoutMillis: options.maxWaitMs }) });
    this.#limits = { maxWait: options.maxWaitMs, timeout: options.timeoutMs };
    this.notifier = new Notifier(payload => this.#prisma.$executeRaw`SELECT pg_notify('sigfollow', ${payload})`);
  }

  /** Runs `work` in one transaction inside the tenant's wall. Throwing rolls everything back. */
  async withTenant<T>(tenantId: string, work: (unit: TenantUnit) => Promise<T>): Promise<T> {
    const wake: Wake = { outbox: false, match: false, conversations: new Set() };
    const result = await this.#prisma.$transaction(async tx => {
      await tx.$executeRaw`SELECT set_config('app.tenant_id', ${tenantId}, true)`;
      return work({ tenantId, tx, wake });
    }, this.#limits);
    this.notifier.add(tenantId, wake);
    return result;
  }

  /** For SUPER_ADMINs: the platform's own rows (items that belong to no tenant). */
  async withPlatform<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.#prisma.$transaction(async tx => {
      await tx.$executeRaw`SELECT set_config('app.platform', 'on', true)`;
      return work(tx);
    }, this.#limits);
  }

  /** The tables without a tenant: directory, platform users, counters, unrouted quarantine (insert only). */
  get directory(): Pick<PrismaClient, 'directoryNumber' | 'directoryWaba' | 'directoryCredential' | 'platformUser' | 'quarantine' | '$queryRaw' | '$executeRaw'> {
    return this.#prisma;
  }

  /** Resolves when the database answers. */
  async ping(): Promise<void> {
    await this.#prisma.$queryRaw`SELECT 1`;
  }

  async close(): Promise<void> {
    await this.notifier.close();
    await this.#prisma.$disconnect();
  }
}

/** SQLSTATE of a database error, wherever Prisma put it; null for other errors. */
export function sqlState(error: unknown): string | null {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    const { code, meta } = at as { code?: unknown; meta?: { driverAdapterError?: { cause?: { originalCode?: string } }; code?: string } };
    const original = meta?.driverAdapterError?.cause?.originalCode ?? (at as { originalCode?: string }).originalCode;
    if (typeof original === 'string') return original;
    if (code === 'P2034') return '40001';
    if (code === 'P2002') return '23505';
    if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && !code.startsWith('P2')) return code;
  }
  return null;
}

/** Deadlock or serialisation failure: the same unit of work may be tried again as it is. */
export function isRetryable(error: unknown): boolean {
  const state = sqlState(error);
  return state === '40P01' || state === '40001';
}

/** The database cannot be reached or cannot take work now: nothing is wrong with what was asked. */
export function isUnavailable(error: unknown): boolean {
  const state = sqlState(error);
  if (state !== null) return /^(08|57P|53)/.test(state);
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    const code = (at as { code?: unknown }).code;
    if (code === 'P1001' || code === 'P1002' || code === 'P1008' || code === 'P1017' || code === 'P2024' || code === 'P2028') return true;
    if (code === 'ECONNREFUSED' || code === 'ECONNRESET' || code === 'EPIPE' || code === 'ETIMEDOUT') return true;
    if (/connection (terminated|timeout)|timeout exceeded when trying to connect|Can't reach database/i.test(at.message)) return true;
  }
  return false;
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { Database, TenantUnit } from './database.ts';
import { isRetryable } from './database.ts';

const TRIES = 5;

/**
 * Runs a unit of work, up to five times in all when the database picks it as the victim of a deadlock or a
 * serialization conflict. `work` must be safe to repeat: nothing of a failed try is kept in the database.
 */
export async function withRetries<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= TRIES || !isRetryable(error)) throw error;
      await sleep(Math.random() * 20 * attempt);
    }
  }
}

/** Runs a unit of work of a tenant, with retries after deadlocks and serialization conflicts. */
export type UnitOfWork = <T>(tenantId: string, work: (unit: TenantUnit) => Promise<T>) => Promise<T>;
export const unitOfWork =
  (database: Pick<Database, 'withTenant'>): UnitOfWork =>
  (tenantId, work) =>
    withRetries(() => database.withTenant(tenantId, work));

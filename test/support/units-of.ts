import type { TenantUnit } from '../../store/db/database.ts';
import type { Stack } from './stack.ts';

/**
 * A function that runs `work` in a unit of work of the first tenant.
 * @param stack called each time, because the stack is created later.
 */
export const unitsOf =
  (stack: () => Stack) =>
  <T>(work: (unit: TenantUnit) => Promise<T>): Promise<T> =>
    stack().db.database.withTenant(stack().tenants[0]!.id, work);

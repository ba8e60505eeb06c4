import type { TenantUnit } from '../../store/db/database.ts';
import type { Stack } from './stack.ts';

/** Does something in one unit of work of the first tenant. @param stack asked at each call: it is made later. */
export const unitsOf =
  (stack: () => Stack) =>
  <T>(work: (unit: TenantUnit) => Promise<T>): Promise<T> =>
    stack().db.database.withTenant(stack().tenants[0]!.id, work);

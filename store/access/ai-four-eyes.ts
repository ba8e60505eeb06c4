import type { TenantUnit } from '../db/database.ts';

/** Whether AI policies and articles only take effect once somebody other than the author has approved them. */
export async function wantsAiFourEyes({ tx, tenantId }: TenantUnit): Promise<boolean> {
  return (await tx.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { aiFourEyes: true } })).aiFourEyes;
}

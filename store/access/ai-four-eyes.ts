import type { TenantUnit } from '../db/database.ts';

/** Whether AI policies and articles take effect only when another person than the author agreed. */
export async function wantsAiFourEyes({ tx, tenantId }: TenantUnit): Promise<boolean> {
  return (await tx.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { aiFourEyes: true } })).aiFourEyes;
}

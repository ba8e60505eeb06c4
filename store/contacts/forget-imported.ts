import type { TenantUnit } from '../db/database.ts';
import { Prisma } from '../generated/client.ts';

/** Takes out of imports what they hold of contacts that are erased; that there was a line stays. */
export async function forgetImported({ tx, tenantId }: TenantUnit, contactIds: readonly string[]): Promise<void> {
  await tx.contactImportLine.updateMany({
    where: { tenantId, contactId: { in: [...contactIds] } },
    data: { contactId: null, phone: null, wanted: Prisma.DbNull, changes: Prisma.DbNull },
  });
}

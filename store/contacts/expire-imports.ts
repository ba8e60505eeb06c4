import type { TenantUnit } from '../db/database.ts';
import { RUNNING } from './imports.ts';

/** Lines that are deleted in one sweep. */
const EXPIRED_AT_ONCE = 5_000;

/**
 * Forgets the lines of imports whose time has come, and what their files were called; one that nobody went on with ends.
 * @param at epoch milliseconds.
 */
export async function expireImports({ tx, tenantId }: TenantUnit, at: number): Promise<void> {
  const due = { tenantId, expiresAt: { lte: new Date(at) }, state: { notIn: [...RUNNING] } };
  const rows = await tx.contactImport.findMany({
    where: { ...due, rows: { some: {} } },
    select: { id: true },
    take: 100,
  });
  const ids = rows.map(({ id }) => id);
  // The rest with the next sweeps: no unit is long.
  await tx.$executeRaw`
    DELETE FROM contact_import_line
    WHERE tenant_id = ${tenantId}::uuid
      AND (import_id, line) IN (
        SELECT import_id, line
        FROM contact_import_line
        WHERE tenant_id = ${tenantId}::uuid AND import_id = ANY(${ids}::uuid[])
        LIMIT ${EXPIRED_AT_ONCE}
      )`;
  await tx.contactImport.updateMany({ where: { ...due, fileName: { not: null } }, data: { fileName: null } });
  await tx.contactImport.updateMany({
    where: { ...due, state: 'checked' },
    data: { state: 'canceled', endedAt: new Date(at) },
  });
}

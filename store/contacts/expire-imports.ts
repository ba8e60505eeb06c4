/** What of imports is kept no longer: files that are read, and lines whose time has come. */
import type { TenantUnit } from '../db/database.ts';
import { RUNNING } from './imports.ts';

/** Lines of imports that have expired, deleted in one sweep. */
const EXPIRED_AT_ONCE = 5_000;

/** Files that have been read, or never will be, and are to be erased. */
export async function filesOfImports({
  tx,
  tenantId,
}: TenantUnit): Promise<{ readonly id: string; readonly objectKey: string }[]> {
  const rows = await tx.contactImport.findMany({
    where: { tenantId, state: { not: 'checking' }, objectKey: { not: null } },
    select: { id: true, objectKey: true },
    take: 1_000,
  });
  return rows.flatMap(({ id, objectKey }) => (objectKey === null ? [] : [{ id, objectKey }]));
}

/** The file of an import is gone, and its key is forgotten. */
export async function noteFileErased({ tx, tenantId }: TenantUnit, id: string): Promise<void> {
  await tx.contactImport.updateMany({ where: { tenantId, id }, data: { objectKey: null, dataKey: null } });
}

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

import type { TenantUnit } from '../database.ts';

/** Takes away what was to be kept for a while only: trials, questions nothing answered, and exports whose authorisation is over. */
export async function purgeExpired({ tx, tenantId }: TenantUnit, at: number): Promise<void> {
  const now = new Date(at);
  await tx.aiTrial.deleteMany({ where: { tenantId, expiresAt: { lte: now } } });
  await tx.kbGap.deleteMany({ where: { tenantId, expiresAt: { lte: now } } });
  // Without their key the bytes are noise from here on.
  await tx.trainingExport.updateMany({ where: { tenantId, state: { not: 'deleted' }, grant: { expiresAt: { lte: now } } }, data: { state: 'deleted', dataKey: null, endedAt: now } });
}

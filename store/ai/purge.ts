import type { TenantUnit } from '../db/database.ts';
import { expireDrafts } from '../conversation/drafts.ts';
import { expireExports } from './training.ts';

/**
 * Takes away what was to be kept for a while only: trials, questions nothing answered, drafts of people, and exports
 * whose authorisation is over.
 */
export async function purgeExpired(unit: TenantUnit, at: number): Promise<void> {
  const { tx, tenantId } = unit;
  const now = new Date(at);
  await tx.aiTrial.deleteMany({ where: { tenantId, expiresAt: { lte: now } } });
  await tx.kbGap.deleteMany({ where: { tenantId, expiresAt: { lte: now } } });
  await expireDrafts(unit, at);
  await expireExports(unit, at);
}

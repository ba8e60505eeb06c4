import type { TenantUnit } from '../db/database.ts';
import { expireImports } from '../contacts/expire-imports.ts';
import { expireDrafts } from '../conversation/drafts.ts';
import { expireExports } from './training.ts';

/**
 * Deletes what has expired: trials, unanswered questions, lines of imports, people's drafts, and exports whose authorisation has ended.
 * @param at epoch milliseconds.
 */
export async function purgeExpired(unit: TenantUnit, at: number): Promise<void> {
  const { tx, tenantId } = unit;
  const now = new Date(at);
  await tx.aiTrial.deleteMany({ where: { tenantId, expiresAt: { lte: now } } });
  await tx.kbGap.deleteMany({ where: { tenantId, expiresAt: { lte: now } } });
  await expireImports(unit, at);
  await expireDrafts(unit, at);
  await expireExports(unit, at);
}

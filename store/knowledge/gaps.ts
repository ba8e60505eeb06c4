import type { TenantUnit } from '../db/database.ts';
import type { PageCursor } from '../db/keyset.ts';
import { happenedBefore } from '../db/keyset.ts';
import type { KbGap } from '../generated/client.ts';

/**
 * A page of gaps (questions that no article answered), latest first, without those expired at `at` (epoch
 * milliseconds).
 */
export function listGaps(
  { tx, tenantId }: TenantUnit,
  { after, limit }: { readonly after: PageCursor | null; readonly limit: number },
  at: number,
): Promise<KbGap[]> {
  return tx.kbGap.findMany({
    where: { tenantId, expiresAt: { gt: new Date(at) }, ...happenedBefore(after) },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: limit,
  });
}

import type { TenantUnit } from '../db/database.ts';
import type { PageCursor } from '../db/keyset.ts';
import { happenedBefore } from '../db/keyset.ts';
import type { KbGap } from '../generated/client.ts';

/** Questions that nothing answered and that are still kept at `at` (epoch milliseconds), the latest first. */
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

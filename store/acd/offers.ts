/** Offers as agents see them. */
import type { TenantUnit } from '../db/database.ts';
import type { Offer } from '../generated/client.ts';

const MOST_LISTED = 500;

/** Offers that wait for an answer, oldest first, at most 500. @param agentId whose; null for everybody's. */
export function listLiveOffers({ tx, tenantId }: TenantUnit, agentId: string | null): Promise<Offer[]> {
  return tx.offer.findMany({
    where: { tenantId, state: 'offered', ...(agentId === null ? {} : { agentId }) },
    orderBy: [{ offeredAt: 'asc' }, { id: 'asc' }],
    take: MOST_LISTED,
  });
}

/** Records why the agent refused an offer, in the agent's own words. */
export async function noteOfferReason({ tx }: TenantUnit, offerId: string, reason: string): Promise<void> {
  await tx.offer.update({ where: { id: offerId }, data: { reason } });
}

/** Offers as agents see them. */
import { previewOf } from '../../domain/whatsapp/words.ts';
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

export function findOffer({ tx, tenantId }: TenantUnit, id: string): Promise<Offer | null> {
  return tx.offer.findFirst({ where: { tenantId, id } });
}

/** The names of the skills that a conversation needs now, in the order of the alphabet. */
export async function namesOfNeeds({ tx, tenantId }: TenantUnit, conversationId: string): Promise<string[]> {
  const rows = await tx.$queryRaw<{ name: string }[]>`
    SELECT s.name
    FROM conversation c
      CROSS JOIN LATERAL jsonb_array_elements(c.needs) need
      JOIN skill s ON s.tenant_id = c.tenant_id AND s.id = (need ->> 'skillId')::uuid
    WHERE c.tenant_id = ${tenantId}::uuid AND c.id = ${conversationId}::uuid
    ORDER BY s.name`;
  return rows.map(({ name }) => name);
}

/**
 * How the customer began since the conversation was opened or last reopened, as lists show a message (`previewOf`); null:
 * with no words. Reactions, edits and deletions begin nothing.
 */
export async function firstWords({ tx, tenantId }: TenantUnit, conversationId: string): Promise<string | null> {
  const begun = await tx.conversationEvent.findFirst({
    where: { tenantId, conversationId, type: { in: ['opened', 'reopened'] } },
    orderBy: { seq: 'desc' },
    select: { at: true },
  });
  const first = await tx.message.findFirst({
    where: {
      tenantId,
      conversationId,
      direction: 'inbound',
      kind: { notIn: ['reaction', 'edit', 'revoke'] },
      ...(begun === null ? {} : { receivedAt: { gte: begun.at } }),
    },
    orderBy: [{ at: 'asc' }, { id: 'asc' }],
    select: { kind: true, content: true },
  });
  return first === null ? null : previewOf(first.kind, first.content as Readonly<Record<string, unknown>> | null);
}

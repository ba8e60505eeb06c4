import { HAPPENINGS } from '../../domain/whatsapp/inbound.ts';
import { CLOCK_SKEW_MS } from '../../domain/whatsapp/times.ts';
import type { TenantUnit } from '../db/database.ts';

export interface LastInbound {
  readonly id: string;
  readonly wamid: string | null;
  readonly numberId: string;
}

/**
 * The contact's latest message, not counting reactions, edits, deletions and WhatsApp's notices. Earlier releases
 * stored times in the future as they came; a message with such a time counts only when there is no other, or else it
 * would stay the latest for ever.
 * @param at now, epoch milliseconds.
 */
export async function lastInbound(
  { tx, tenantId }: TenantUnit,
  conversationId: string,
  at: number,
): Promise<LastInbound | null> {
  const latest = (until: Date | null): Promise<LastInbound | null> =>
    tx.message.findFirst({
      where: {
        tenantId,
        conversationId,
        direction: 'inbound',
        kind: { notIn: [...HAPPENINGS] },
        ...(until === null ? {} : { at: { lte: until } }),
      },
      orderBy: [{ at: 'desc' }, { id: 'desc' }],
      select: { id: true, wamid: true, numberId: true },
    });
  return (await latest(new Date(at + CLOCK_SKEW_MS))) ?? latest(null);
}

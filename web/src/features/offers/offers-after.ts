import type { Me, Offer } from '../../lib/api/types.ts';
import type { Changed, FeedEvent } from '../../lib/live/messages.ts';

interface Made {
  readonly offerId: string;
  readonly agentId: string;
}

/** The offers that an event makes (EventData of `offered` and `broadcast`). */
function madeBy({ type, data }: FeedEvent): readonly Made[] {
  if (type === 'offered') return [data as unknown as Made];
  return type === 'broadcast' ? (data['offers'] as readonly Made[]) : [];
}

/** Whether an event ends an offer of a conversation for this agent. */
function ends({ type, data }: FeedEvent, offer: Offer): boolean {
  if (type === 'broadcast_declined' || type === 'offer_ended') return data['offerId'] === offer.id;
  return type === 'broadcast_ended' || type === 'offer_accepted';
}

/** What is offered to an agent after these events. Offers of conversations that are not offered any more are gone. */
export function offersAfter(offers: readonly Offer[], { conversations, events, gone }: Changed, me: Me): Offer[] {
  const now = new Map(offers.map(offer => [offer.id, offer]));
  const shown = new Map(conversations.map(({ conversation }) => [conversation.id, conversation]));
  for (const event of events) {
    for (const offer of now.values())
      if (offer.conversationId === event.conversationId && ends(event, offer)) now.delete(offer.id);
    for (const { offerId, agentId } of madeBy(event))
      if (agentId === me.id)
        now.set(offerId, {
          id: offerId,
          conversationId: event.conversationId,
          queueId: shown.get(event.conversationId)?.queueId ?? '',
          agentId,
          state: 'offered',
          offeredAt: event.at,
          expiresAt: new Date(Number(event.data['expiresAt'])).toISOString(),
          endedAt: null,
        });
  }
  return [...now.values()].filter(({ conversationId }) => {
    const conversation = shown.get(conversationId);
    return !gone.includes(conversationId) && (conversation === undefined || conversation.state === 'offered');
  });
}

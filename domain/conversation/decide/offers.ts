/** Offers: to whom a conversation is offered, and how an offer ends: accepted, rejected, expired or rescinded. */
import type { NewEvent, OfferEnd } from '../events.ts';
import type { QueuePolicy } from '../settings.ts';
import type { ConversationState } from '../state.ts';
import type { Decision, Refusal } from './decision.ts';
import { accept, refuse } from './decision.ts';

/** Offers a waiting conversation to one agent. */
export function offer(
  state: ConversationState,
  agentId: string,
  offerId: string,
  queue: QueuePolicy,
  at: number,
): Decision {
  if (state.phase !== 'queued') return refuse('conversation_not_active');
  return accept(offerOf(agentId, offerId, queue, at));
}

/** The event that offers a conversation to one agent; the offer holds the agent's capacity. */
export function offerOf(agentId: string, offerId: string, queue: QueuePolicy, at: number): NewEvent {
  return { type: 'offered', data: { offerId, agentId, weight: queue.weight, expiresAt: at + queue.acceptTimeoutMs } };
}

/** A broadcast to several agents at once; it holds no capacity until one of them accepts. */
export function offerToSeveral(
  state: ConversationState,
  offers: readonly { readonly agentId: string; readonly offerId: string }[],
  queue: QueuePolicy,
  at: number,
): Decision {
  if (state.phase !== 'queued') return refuse('conversation_not_active');
  return accept({
    type: 'broadcast',
    data: { offers: offers.map(each => ({ ...each, weight: queue.weight })), expiresAt: at + queue.acceptTimeoutMs },
  });
}

/** Looked up by the caller: when the first excluded agent may be offered it again, epoch milliseconds; null: none. */
export type Excluded = number | null;

/** The state decides, not the clock: an overdue offer can be accepted until it has been expired. */
export function acceptOffer(
  state: ConversationState,
  offerId: string,
  agentId: string,
  assignmentId: string,
): Decision {
  const refused = offerRefusal(state, offerId, agentId);
  return refused ?? accept({ type: 'offer_accepted', data: { offerId, agentId, assignmentId } });
}

/** The agent rejects an offer; in a broadcast the other offers stay live as long as there are any. */
export function rejectOffer(
  state: ConversationState,
  offerId: string,
  agentId: string,
  at: number,
  queue: QueuePolicy,
  excluded: Excluded,
): Decision {
  const refused = offerRefusal(state, offerId, agentId);
  if (refused !== null) return refused;
  if (state.broadcast.length > 1)
    return accept({ type: 'broadcast_declined', data: { offerId, agentId, excludedUntil: at + queue.excludeMs } });
  return accept(endOffer(state, 'rejected', at + queue.excludeMs, excluded));
}

/**
 * Due from `offerExpiresAt` on; before, it is refused with `not_due` and the stored deadline. All offers of a broadcast
 * expire together, whichever one is named.
 */
export function expireOffer(
  state: ConversationState,
  offerId: string,
  at: number,
  queue: QueuePolicy,
  excluded: Excluded,
): Decision {
  if (agentOffered(state, offerId) === null) return refuse('offer_not_live');
  if (state.offerExpiresAt !== null && at < state.offerExpiresAt) return refuse('not_due', state.offerExpiresAt);
  return accept(endOffer(state, 'expired', at + queue.excludeMs, excluded));
}

/** The events that withdraw the live offers, before a change that makes them void; empty if there are none. */
export function rescind(state: ConversationState): NewEvent[] {
  return state.phase === 'offered' ? [endOffer(state, 'rescinded', null, null)] : [];
}

function endOffer(state: ConversationState, end: OfferEnd, excludedUntil: number | null, excluded: Excluded): NewEvent {
  const ends = [excludedUntil, excluded].filter(time => time !== null);
  if (state.broadcast.length > 0)
    return {
      type: 'broadcast_ended',
      data: { end, excludedUntil, retryAt: ends.length === 0 ? null : Math.min(...ends) },
    };
  if (state.offerId === null || state.agentId === null) throw new Error('no live offer');
  return {
    type: 'offer_ended',
    data: {
      offerId: state.offerId,
      agentId: state.agentId,
      end,
      excludedUntil,
      retryAt: ends.length === 0 ? null : Math.min(...ends),
    },
  };
}

function offerRefusal(state: ConversationState, offerId: string, agentId: string): Refusal | null {
  const offered = agentOffered(state, offerId);
  if (offered === null) return refuse('offer_not_live');
  return offered === agentId ? null : refuse('offer_not_yours');
}

/** The agent to whom the offer was made; null if the offer is not live. */
function agentOffered({ phase, offerId, agentId, broadcast }: ConversationState, wanted: string): string | null {
  if (phase !== 'offered') return null;
  return offerId === wanted ? agentId : (broadcast.find(each => each.offerId === wanted)?.agentId ?? null);
}

/** Offers: to whom a conversation is offered, and how an offer ends: accepted, rejected, expired or rescinded. */
import type { NewEvent, OfferEnd } from '../events.ts';
import type { QueuePolicy } from '../settings.ts';
import type { ConversationState } from '../state.ts';
import type { Decision, Refusal } from './decision.ts';
import { accept, refuse } from './decision.ts';

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

/** To one agent, whose capacity it holds from now on. */
export function offerOf(agentId: string, offerId: string, queue: QueuePolicy, at: number): NewEvent {
  return { type: 'offered', data: { offerId, agentId, weight: queue.weight, expiresAt: at + queue.acceptTimeoutMs } };
}

/** To several agents at once; none of their capacity is held until one accepts. */
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

/**
 * When an agent who missed or refused the conversation before may be offered it again, as the caller found it: the
 * first of several; null: nobody is excluded.
 */
export type Excluded = number | null;

/** State decides, not the clock: an offer that nobody expired yet can still be accepted. */
export function acceptOffer(
  state: ConversationState,
  offerId: string,
  agentId: string,
  assignmentId: string,
): Decision {
  const refused = offerRefusal(state, offerId, agentId);
  return refused ?? accept({ type: 'offer_accepted', data: { offerId, agentId, assignmentId } });
}

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
 * Due from `offerExpiresAt` on; earlier it answers `not_due` with the stored deadline. Of several offers at once all
 * expire, whichever is named.
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

/** Whom the offer was made to; null when it is not live. */
function agentOffered({ phase, offerId, agentId, broadcast }: ConversationState, wanted: string): string | null {
  if (phase !== 'offered') return null;
  return offerId === wanted ? agentId : (broadcast.find(each => each.offerId === wanted)?.agentId ?? null);
}

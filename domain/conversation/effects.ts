import type { NewEvent, OfferEnd } from './events.ts';
import type { BroadcastOffer, ConversationState } from './state.ts';

/** What an event changes besides the conversation's own row. The store applies it in the event's transaction. */
export type Effect =
  | {
      readonly kind: 'offer_made';
      readonly offerId: string;
      readonly agentId: string;
      readonly queueId: string;
      readonly weight: number;
      readonly expiresAt: number;
      /** Whether the offer holds capacity of its agent. */ readonly charged: boolean;
    }
  | {
      readonly kind: 'offer_over';
      readonly offerId: string;
      readonly agentId: string;
      readonly end: OfferEnd | 'accepted';
      readonly excludedUntil: number | null;
    }
  | {
      readonly kind: 'assignment_made';
      readonly assignmentId: string;
      readonly agentId: string;
      readonly queueId: string;
      readonly weight: number;
    }
  | {
      readonly kind: 'assignment_phase';
      readonly assignmentId: string;
      readonly phase: 'active' | 'wrapping' | 'done';
      readonly wrapUpEndsAt: number | null;
    }
  | { readonly kind: 'capacity'; readonly agentId: string; readonly delta: number }
  /** A match may have become possible in this queue: the matcher is to look. */
  | { readonly kind: 'match'; readonly queueId: string };

/**
 * The effects of one event, given the state before it. `match` effects name only the conversation's own queue; the
 * other queues of an agent whose capacity was released are found by the store.
 * @throws Error if the state lacks an id that its phase requires.
 */
export function effectsOf(before: ConversationState, event: NewEvent): Effect[] {
  switch (event.type) {
    case 'opened':
    case 'reopened':
      return [{ kind: 'match', queueId: event.data.queueId }];
    case 'enqueued':
      return [...assignmentOver(before), { kind: 'match', queueId: event.data.queueId }];
    case 'offered': {
      const { offerId, agentId, weight, expiresAt } = event.data;
      return [
        { kind: 'offer_made', offerId, agentId, queueId: required(before.queueId), weight, expiresAt, charged: true },
        { kind: 'capacity', agentId, delta: weight },
      ];
    }
    case 'offer_accepted': {
      const { offerId, agentId, assignmentId } = event.data;
      const uncharged = before.broadcast.find(each => each.offerId === offerId);
      return [
        { kind: 'offer_over', offerId, agentId, end: 'accepted', excludedUntil: null },
        ...before.broadcast.filter(each => each !== uncharged).map(each => over(each, 'canceled', null)),
        {
          kind: 'assignment_made',
          assignmentId,
          agentId,
          queueId: required(before.queueId),
          weight: uncharged?.weight ?? before.weight,
        },
        ...(uncharged === undefined ? [] : [{ kind: 'capacity', agentId, delta: uncharged.weight } as const]),
      ];
    }
    case 'offer_ended': {
      const { offerId, agentId, end, excludedUntil } = event.data;
      return [
        { kind: 'offer_over', offerId, agentId, end, excludedUntil },
        { kind: 'capacity', agentId, delta: -before.weight },
        { kind: 'match', queueId: required(before.queueId) },
      ];
    }
    case 'broadcast':
      return event.data.offers.map(({ offerId, agentId, weight }) => ({
        kind: 'offer_made',
        offerId,
        agentId,
        queueId: required(before.queueId),
        weight,
        expiresAt: event.data.expiresAt,
        charged: false,
      }));
    case 'broadcast_declined':
      return [
        {
          kind: 'offer_over',
          offerId: event.data.offerId,
          agentId: event.data.agentId,
          end: 'rejected',
          excludedUntil: event.data.excludedUntil,
        },
      ];
    case 'broadcast_ended':
      return [
        ...before.broadcast.map(each => over(each, event.data.end, event.data.excludedUntil)),
        { kind: 'match', queueId: required(before.queueId) },
      ];
    case 'match_retried':
    case 'widened':
      return [{ kind: 'match', queueId: required(before.queueId) }];
    case 'assigned': {
      const { assignmentId, agentId, weight } = event.data;
      return [
        ...assignmentOver(before),
        { kind: 'assignment_made', assignmentId, agentId, queueId: required(before.queueId), weight },
        { kind: 'capacity', agentId, delta: weight },
      ];
    }
    case 'wrap_up_started':
      return [
        {
          kind: 'assignment_phase',
          assignmentId: required(before.assignmentId),
          phase: 'wrapping',
          wrapUpEndsAt: event.data.endsAt,
        },
      ];
    case 'message_received':
      return before.phase === 'wrapping'
        ? [
            {
              kind: 'assignment_phase',
              assignmentId: required(before.assignmentId),
              phase: 'active',
              wrapUpEndsAt: null,
            },
          ]
        : [];
    case 'closed':
    case 'bot_started':
    case 'snoozed':
      return assignmentOver(before);
    default:
      return [];
  }
}

const over = ({ offerId, agentId }: BroadcastOffer, end: OfferEnd, excludedUntil: number | null): Effect => ({
  kind: 'offer_over',
  offerId,
  agentId,
  end,
  excludedUntil,
});

function assignmentOver(before: ConversationState): Effect[] {
  if (before.assignmentId === null || before.agentId === null) return [];
  return [
    { kind: 'assignment_phase', assignmentId: before.assignmentId, phase: 'done', wrapUpEndsAt: null },
    { kind: 'capacity', agentId: before.agentId, delta: -before.weight },
  ];
}

function required(id: string | null): string {
  if (id === null) throw new Error('the state lacks an id that its phase requires');
  return id;
}

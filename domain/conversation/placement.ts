import type { EventType } from './events.ts';

/** The queue and agent that have a conversation; they decide who may see it. */
export interface Placement {
  readonly queueId: string | null;
  readonly agentId: string | null;
}

/**
 * Events that may change a conversation's queue or agent. All others leave both as they are; a test checks that.
 */
const MOVES: ReadonlySet<string> = new Set<EventType>([
  'opened',
  'reopened',
  'enqueued',
  'offered',
  'offer_accepted',
  'offer_ended',
  'broadcast_ended',
  'assigned',
  'bot_started',
  'snoozed',
  'closed',
  'erased',
]);

/** Whether an event of this type may change the conversation's queue or agent. */
export function movesConversation(type: string): boolean {
  return MOVES.has(type);
}

import type { EventType } from './events.ts';

/** With whom a conversation is: what decides who sees it. */
export interface Placement {
  readonly queueId: string | null;
  readonly agentId: string | null;
}

/**
 * Events that may give a conversation to another queue or agent, or take it from one. All others leave it where it is
 * (held by a test).
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

/** Whether an event of this type may change with whom the conversation is. */
export function movesConversation(type: string): boolean {
  return MOVES.has(type);
}

/** Decisions about the AI's part in a conversation. Results of a turn are accepted only while that turn is current. */
import type { EventData, HandOverReason } from '../events.ts';
import type { ConversationState, SkillNeed } from '../state.ts';
import { firstStepAt, maxWaitAt } from '../settings.ts';
import { isOpen } from '../state.ts';
import type { Decision } from './decision.ts';
import { accept, refuse } from './decision.ts';
import type { QueueRouting } from './routing.ts';

/** The tenant's AI settings for a conversation: burst collection, deadline, assistance. */
export type Engagement = EventData['bot_started'];

/** The AI takes over: a conversation from the queue, or one that its agent hands to the AI. */
export function startBot(state: ConversationState, engagement: Engagement): Decision {
  if (!isOpen(state.phase)) return refuse('conversation_closed');
  if (state.phase === 'bot') return refuse('already_done');
  if (state.phase === 'offered') return refuse('conversation_not_active');
  return accept({ type: 'bot_started', data: engagement });
}

/**
 * A refusal unless turn `number` is the current one; null if it is. A person's answer ends the turn: `message_queued` in
 * `fold.ts`, where `queueMessage` (`sends.ts`) has set `answers`.
 */
export function turnRefusal(state: ConversationState, number: number): Decision | null {
  return state.ai?.turn?.number === number ? null : refuse('turn_not_current');
}

/**
 * Ends the current turn. `closesAt` (epoch milliseconds): the conversation is closed then unless the contact writes.
 */
export function endTurn(
  state: ConversationState,
  number: number,
  outcome: 'answered' | 'clarified' | 'suggested' | 'nothing',
  closesAt?: number,
): Decision {
  return (
    turnRefusal(state, number) ??
    accept({ type: 'turn_ended', data: { number, outcome, ...(closesAt === undefined ? {} : { closesAt }) } })
  );
}

/** Why the AI hands over, and how the conversation then waits for people. */
export interface HandOver {
  readonly reason: HandOverReason;
  readonly queue: QueueRouting;
  readonly priority: number;
  readonly needs: readonly SkillNeed[];
}

/**
 * The AI hands over to people. The waiting time begins at `at`, because until then the AI answered.
 * @param number the turn that decided to hand over; null: none did.
 */
export function handOver(
  state: ConversationState,
  number: number | null,
  { reason, queue, priority, needs }: HandOver,
  at: number,
): Decision {
  if (state.phase !== 'bot') return refuse('ai_not_in_charge');
  const refused = number === null ? null : turnRefusal(state, number);
  if (refused !== null) return refused;
  return accept(
    ...(state.ai?.turn == null
      ? []
      : [{ type: 'turn_ended', data: { number: state.ai.turn.number, outcome: 'handed_over' } } as const]),
    { type: 'handed_over', data: { reason } },
    {
      type: 'enqueued',
      data: {
        queueId: queue.id,
        enqueuedAt: at,
        priority,
        needs,
        stepAt: firstStepAt(queue, at),
        maxWaitAt: maxWaitAt(queue, at),
      },
    },
  );
}

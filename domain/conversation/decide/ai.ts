/** What the AI does to a conversation. Whatever it began is legal only while its turn is the current one. */
import type { EventData, HandOverReason } from '../events.ts';
import type { ConversationState, SkillNeed } from '../state.ts';
import { firstStepAt, maxWaitAt } from '../settings.ts';
import { isOpen } from '../state.ts';
import type { Decision } from './decision.ts';
import { accept, refuse } from './decision.ts';
import type { QueueRouting } from './routing.ts';

/** How the tenant wants the AI to gather and to give up. */
export type Engagement = EventData['bot_started'];

/** The AI answers from now on: from the line, or handed back by its agent. */
export function startBot(state: ConversationState, engagement: Engagement): Decision {
  if (!isOpen(state.phase)) return refuse('conversation_closed');
  if (state.phase === 'bot') return refuse('already_done');
  if (state.phase === 'offered') return refuse('conversation_not_active');
  return accept({ type: 'bot_started', data: engagement });
}

/** Whether the turn may still lead to something. */
export function turnRefusal(state: ConversationState, number: number): Decision | null {
  return state.ai?.turn?.number === number ? null : refuse('turn_not_current');
}

/** The AI has said what it had to; `closesAt`: the conversation is closed then unless the contact writes. */
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

/** Where people take over from the AI. */
export interface HandOver {
  readonly reason: HandOverReason;
  readonly queue: QueueRouting;
  readonly priority: number;
  readonly needs: readonly SkillNeed[];
}

/**
 * People are in charge from now on: the contact waits from this moment, since until now it was answered.
 * @param number the turn that decided so; null: none did.
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

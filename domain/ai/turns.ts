/** Planning of AI turns: which events plan one, and when it is due. */
import type { NewEvent } from '../conversation/events.ts';
import type { AiTurn, ConversationState } from '../conversation/state.ts';

/**
 * The AI turn that follows an event, given the state after it; empty if none does. A burst of messages is one turn:
 * each further message postpones it by `quietMs`, but not beyond `capMs` after the first, and never moves its deadline.
 */
export function turnAfter(state: ConversationState, event: NewEvent, at: number): NewEvent[] {
  const { ai } = state;
  if (ai === null || ai.mode === 'off') return [];
  const kind: AiTurn['kind'] = ai.mode === 'answer' ? 'answer' : 'suggest';
  const said =
    (event.type === 'message_received' && event.data.windowExpiresAt !== null) ||
    (event.type === 'message_noted' && event.data.revises === true);
  const heard = said && (kind === 'answer' ? state.phase === 'bot' : state.phase === 'active');
  // An agent who gets a waiting conversation finds a draft of an answer at once.
  const begun =
    kind === 'suggest' && state.phase === 'active' && (event.type === 'offer_accepted' || event.type === 'assigned');
  const waits = event.type === 'bot_started' && event.data.waiting;
  if (!heard && !begun && !waits) return [];
  const since = ai.turn?.since ?? at;
  const dueAt = begun || waits ? at : Math.max(at, Math.min(at + ai.quietMs, since + ai.capMs));
  return [
    {
      type: 'turn_planned',
      data: {
        number: ai.lastTurn + 1,
        kind,
        since,
        dueAt,
        deadlineAt: ai.turn?.deadlineAt ?? Math.max(dueAt, since + ai.capMs) + ai.deadlineMs,
      },
    },
  ];
}

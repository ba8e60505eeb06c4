/** When the AI is to say something: which events plan a turn. */
import type { NewEvent } from '../conversation/events.ts';
import type { AiTurn, ConversationState } from '../conversation/state.ts';

/**
 * The turn that follows an event, on the state after it. A burst of the contact is one turn: each further message puts
 * it off, but not for longer than the cap after the first, and never its deadline.
 */
export function turnAfter(state: ConversationState, event: NewEvent, at: number): NewEvent[] {
  const { ai } = state;
  if (ai === null || ai.mode === 'off') return [];
  const kind: AiTurn['kind'] = ai.mode === 'answer' ? 'answer' : 'suggest';
  const said =
    (event.type === 'message_received' && event.data.windowExpiresAt !== null) ||
    (event.type === 'message_noted' && event.data.revises === true);
  const heard = said && (kind === 'answer' ? state.phase === 'bot' : state.phase === 'active');
  // Whoever gets a conversation that waited finds a draft for what was asked.
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

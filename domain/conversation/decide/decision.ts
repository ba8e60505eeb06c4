import type { NewEvent } from '../events.ts';

/** Stable codes, which the API returns as `code` of a problem; a code is never renamed. */
export type RefusalCode =
  | 'conversation_closed'
  | 'conversation_not_closed'
  | 'conversation_not_active'
  | 'conversation_erased'
  | 'offer_not_live'
  | 'offer_not_yours'
  | 'not_due'
  | 'window_closed'
  | 'already_done'
  | 'message_not_cancelable'
  | 'message_not_resendable'
  | 'attempt_not_current'
  | 'same_agent'
  | 'not_assigned_to_you'
  | 'not_waiting'
  | 'number_paused'
  | 'contact_blocked'
  | 'disposition_required'
  | 'turn_not_current'
  | 'ai_not_in_charge';

export interface Refusal {
  readonly refused: RefusalCode;
  /** The stored deadline behind the refusal, epoch milliseconds: when it becomes due, or when the window closed. */
  readonly deadline?: number | null;
}
export interface Accepted {
  readonly events: readonly NewEvent[];
}
export type Decision = Accepted | Refusal;

export function isRefusal(decision: Decision): decision is Refusal {
  return 'refused' in decision;
}

export const refuse = (refused: RefusalCode, deadline?: number | null): Refusal =>
  deadline === undefined ? { refused } : { refused, deadline };
export const accept = (...events: NewEvent[]): Accepted => ({ events });

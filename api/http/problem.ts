import type { RefusalCode } from '../../domain/conversation/decide.ts';

/** The members of a problem (RFC 9457), and how it is sent. */
export interface ProblemFields {
  readonly status: number;
  /** Stable, as callers branch on it; never renamed. */
  readonly code: string;
  readonly title: string;
  readonly detail?: string;
  /** The field of the request that is wrong, as a path. */
  readonly field?: string;
  /** Further members of the answer. */
  readonly extra?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Thrown to answer a request with RFC 9457 problem details. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly fields: ProblemFields;
  constructor(fields: ProblemFields) {
    super(fields.code);
    this.fields = fields;
  }
}

/**
 * A problem to throw; its `type` is made from the code.
 * @param title a sentence for people, the same for every occurrence of the code on a route; `more.detail` is for what
 * differs.
 */
export function problem(
  status: number,
  code: string,
  title: string,
  more: Partial<Omit<ProblemFields, 'status' | 'code' | 'title'>> = {},
): ProblemError {
  return new ProblemError({ status, code, title, ...more });
}

export const notFound = (what = 'The resource'): ProblemError => problem(404, 'not_found', `${what} does not exist.`);

const REFUSALS: Readonly<Record<RefusalCode | 'conversation_not_found', readonly [number, string]>> = {
  conversation_not_found: [404, 'The conversation does not exist.'],
  conversation_closed: [409, 'The conversation is closed.'],
  conversation_not_closed: [409, 'The conversation is not closed.'],
  conversation_not_active: [409, 'The conversation is not in a state that allows this.'],
  conversation_erased: [409, 'The conversation was erased.'],
  offer_not_live: [409, 'The offer is over: it was accepted, rejected, expired or taken back.'],
  offer_not_yours: [403, 'The offer was made to another agent.'],
  turn_not_current: [409, 'The AI is asked something else by now.'],
  ai_not_in_charge: [409, 'The AI does not answer this conversation.'],
  not_due: [409, 'It is too early for this.'],
  window_closed: [
    409,
    'The customer-service window is closed: WhatsApp takes free-form messages only within 24 hours of the contact’s last message.',
  ],
  number_paused: [
    409,
    'The business number is paused: WhatsApp refuses what it sends. An administrator can see why and let it send again.',
  ],
  contact_blocked: [409, 'The contact is blocked on this number: WhatsApp lets nobody write to it.'],
  already_done: [409, 'This happened already.'],
  message_not_cancelable: [409, 'The message cannot be taken back any more.'],
  disposition_required: [422, 'The queue wants to know what the conversation was about.'],
  not_waiting: [409, 'The conversation does not wait any more: it is offered to somebody, or somebody has it.'],
  message_not_resendable: [409, 'Only a message that failed or whose outcome is unknown can be sent again.'],
  attempt_not_current: [409, 'Another attempt is under way.'],
  same_agent: [409, 'The conversation is with this agent already.'],
  not_assigned_to_you: [403, 'Only the agent the conversation is assigned to, or an administrator, may do this.'],
};

/** The problem for a refusal of the state machine; `deadline` (epoch milliseconds) says when it closed or is due. */
export function refusalProblem(refusal: {
  readonly refused: RefusalCode | 'conversation_not_found';
  readonly deadline?: number | null;
}): ProblemError {
  const [status, title] = REFUSALS[refusal.refused];
  const time =
    refusal.deadline === undefined || refusal.deadline === null ? null : new Date(refusal.deadline).toISOString();
  const extra =
    refusal.refused === 'window_closed' ? { closedAt: time } : refusal.refused === 'not_due' ? { dueAt: time } : {};
  if (refusal.refused === 'disposition_required')
    return problem(status, refusal.refused, title, { field: 'dispositionId' });
  return problem(status, refusal.refused === 'conversation_not_found' ? 'not_found' : refusal.refused, title, {
    extra,
  });
}

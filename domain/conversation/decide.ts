/**
 * The decisions: is this change legal from this state, and which events does it make? Pure; the transaction that asks
 * holds the conversation's row lock, so the answer is final. Ids that a change needs are handed in.
 */
import type { CloseReason, NewEvent, OfferEnd } from './events.ts';
import type { ConversationPolicy, QueuePolicy } from './settings.ts';
import { firstStepAt, isWindowOpen, warningTime } from './settings.ts';
import type { ConversationState, SkillNeed } from './state.ts';
import { isOpen } from './state.ts';

/** Stable codes; the API shows them as problem `code`. */
export type RefusalCode =
  | 'conversation_closed' | 'conversation_not_closed' | 'conversation_not_active' | 'conversation_erased'
  | 'offer_not_live' | 'offer_not_yours' | 'not_due' | 'window_closed' | 'already_done'
  | 'message_not_cancelable' | 'message_not_resendable' | 'attempt_not_current' | 'same_agent' | 'not_assigned_to_you' | 'not_waiting' | 'number_paused';

export interface Refusal {
  readonly refused: RefusalCode;
  /** The stored deadline the refusal is about: when it becomes due, or when the window closed. */
  readonly deadline?: number | null;
}
export interface Accepted {
  readonly events: readonly NewEvent[];
}
export type Decision = Accepted | Refusal;

export function isRefusal(decision: Decision): decision is Refusal {
  return 'refused' in decision;
}

const refuse = (refused: RefusalCode, deadline?: number | null): Refusal => (deadline === undefined ? { refused } : { refused, deadline });
const accept = (...events: NewEvent[]): Accepted => ({ events });

/** Where a conversation waits, for whom, and what decided so. */
export interface Route {
  readonly queue: Pick<QueuePolicy, 'id' | 'steps'>;
  readonly priority: number;
  readonly needs: readonly SkillNeed[];
  readonly rule: { readonly id: string; readonly version: number } | null;
}

const waitingAs = ({ queue, priority, needs, rule }: Route, at: number) => ({ queueId: queue.id, enqueuedAt: at, priority, needs, stepAt: firstStepAt(queue, at), rule });

/** A new conversation waits in its queue from `at` on. */
export function openConversation(route: Route, at: number, policy: ConversationPolicy): Accepted {
  return accept({ type: 'opened', data: { ...waitingAs(route, at), policyVersion: policy.version } });
}

/** An inbound message joins an open conversation. */
export function receiveMessage(messageId: string, windowExpiresAt: number | null, receivedAt: number, policy: ConversationPolicy): NewEvent {
  return { type: 'message_received', data: { messageId, windowExpiresAt, windowWarnsAt: warningTime(windowExpiresAt, receivedAt, policy), retentionAt: receivedAt + policy.retentionMs } };
}

/** By a person, or by the contact writing again within the reopen time. It waits anew. */
export function reopen(state: ConversationState, route: Route, at: number, windowExpiresAt: number | null, policy: ConversationPolicy): Decision {
  if (state.phase !== 'closed') return refuse('conversation_not_closed');
  return accept({ type: 'reopened', data: { ...waitingAs(route, at), windowExpiresAt, windowWarnsAt: warningTime(windowExpiresAt, at, policy), policyVersion: policy.version } });
}

export function offer(state: ConversationState, agentId: string, offerId: string, queue: QueuePolicy, at: number): Decision {
  if (state.phase !== 'queued') return refuse('conversation_not_active');
  return accept({ type: 'offered', data: { offerId, agentId, weight: queue.weight, expiresAt: at + queue.acceptTimeoutMs } });
}

/**
 * When an agent who missed or refused the conversation before may be offered it again, as the caller found it: the first of
 * several; null: nobody is excluded.
 */
export type Excluded = number | null;

/** State decides, not the clock: an offer that nobody expired yet can still be accepted. */
export function acceptOffer(state: ConversationState, offerId: string, agentId: string, assignmentId: string): Decision {
  const refused = offerRefusal(state, offerId, agentId);
  return refused ?? accept({ type: 'offer_accepted', data: { offerId, agentId, assignmentId } });
}

export function rejectOffer(state: ConversationState, offerId: string, agentId: string, at: number, queue: QueuePolicy, excluded: Excluded): Decision {
  const refused = offerRefusal(state, offerId, agentId);
  return refused ?? accept(endOffer(state, 'rejected', at + queue.excludeMs, excluded));
}

/** Due from `offerExpiresAt` on; earlier it answers `not_due` with the stored deadline. */
export function expireOffer(state: ConversationState, offerId: string, at: number, queue: QueuePolicy, excluded: Excluded): Decision {
  if (state.phase !== 'offered' || state.offerId !== offerId) return refuse('offer_not_live');
  if (state.offerExpiresAt !== null && at < state.offerExpiresAt) return refuse('not_due', state.offerExpiresAt);
  return accept(endOffer(state, 'expired', at + queue.excludeMs, excluded));
}

/** To another queue, or back to the own one: the contact keeps the time since when it waits. */
export function transferToQueue(state: ConversationState, queue: Pick<QueuePolicy, 'id' | 'steps'>, at: number, excluded: Excluded): Decision {
  if (!isOpen(state.phase)) return refuse('conversation_closed');
  return accept(...rescind(state), { type: 'enqueued', data: { queueId: queue.id, enqueuedAt: waitsSince(state, at), priority: state.priority, needs: [], stepAt: firstStepAt(queue, at), retryAt: excluded } });
}

/** Offered to one agent; when the agent does not accept, the conversation waits in its queue. */
export function transferToAgent(state: ConversationState, agentId: string, offerId: string, queue: QueuePolicy, at: number): Decision {
  if (!isOpen(state.phase)) return refuse('conversation_closed');
  if (state.agentId === agentId) return refuse('same_agent');
  return accept(
    ...rescind(state),
    { type: 'enqueued', data: { queueId: queue.id, enqueuedAt: waitsSince(state, at), priority: state.priority, needs: [], stepAt: firstStepAt(queue, at) } },
    { type: 'offered', data: { offerId, agentId, weight: queue.weight, expiresAt: at + queue.acceptTimeoutMs } },
  );
}

/** By an administrator, without asking the agent. */
export function assign(state: ConversationState, agentId: string, assignmentId: string, weight: number): Decision {
  if (!isOpen(state.phase)) return refuse('conversation_closed');
  if (state.agentId === agentId && state.assignmentId !== null) return refuse('same_agent');
  return accept(...rescind(state), { type: 'assigned', data: { agentId, assignmentId, weight } });
}

/** By an agent who chose it from the line, where its queue allows that. */
export function take(state: ConversationState, agentId: string, assignmentId: string, weight: number): Decision {
  if (state.phase !== 'queued') return refuse(isOpen(state.phase) ? 'not_waiting' : 'conversation_closed');
  return accept({ type: 'assigned', data: { agentId, assignmentId, weight } });
}

/** Ends the talk: an assigned conversation goes through wrap-up when its queue has one; closing again ends wrap-up early. */
export function close(state: ConversationState, reason: CloseReason, at: number, policy: ConversationPolicy, queue: QueuePolicy): Decision {
  if (!isOpen(state.phase)) return refuse('conversation_closed');
  if (state.phase === 'active' && queue.wrapUpMs > 0) return accept({ type: 'wrap_up_started', data: { endsAt: at + queue.wrapUpMs } });
  return accept(...rescind(state), { type: 'closed', data: { reason, archiveAt: at + policy.archiveAfterMs } });
}

export function endWrapUp(state: ConversationState, at: number, policy: ConversationPolicy): Decision {
  if (state.phase !== 'wrapping') return refuse('already_done');
  if (state.wrapUpEndsAt !== null && at < state.wrapUpEndsAt) return refuse('not_due', state.wrapUpEndsAt);
  return accept({ type: 'closed', data: { reason: 'wrap_up_ended', archiveAt: at + policy.archiveAfterMs } });
}

export function retryMatch(state: ConversationState, at: number, excluded: Excluded): Decision {
  if (state.phase !== 'queued' || state.matchRetryAt === null) return refuse('already_done');
  if (at < state.matchRetryAt) return refuse('not_due', state.matchRetryAt);
  return accept({ type: 'match_retried', data: { nextRetryAt: excluded } });
}

/** Takes the queue's next routing step. Steps that were removed meanwhile are no longer owed. */
export function widen(state: ConversationState, at: number, { steps }: QueuePolicy, excluded: Excluded): Decision {
  if (state.phase !== 'queued' || state.stepAt === null) return refuse('already_done');
  if (at < state.stepAt) return refuse('not_due', state.stepAt);
  const [step, next] = [steps[state.step], steps[state.step + 1]];
  if (step?.action === 'queue') return accept({ type: 'enqueued', data: { queueId: step.queueId, enqueuedAt: waitsSince(state, at), priority: state.priority, needs: state.needs, stepAt: null, retryAt: excluded } });
  const needs = step === undefined ? state.needs : state.needs.map(need => ({ ...need, level: Math.min(need.level, step.level) })).filter(need => need.level > 0);
  // From the step's own time on, not from now: a late step does not delay the next.
  const nextStepAt = step === undefined || next === undefined ? null : state.stepAt + next.afterMs - step.afterMs;
  return accept({ type: 'widened', data: { step: state.step + 1, needs, nextStepAt } });
}

export function noteWindowExpiring(state: ConversationState, at: number): Decision {
  if (state.windowWarnsAt === null) return refuse('already_done');
  if (at < state.windowWarnsAt) return refuse('not_due', state.windowWarnsAt);
  return accept({ type: 'window_expiring', data: {} });
}

export function noteWindowExpired(state: ConversationState, at: number): Decision {
  if (state.windowExpiryNoted || state.windowExpiresAt === null) return refuse('already_done');
  if (at < state.windowExpiresAt) return refuse('not_due', state.windowExpiresAt);
  return accept({ type: 'window_expired', data: {} });
}

export function archive(state: ConversationState, at: number): Decision {
  if (state.phase !== 'closed' || state.archiveAt === null) return refuse('already_done');
  if (at < state.archiveAt) return refuse('not_due', state.archiveAt);
  return accept({ type: 'archived', data: {} });
}

/** Content written up to `at − retention` goes; `nextRetentionAt` is when the oldest that is left becomes due. */
export function deleteContent(state: ConversationState, at: number, before: number, nextRetentionAt: number | null): Decision {
  if (state.phase === 'erased' || state.retentionAt === null) return refuse('already_done');
  if (at < state.retentionAt) return refuse('not_due', state.retentionAt);
  return accept({ type: 'content_deleted', data: { before, nextRetentionAt } });
}

export function erase(state: ConversationState): Decision {
  if (state.phase !== 'archived' || state.retentionAt !== null) return refuse('already_done');
  return accept({ type: 'erased', data: {} });
}

/** Templates may be sent at any time; everything else only inside the customer-service window. */
const needsWindow = (kind: string): boolean => kind !== 'template';

/** A reply; free-form ones only inside the customer-service window. `kind`: WhatsApp’s message type. */
export function queueMessage(state: ConversationState, messageId: string, attemptId: string, at: number, policy: ConversationPolicy, kind: string): Decision {
  if (!isOpen(state.phase)) return refuse('conversation_closed');
  if (needsWindow(kind) && !isWindowOpen(state.windowExpiresAt, at)) return refuse('window_closed', state.windowExpiresAt);
  return accept({ type: 'message_queued', data: { messageId, attemptId, retentionAt: at + policy.retentionMs } });
}

/** Possible until bytes may have left. */
export function cancelMessage(state: ConversationState, messageId: string): Decision {
  const send = state.sends.find(open => open.messageId === messageId);
  if (send?.attempt !== 'PREPARED') return refuse('message_not_cancelable');
  return accept({ type: 'message_canceled', data: { messageId } });
}

/**
 * A person resends a message whose outcome is UNKNOWN or that FAILED. `resendableAt`: while the lost attempt's worker
 * may still be writing, resending stays closed.
 */
export function resendMessage(state: ConversationState, messageId: string, attemptId: string, at: number, resendableAt: number, kind: string): Decision {
  if (!isOpen(state.phase)) return refuse('conversation_closed');
  if (state.sends.some(open => open.messageId === messageId)) return refuse('message_not_resendable');
  if (at < resendableAt) return refuse('not_due', resendableAt);
  if (needsWindow(kind) && !isWindowOpen(state.windowExpiresAt, at)) return refuse('window_closed', state.windowExpiresAt);
  return accept({ type: 'message_resent', data: { messageId, attemptId } });
}

/** PREPARED → IN_FLIGHT, right before bytes are written; a window that closed meanwhile fails the message instead. */
export function startSend(state: ConversationState, attemptId: string, at: number, deadline: number, { kind, numberPaused }: { readonly kind: string; readonly numberPaused: boolean }): Decision {
  const send = state.sends[0];
  if (send?.attemptId !== attemptId || send.attempt !== 'PREPARED') return refuse('attempt_not_current');
  if (send.notBefore !== null && at < send.notBefore) return refuse('not_due', send.notBefore);
  const { messageId } = send;
  if (needsWindow(kind) && !isWindowOpen(state.windowExpiresAt, at)) return accept({ type: 'send_failed', data: { messageId, attemptId, code: 'window_closed' } });
  if (numberPaused) return accept({ type: 'send_failed', data: { messageId, attemptId, code: 'number_paused' } });
  return accept({ type: 'send_started', data: { messageId, attemptId, deadline } });
}

/** How a send ended, as the caller of WhatsApp saw it. */
export type SendOutcome =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'rejected'; readonly code: string }
  | { readonly kind: 'throttled'; readonly nextAttemptId: string; readonly notBefore: number }
  | { readonly kind: 'unknown' };

/** The attempt waits for its place under WhatsApp's limits. */
export function paceSend(state: ConversationState, attemptId: string, notBefore: number): Decision {
  const send = state.sends[0];
  if (send?.attemptId !== attemptId || send.attempt !== 'PREPARED') return refuse('attempt_not_current');
  return accept({ type: 'send_paced', data: { messageId: send.messageId, attemptId, notBefore } });
}

export function finishSend(state: ConversationState, attemptId: string, outcome: SendOutcome): Decision {
  const send = state.sends.find(open => open.attemptId === attemptId);
  if (send?.attempt !== 'IN_FLIGHT') return refuse('attempt_not_current');
  const { messageId } = send;
  switch (outcome.kind) {
    case 'accepted':
      return accept({ type: 'send_accepted', data: { messageId, attemptId } });
    case 'rejected':
      return accept({ type: 'send_failed', data: { messageId, attemptId, code: outcome.code } });
    case 'throttled':
      return accept({ type: 'send_throttled', data: { messageId, attemptId, nextAttemptId: outcome.nextAttemptId, notBefore: outcome.notBefore } });
    case 'unknown':
      return accept({ type: 'send_unknown', data: { messageId, attemptId } });
  }
}

const waitsSince = (state: ConversationState, at: number): number => state.enqueuedAt ?? at;

function rescind(state: ConversationState): NewEvent[] {
  return state.phase === 'offered' ? [endOffer(state, 'rescinded', null, null)] : [];
}

function endOffer(state: ConversationState, end: OfferEnd, excludedUntil: number | null, excluded: Excluded): NewEvent {
  if (state.offerId === null || state.agentId === null) throw new Error('no live offer');
  const ends = [excludedUntil, excluded].filter(time => time !== null);
  return { type: 'offer_ended', data: { offerId: state.offerId, agentId: state.agentId, end, excludedUntil, retryAt: ends.length === 0 ? null : Math.min(...ends) } };
}

function offerRefusal(state: ConversationState, offerId: string, agentId: string): Refusal | null {
  if (state.phase !== 'offered' || state.offerId !== offerId) return refuse('offer_not_live');
  return state.agentId === agentId ? null : refuse('offer_not_yours');
}

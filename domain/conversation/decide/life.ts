/**
 * Decisions about the life of a conversation: the contact's messages, wrap-up, closing, and its deadlines. Those for a
 * deadline are refused with `not_due` and the stored deadline before it, and with `already_done` where none is pending.
 */
import type { CloseReason, EventData, NewEvent } from '../events.ts';
import type { ConversationPolicy, QueuePolicy } from '../settings.ts';
import { firstStepAt, maxWaitAt, warningTime } from '../settings.ts';
import type { ConversationState, SlaTarget } from '../state.ts';
import { isOpen } from '../state.ts';
import { surveyAfter } from '../survey.ts';
import type { Decision } from './decision.ts';
import { accept, refuse } from './decision.ts';
import type { QueueRouting } from './routing.ts';
import { rescind } from './offers.ts';

/** An inbound message joins an open conversation. @param windowExpiresAt null if the message opens no window. */
export function receiveMessage(
  messageId: string,
  windowExpiresAt: number | null,
  receivedAt: number,
  policy: ConversationPolicy,
): NewEvent {
  return {
    type: 'message_received',
    data: {
      messageId,
      windowExpiresAt,
      windowWarnsAt: warningTime(windowExpiresAt, receivedAt, policy),
      retentionAt: receivedAt + policy.retentionMs,
    },
  };
}

/**
 * A happening is noted: because of it no conversation opens, waits or counts as answered. A contact's reaction does
 * extend the customer-service window. Source: Cloud API, "Customer service windows".
 * @param windowExpiresAt null if the contact did not cause it.
 * @param revises whether it changes a message that still awaits an answer.
 */
export function noteMessage(
  { messageId, revises, isOpen }: { readonly messageId: string; readonly revises: boolean; readonly isOpen: boolean },
  windowExpiresAt: number | null,
  receivedAt: number,
  policy: ConversationPolicy,
): NewEvent {
  const windowWarnsAt = isOpen ? warningTime(windowExpiresAt, receivedAt, policy) : null;
  return {
    type: 'message_noted',
    data: {
      messageId,
      windowExpiresAt,
      windowWarnsAt,
      retentionAt: receivedAt + policy.retentionMs,
      ...(revises ? { revises } : {}),
    },
  };
}

/** How a conversation is closed. `dispositionId`: what it was about, from the tenant's list. */
export interface Closing {
  readonly reason: CloseReason;
  readonly dispositionId?: string | null;
  /** Whether the queue requires a disposition. */
  readonly dispositionRequired?: boolean;
}

/**
 * Closes a conversation, or starts wrap-up first: an active one without a disposition enters wrap-up if its queue has
 * one, unless it was merged into another conversation. Closing during wrap-up ends wrap-up early; it is refused without
 * a disposition where the queue requires one.
 */
export function close(
  state: ConversationState,
  { reason, dispositionId = null, dispositionRequired = false }: Closing,
  at: number,
  policy: ConversationPolicy,
  queue: Pick<QueuePolicy, 'wrapUpMs'>,
): Decision {
  if (!isOpen(state.phase)) return refuse('conversation_closed');
  if (state.phase === 'active' && queue.wrapUpMs > 0 && dispositionId === null && reason !== 'merged')
    return accept({ type: 'wrap_up_started', data: { endsAt: at + queue.wrapUpMs } });
  if (dispositionRequired && dispositionId === null) return refuse('disposition_required');
  return accept(...rescind(state), {
    type: 'closed',
    data: {
      ...closing(state, { reason, dispositionId }, at, policy),
      ...(dispositionId === null ? {} : { dispositionId }),
    },
  });
}

/** When a conversation that is closed is archived, and whether its contact is asked how satisfied it is. */
function closing(
  state: ConversationState,
  { reason, dispositionId = null }: Closing,
  at: number,
  policy: ConversationPolicy,
): EventData['closed'] {
  const survey = surveyAfter(state, { reason, dispositionId }, at, policy.survey);
  return { reason, archiveAt: at + policy.archiveAfterMs, ...(survey === null ? {} : { survey }) };
}

/** Snoozes until `until`, or until the contact writes; the agent's capacity is released meanwhile. */
export function snooze(state: ConversationState, until: number): Decision {
  if (state.phase !== 'active' && state.phase !== 'wrapping')
    return refuse(isOpen(state.phase) ? 'conversation_not_active' : 'conversation_closed');
  return accept({ type: 'snoozed', data: { until } });
}

/**
 * A snoozed conversation returns to its queue and waits from `at` on.
 * @param early before its time, because the contact wrote or a person asked for it.
 */
export function wake(state: ConversationState, at: number, queue: QueueRouting, early: boolean): Decision {
  if (state.phase !== 'snoozed') return refuse('already_done');
  if (!early && state.snoozedUntil !== null && at < state.snoozedUntil) return refuse('not_due', state.snoozedUntil);
  return accept({
    type: 'enqueued',
    data: {
      queueId: queue.id,
      enqueuedAt: at,
      priority: state.priority,
      needs: [],
      stepAt: firstStepAt(queue, at),
      maxWaitAt: maxWaitAt(queue, at),
    },
  });
}

/**
 * A contact who has not replied is reminded once; then the conversation is closed. With the AI (phase `bot`) it is
 * closed without a reminder. The caller sends the reminder and the farewell.
 */
export function endIdle(
  state: ConversationState,
  at: number,
  { idle }: QueuePolicy,
  policy: ConversationPolicy,
): Decision {
  if ((state.phase !== 'active' && state.phase !== 'bot') || state.idleAt === null) return refuse('already_done');
  if (at < state.idleAt) return refuse('not_due', state.idleAt);
  // The AI has answered, and the contact asked nothing more.
  if (state.phase === 'bot') return accept({ type: 'closed', data: closing(state, { reason: 'idle' }, at, policy) });
  // The queue's idle policy was removed meanwhile.
  if (idle === null) return accept({ type: 'idle_planned', data: { at: null } });
  if (!state.idleReminded) return accept({ type: 'idle_reminded', data: { closeAt: at + idle.closeAfterMs } });
  return accept({ type: 'closed', data: closing(state, { reason: 'idle' }, at, policy) });
}

/** Due from the clock's `warnsAt` on. */
export function warnSla(state: ConversationState, target: SlaTarget, at: number): Decision {
  const clock = state.sla.find(each => each.target === target);
  if (clock?.warnsAt == null) return refuse('already_done');
  return at < clock.warnsAt ? refuse('not_due', clock.warnsAt) : accept({ type: 'sla_warned', data: { target } });
}

/** Due from the millisecond after `dueAt` on, because an answer at `dueAt` itself meets the target. */
export function breachSla(state: ConversationState, target: SlaTarget, at: number): Decision {
  const clock = state.sla.find(each => each.target === target);
  if (clock?.dueAt == null || clock.breached) return refuse('already_done');
  return at <= clock.dueAt ? refuse('not_due', clock.dueAt + 1) : accept({ type: 'sla_breached', data: { target } });
}

export function endWrapUp(state: ConversationState, at: number, policy: ConversationPolicy): Decision {
  if (state.phase !== 'wrapping') return refuse('already_done');
  if (state.wrapUpEndsAt !== null && at < state.wrapUpEndsAt) return refuse('not_due', state.wrapUpEndsAt);
  return accept({ type: 'closed', data: closing(state, { reason: 'wrap_up_ended' }, at, policy) });
}

/**
 * People are warned that the customer-service window closes soon. Changes of settings once gave closed conversations a
 * time for it, too (before migration 72): of those nobody is warned, and the time is taken away.
 */
export function noteWindowExpiring(
  { phase, windowWarnsAt, archiveAt, retentionAt }: ConversationState,
  at: number,
  { version: policyVersion }: Pick<ConversationPolicy, 'version'>,
): Decision {
  if (windowWarnsAt === null) return refuse('already_done');
  if (at < windowWarnsAt) return refuse('not_due', windowWarnsAt);
  if (!isOpen(phase))
    return accept({ type: 'policy_applied', data: { policyVersion, archiveAt, retentionAt, windowWarnsAt: null } });
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

/**
 * Retention: content written up to `before` is deleted; `nextRetentionAt` is when the oldest remaining content is due,
 * null if none remains.
 */
export function deleteContent(
  state: ConversationState,
  at: number,
  before: number,
  nextRetentionAt: number | null,
): Decision {
  if (state.phase === 'erased' || state.retentionAt === null) return refuse('already_done');
  if (at < state.retentionAt) return refuse('not_due', state.retentionAt);
  return accept({ type: 'content_deleted', data: { before, nextRetentionAt } });
}

/** An archived conversation without any content becomes `erased`, after which no event is allowed. */
export function erase(state: ConversationState): Decision {
  if (state.phase !== 'archived' || state.retentionAt !== null) return refuse('already_done');
  return accept({ type: 'erased', data: {} });
}

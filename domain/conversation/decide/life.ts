/** How a conversation goes on and ends: messages of the contact, wrap-up, closing, and what time does to it. */
import type { CloseReason, NewEvent } from '../events.ts';
import type { ConversationPolicy, QueuePolicy } from '../settings.ts';
import { firstStepAt, maxWaitAt, warningTime } from '../settings.ts';
import type { ConversationState, SlaTarget } from '../state.ts';
import { isOpen } from '../state.ts';
import type { Decision } from './decision.ts';
import { accept, refuse } from './decision.ts';
import type { QueueRouting } from './routing.ts';
import { rescind } from './offers.ts';

/** An inbound message joins an open conversation. */
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
 * Something that is no message is noted: nothing opens, waits or is answered because of it. A contact who reacts keeps
 * the customer-service window open. Source: Cloud API, "Customer service windows".
 * @param windowExpiresAt null for what is not the contact's doing.
 * @param revises whether it changes what waits for an answer.
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

/** How a conversation is closed. `dispositionId`: what it was about. */
export interface Closing {
  readonly reason: CloseReason;
  readonly dispositionId?: string | null;
  /** The queue wants to know what it was about. */
  readonly dispositionRequired?: boolean;
}

/**
 * Ends the talk: an assigned conversation goes through wrap-up when its queue has one (what became part of another has
 * nothing to wrap up); closing again ends wrap-up early, and then says what it was about.
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
    data: { reason, archiveAt: at + policy.archiveAfterMs, ...(dispositionId === null ? {} : { dispositionId }) },
  });
}

/** Puts the conversation aside until `until`, or until the contact writes; its agent's capacity is free meanwhile. */
export function snooze(state: ConversationState, until: number): Decision {
  if (state.phase !== 'active' && state.phase !== 'wrapping')
    return refuse(isOpen(state.phase) ? 'conversation_not_active' : 'conversation_closed');
  return accept({ type: 'snoozed', data: { until } });
}

/**
 * A snoozed conversation waits in its queue from now on. @param early because the contact wrote, or somebody said so.
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
 * The contact has not answered for long: it is reminded once, and then the conversation is closed. What it is told is
 * sent by the caller.
 */
export function endIdle(
  state: ConversationState,
  at: number,
  { idle }: QueuePolicy,
  policy: ConversationPolicy,
): Decision {
  if ((state.phase !== 'active' && state.phase !== 'bot') || state.idleAt === null) return refuse('already_done');
  if (at < state.idleAt) return refuse('not_due', state.idleAt);
  // The AI has answered, and nothing more was asked.
  if (state.phase === 'bot')
    return accept({ type: 'closed', data: { reason: 'idle', archiveAt: at + policy.archiveAfterMs } });
  // The queue does without by now.
  if (idle === null) return accept({ type: 'idle_planned', data: { at: null } });
  if (!state.idleReminded) return accept({ type: 'idle_reminded', data: { closeAt: at + idle.closeAfterMs } });
  return accept({ type: 'closed', data: { reason: 'idle', archiveAt: at + policy.archiveAfterMs } });
}

export function warnSla(state: ConversationState, target: SlaTarget, at: number): Decision {
  const clock = state.sla.find(each => each.target === target);
  if (clock?.warnsAt == null) return refuse('already_done');
  return at < clock.warnsAt ? refuse('not_due', clock.warnsAt) : accept({ type: 'sla_warned', data: { target } });
}

/** Due from the millisecond after `dueAt` on. */
export function breachSla(state: ConversationState, target: SlaTarget, at: number): Decision {
  const clock = state.sla.find(each => each.target === target);
  if (clock?.dueAt == null || clock.breached) return refuse('already_done');
  return at <= clock.dueAt ? refuse('not_due', clock.dueAt + 1) : accept({ type: 'sla_breached', data: { target } });
}

export function endWrapUp(state: ConversationState, at: number, policy: ConversationPolicy): Decision {
  if (state.phase !== 'wrapping') return refuse('already_done');
  if (state.wrapUpEndsAt !== null && at < state.wrapUpEndsAt) return refuse('not_due', state.wrapUpEndsAt);
  return accept({ type: 'closed', data: { reason: 'wrap_up_ended', archiveAt: at + policy.archiveAfterMs } });
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

export function erase(state: ConversationState): Decision {
  if (state.phase !== 'archived' || state.retentionAt !== null) return refuse('already_done');
  return accept({ type: 'erased', data: {} });
}

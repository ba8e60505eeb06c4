/** Decisions about messages to the contact: queued, canceled, resent, started, paced and finished. */
import type { ConversationPolicy } from '../settings.ts';
import { isWindowOpen } from '../settings.ts';
import type { ConversationState } from '../state.ts';
import { isOpen } from '../state.ts';
import type { Decision } from './decision.ts';
import { accept, refuse } from './decision.ts';

/** Templates may be sent at any time; everything else only inside the customer-service window. */
const needsWindow = (kind: string): boolean => kind !== 'template';

/**
 * Queues a message; free-form ones only inside the customer-service window.
 * @param kind WhatsApp’s message type.
 * @param byPerson whether a person or an API key sends it, not the engine itself: only then it counts as an answer to
 * the contact (`answers`).
 */
export function queueMessage(
  state: ConversationState,
  messageId: string,
  attemptId: string,
  at: number,
  policy: ConversationPolicy,
  { kind, byPerson }: { readonly kind: string; readonly byPerson: boolean },
): Decision {
  if (!isOpen(state.phase)) return refuse('conversation_closed');
  if (needsWindow(kind) && !isWindowOpen(state.windowExpiresAt, at))
    return refuse('window_closed', state.windowExpiresAt);
  return accept({
    type: 'message_queued',
    data: {
      messageId,
      attemptId,
      retentionAt: at + policy.retentionMs,
      ...(byPerson && kind !== 'template' && kind !== 'reaction' ? { answers: true } : {}),
    },
  });
}

/** Possible only while PREPARED, that is until bytes may have been sent. */
export function cancelMessage(state: ConversationState, messageId: string): Decision {
  const send = state.sends.find(open => open.messageId === messageId);
  if (send?.attempt !== 'PREPARED') return refuse('message_not_cancelable');
  return accept({ type: 'message_canceled', data: { messageId } });
}

/**
 * A person resends a message whose outcome is UNKNOWN or that FAILED.
 * @param resendableAt refused with `not_due` before: the worker of the lost attempt may still be sending.
 */
export function resendMessage(
  state: ConversationState,
  messageId: string,
  attemptId: string,
  at: number,
  resendableAt: number,
  kind: string,
): Decision {
  if (!isOpen(state.phase)) return refuse('conversation_closed');
  if (state.sends.some(open => open.messageId === messageId)) return refuse('message_not_resendable');
  if (at < resendableAt) return refuse('not_due', resendableAt);
  if (needsWindow(kind) && !isWindowOpen(state.windowExpiresAt, at))
    return refuse('window_closed', state.windowExpiresAt);
  return accept({ type: 'message_resent', data: { messageId, attemptId } });
}

/**
 * PREPARED → IN_FLIGHT, right before bytes are sent. If the window has closed meanwhile or the number is paused, the
 * message fails instead.
 * @param deadline when the caller must have aborted, epoch milliseconds.
 */
export function startSend(
  state: ConversationState,
  attemptId: string,
  at: number,
  deadline: number,
  { kind, numberPaused }: { readonly kind: string; readonly numberPaused: boolean },
): Decision {
  const send = state.sends[0];
  if (send?.attemptId !== attemptId || send.attempt !== 'PREPARED') return refuse('attempt_not_current');
  if (send.notBefore !== null && at < send.notBefore) return refuse('not_due', send.notBefore);
  const { messageId } = send;
  if (needsWindow(kind) && !isWindowOpen(state.windowExpiresAt, at))
    return accept({ type: 'send_failed', data: { messageId, attemptId, code: 'window_closed' } });
  if (numberPaused) return accept({ type: 'send_failed', data: { messageId, attemptId, code: 'number_paused' } });
  return accept({ type: 'send_started', data: { messageId, attemptId, deadline } });
}

/** The outcome of a send as seen by the process that called WhatsApp. */
export type SendOutcome =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'rejected'; readonly code: string }
  | { readonly kind: 'throttled'; readonly nextAttemptId: string; readonly notBefore: number }
  | { readonly kind: 'unknown' };

/** The attempt waits until `notBefore` because of WhatsApp's rate limits. */
export function paceSend(state: ConversationState, attemptId: string, notBefore: number): Decision {
  const send = state.sends[0];
  if (send?.attemptId !== attemptId || send.attempt !== 'PREPARED') return refuse('attempt_not_current');
  return accept({ type: 'send_paced', data: { messageId: send.messageId, attemptId, notBefore } });
}

/** Records how an IN_FLIGHT attempt ended; refused with `attempt_not_current` if it was settled already. */
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
      return accept({
        type: 'send_throttled',
        data: { messageId, attemptId, nextAttemptId: outcome.nextAttemptId, notBefore: outcome.notBefore },
      });
    case 'unknown':
      return accept({ type: 'send_unknown', data: { messageId, attemptId } });
  }
}

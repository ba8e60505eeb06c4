import type { EventData, EventType, NewEvent } from '../../domain/conversation/events.ts';

const SAMPLES: EventData = {
  opened: { queueId: 'q', enqueuedAt: 10, priority: 0, needs: [{ skillId: 's1', level: 3 }], stepAt: 70, rule: { id: 'r1', version: 2 }, policyVersion: 1 },
  reopened: { queueId: 'q', enqueuedAt: 20, priority: 0, windowExpiresAt: 1_000, windowWarnsAt: 950, policyVersion: 1 },
  message_received: { messageId: 'm1', windowExpiresAt: 2_000, windowWarnsAt: 1_900, retentionAt: 9_000 },
  enqueued: { queueId: 'q2', enqueuedAt: 10, priority: 0 },
  widened: { step: 1, needs: [], nextStepAt: 130 },
  offered: { offerId: 'o', agentId: 'a', weight: 1, expiresAt: 40 },
  offer_accepted: { offerId: 'o', agentId: 'a', assignmentId: 's' },
  offer_ended: { offerId: 'o', agentId: 'a', end: 'expired', excludedUntil: 99, retryAt: 95 },
  match_retried: { nextRetryAt: 140 },
  assigned: { agentId: 'b', assignmentId: 's2', weight: 1 },
  wrap_up_started: { endsAt: 60 },
  closed: { reason: 'agent', archiveAt: 500 },
  archived: {},
  content_deleted: { before: 5, nextRetentionAt: null },
  erased: {},
  window_expiring: {},
  window_expired: {},
  note_added: { messageId: 'n1', retentionAt: 9_500 },
  message_queued: { messageId: 'm2', attemptId: 't2', retentionAt: 9_600 },
  message_canceled: { messageId: 'm2' },
  message_resent: { messageId: 'm2', attemptId: 't3' },
  send_started: { messageId: 'm2', attemptId: 't2', deadline: 77 },
  send_accepted: { messageId: 'm2', attemptId: 't2' },
  send_failed: { messageId: 'm2', attemptId: 't2', code: '131026' },
  send_unknown: { messageId: 'm2', attemptId: 't2' },
  send_throttled: { messageId: 'm2', attemptId: 't2', nextAttemptId: 't4', notBefore: 88 },
  send_paced: { messageId: 'm2', attemptId: 't2', notBefore: 89 },
  send_settled: { messageId: 'm2', attemptId: 't2', outcome: 'ACCEPTED' },
  delivery_failed: { messageId: 'm2', code: 131026 },
  receipt_requested: { messageId: 'm1' },
  receipt_done: { messageId: 'm1', ok: true },
  policy_applied: { policyVersion: 2, archiveAt: 600, retentionAt: 9_100 },
};

/** One event of a type, with plausible data. */
export function sampleEvent(type: EventType): NewEvent {
  return { type, data: SAMPLES[type] } as NewEvent;
}

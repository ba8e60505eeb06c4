import type { AiState, BroadcastOffer, ConversationState, OpenSend, Phase, SkillNeed, SlaClock } from '../../domain/conversation/state.ts';

/** A conversation's row as SQL returns it: the state, and what the thread and lists need. */
export interface ConversationRow {
  id: string; tenant_id: string; thread_id: string; number_id: string; contact_id: string;
  phase: Phase; last_seq: number; last_wake_seq: number;
  queue_id: string | null; agent_id: string | null; offer_id: string | null; broadcast: BroadcastOffer[]; assignment_id: string | null;
  weight: number; priority: number;
  enqueued_at: Date | null; wait_key: Date | null; needs: SkillNeed[]; step: number; step_at: Date | null; max_wait_at: Date | null; offer_expires_at: Date | null; match_retry_at: Date | null; wrap_up_ends_at: Date | null; snoozed_until: Date | null; idle_at: Date | null; idle_reminded: boolean; sla: SlaClock[]; ai: AiState | null;
  window_expires_at: Date | null; window_warns_at: Date | null; window_expiry_noted: boolean; archive_at: Date | null; retention_at: Date | null;
  sends: OpenSend[]; receipt_message_id: string | null;
  opened_at: Date; closed_at: Date | null; unread: number; last_message_id: string | null; last_message_at: Date;
}

const ms = (time: Date | null): number | null => time?.getTime() ?? null;

/** The state a row holds. */
export function stateOf(row: ConversationRow): ConversationState {
  return {
    phase: row.phase, lastSeq: row.last_seq, queueId: row.queue_id, agentId: row.agent_id, offerId: row.offer_id, broadcast: row.broadcast,
    assignmentId: row.assignment_id, weight: row.weight, priority: row.priority, enqueuedAt: ms(row.enqueued_at), needs: row.needs, step: row.step, stepAt: ms(row.step_at), maxWaitAt: ms(row.max_wait_at),
    offerExpiresAt: ms(row.offer_expires_at), matchRetryAt: ms(row.match_retry_at), wrapUpEndsAt: ms(row.wrap_up_ends_at),
    snoozedUntil: ms(row.snoozed_until), idleAt: ms(row.idle_at), idleReminded: row.idle_reminded, sla: row.sla, ai: row.ai,
    windowExpiresAt: ms(row.window_expires_at), windowWarnsAt: ms(row.window_warns_at), windowExpiryNoted: row.window_expiry_noted, archiveAt: ms(row.archive_at),
    retentionAt: ms(row.retention_at), sends: row.sends, receiptMessageId: row.receipt_message_id,
  };
}

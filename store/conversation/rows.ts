import type { AiState, BroadcastOffer, ConversationState, OpenSend, Phase, SkillNeed, SlaClock } from '../../domain/conversation/state.ts';
import type { Values } from '../db/statement.ts';
import { bool, int, json, nullable, text, time, uuid, words } from '../db/statement.ts';

/** The columns of a conversation that make its state, and what the thread and lists need. */
export const CONVERSATION = {
  id: uuid, tenant_id: uuid, thread_id: uuid, number_id: uuid, contact_id: uuid,
  phase: words<Phase>(), last_seq: int, last_wake_seq: int,
  queue_id: nullable(uuid), agent_id: nullable(uuid), offer_id: nullable(uuid), broadcast: json<BroadcastOffer[]>(), assignment_id: nullable(uuid),
  weight: int, priority: int,
  enqueued_at: nullable(time), wait_key: nullable(time), needs: json<SkillNeed[]>(), step: int, step_at: nullable(time), max_wait_at: nullable(time),
  offer_expires_at: nullable(time), match_retry_at: nullable(time), wrap_up_ends_at: nullable(time), snoozed_until: nullable(time), idle_at: nullable(time), idle_reminded: bool,
  sla: json<SlaClock[]>(), ai: nullable(json<AiState>()),
  window_expires_at: nullable(time), window_warns_at: nullable(time), window_expiry_noted: bool, archive_at: nullable(time), retention_at: nullable(time),
  sends: json<OpenSend[]>(), receipt_message_id: nullable(uuid),
  opened_at: time, closed_at: nullable(time), unread: int, last_message_id: nullable(uuid), last_message_at: time,
  last_message_kind: nullable(text), last_message_direction: nullable(text), last_message_preview: nullable(text), disposition_id: nullable(uuid), merged_into: nullable(uuid),
} as const;

export type ConversationRow = Values<typeof CONVERSATION>;

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

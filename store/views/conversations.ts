import type { AiState } from '../../domain/conversation/state.ts';
import type { SurveyState } from '../../domain/conversation/survey.ts';
import { isWindowOpen } from '../../domain/conversation/settings.ts';
import { identityOf } from './contact-names.ts';
import { CONVERSATION } from '../conversation/rows.ts';
import type { TenantUnit } from '../db/database.ts';
import type { Values } from '../db/statement.ts';
import { bool, columns, nullable, statement, text, texts, time, uuid, uuids } from '../db/statement.ts';
import type { Viewer } from '../conversation/scope.ts';
import { SEEN_BY_VIEWER } from '../conversation/scope.ts';

const iso = (time: Date | null): string | null => time?.toISOString() ?? null;

const isoOf = (time: number | null): string | null => (time === null ? null : new Date(time).toISOString());

/** A conversation with its contact and its number. */
const SHOWN = {
  ...CONVERSATION,
  contact_name: nullable(text),
  contact_username: nullable(text),
  wa_id: nullable(text),
  user_id: nullable(text),
  marketing_stopped: bool,
  vip: bool,
  blocked: bool,
  tags: texts,
  phone_number_id: text,
  display_phone_number: text,
  number_name: text,
  sending_paused: bool,
  reaction_id: nullable(uuid),
  reaction_emoji: nullable(text),
  reaction_at: nullable(time),
} as const;

const FIND = statement('conversations_find', {
  takes: { ids: uuids, viewer: nullable(uuid) },
  gives: SHOWN,
  sql: `
    SELECT
      ${columns(CONVERSATION, 'c')},
      coalesce(k.given_name, k.profile_name) AS contact_name,
      k.username AS contact_username,
      ${identityOf('wa_id', 't')} AS wa_id,
      ${identityOf('user_id', 't')} AS user_id,
      k.marketing_stopped,
      k.vip,
      EXISTS (
        SELECT 1
        FROM contact_block b
        WHERE b.tenant_id = t.tenant_id AND b.contact_id = t.contact_id AND b.number_id = t.number_id AND b.blocked
      ) AS blocked,
      coalesce(k.tags, '{}') AS tags,
      n.phone_number_id,
      n.display_phone_number,
      n.name AS number_name,
      n.sending_paused,
      r.id AS reaction_id,
      r.content ->> 'emoji' AS reaction_emoji,
      r.at AS reaction_at
    FROM conversation c
      JOIN thread t ON t.tenant_id = c.tenant_id
        AND t.id = c.thread_id
      JOIN contact k ON k.tenant_id = t.tenant_id
        AND k.id = t.contact_id
      JOIN business_number n ON n.tenant_id = t.tenant_id
        AND n.id = t.number_id
      LEFT JOIN LATERAL (
        SELECT m.id, m.kind, m.direction, m.content, m.at
        FROM message m
        WHERE m.tenant_id = c.tenant_id AND m.conversation_id = c.id
        ORDER BY m.at DESC, m.id DESC
        LIMIT 1
      ) r ON r.kind = 'reaction' AND r.direction = 'inbound'
    WHERE c.tenant_id = (SELECT current_tenant()) AND c.id = ANY($ids) AND ${SEEN_BY_VIEWER}`,
});

/** The AI's part as the API shows it. */
const aiView = (ai: AiState | null) =>
  ai === null
    ? null
    : {
        mode: ai.mode,
        answers: ai.answers,
        handedOver: ai.handedOver,
        lastTurn: ai.lastTurn,
        turn:
          ai.turn === null
            ? null
            : { number: ai.turn.number, kind: ai.turn.kind, dueAt: new Date(ai.turn.dueAt).toISOString() },
      };

/** What the contact reacted with last, where that is the newest of the conversation; it is taken back without an emoji. */
const reactionView = ({ reaction_id: messageId, reaction_emoji: emoji, reaction_at: at }: Values<typeof SHOWN>) =>
  messageId === null || at === null || emoji === null || emoji === ''
    ? null
    : { emoji, messageId, at: at.toISOString() };

/** How satisfied the contact is, as the API shows it. */
const surveyView = (survey: SurveyState | null) =>
  survey === null
    ? null
    : {
        agentId: survey.agentId,
        dueAt: isoOf(survey.askAt),
        askedAt: isoOf(survey.askedAt),
        messageId: survey.messageId,
        rating: survey.rating,
        ratedAt: isoOf(survey.ratedAt),
        commentId: survey.commentId,
      };

/** A conversation as the API shows it. Times are ISO 8601 in UTC. */
function conversationView(row: Values<typeof SHOWN>, at: number) {
  return {
    id: row.id,
    state: row.phase,
    lastSeq: row.last_seq,
    queueId: row.queue_id,
    agentId: row.agent_id,
    offerId: row.offer_id,
    assignmentId: row.assignment_id,
    priority: row.priority,
    contact: {
      id: row.contact_id,
      name: row.contact_name,
      username: row.contact_username,
      waId: row.wa_id,
      userId: row.user_id,
      marketingStopped: row.marketing_stopped,
      vip: row.vip,
      blocked: row.blocked,
      tags: [...row.tags],
    },
    number: {
      id: row.number_id,
      phoneNumberId: row.phone_number_id,
      displayPhoneNumber: row.display_phone_number,
      name: row.number_name,
      sendingPaused: row.sending_paused,
    },
    unread: row.unread,
    lastMessage:
      row.last_message_id === null
        ? null
        : {
            id: row.last_message_id,
            kind: row.last_message_kind,
            direction: row.last_message_direction,
            preview: row.last_message_preview,
            at: row.last_message_at.toISOString(),
          },
    reaction: reactionView(row),
    window: { open: isWindowOpen(row.window_expires_at?.getTime() ?? null, at), expiresAt: iso(row.window_expires_at) },
    ai: aiView(row.ai),
    dispositionId: row.disposition_id,
    mergedInto: row.merged_into,
    survey: surveyView(row.survey),
    sla: row.sla.map(({ target, dueAt, warnsAt, remainingMs, breached }) => ({
      target,
      dueAt: isoOf(dueAt),
      warnsAt: isoOf(warnsAt),
      remainingMs,
      breached,
    })),
    enqueuedAt: iso(row.enqueued_at),
    openedAt: row.opened_at.toISOString(),
    closedAt: iso(row.closed_at),
    deadlines: {
      offerExpiresAt: iso(row.offer_expires_at),
      matchRetryAt: iso(row.match_retry_at),
      wrapUpEndsAt: iso(row.wrap_up_ends_at),
      maxWaitAt: iso(row.max_wait_at),
      snoozedUntil: iso(row.snoozed_until),
      idleAt: iso(row.idle_at),
      archiveAt: iso(row.archive_at),
      retentionAt: iso(row.retention_at),
    },
    openSends: row.sends.map(send => ({ ...send, notBefore: isoOf(send.notBefore), deadline: isoOf(send.deadline) })),
  };
}
export type ConversationView = ReturnType<typeof conversationView>;

/** One conversation; null when it does not exist, or the viewer may not see it. @param at now, epoch milliseconds. */
export async function findConversation(
  unit: TenantUnit,
  viewer: Viewer,
  id: string,
  at: number,
): Promise<ConversationView | null> {
  const [row] = await unit.run(FIND, { ids: [id], viewer: viewer.all ? null : viewer.agentId });
  return row === undefined ? null : conversationView(row, at);
}

/** These conversations in any order, whoever may see them. @param at now, epoch milliseconds. */
export async function findConversations(
  unit: TenantUnit,
  ids: readonly string[],
  at: number,
): Promise<ConversationView[]> {
  const rows = ids.length === 0 ? [] : await unit.run(FIND, { ids, viewer: null });
  return rows.map(row => conversationView(row, at));
}

/**
 * Replies: accepted together with their first attempt (the message, and an attempt PREPARED), canceled while they wait,
 * or sent again by a person.
 */
import type { Decision, Refusal } from '../../domain/conversation/decide.ts';
import { cancelMessage, isRefusal, queueMessage, resendMessage } from '../../domain/conversation/decide.ts';
import type { Actor } from '../../domain/conversation/events.ts';
import type { ConversationState } from '../../domain/conversation/state.ts';
import { IN_FLIGHT_MARGIN_MS } from '../../domain/conversation/plan.ts';
import { previewOf } from '../../domain/whatsapp/words.ts';
import type { TenantUnit } from '../db/database.ts';
import { along, writing } from '../conversation/write.ts';
import { bool, json, nullable, statement, text, time, uuid } from '../db/statement.ts';
import { newId } from '../db/ids.ts';
import { uploadAgain } from '../media/meta-files.ts';
import type { Viewer } from '../conversation/scope.ts';
import { EVERYBODY } from '../conversation/scope.ts';
import type { ShownMessage } from '../views/messages.ts';
import type { TransitionResult } from '../conversation/transition.ts';
import { ruledTransition, transition } from '../conversation/transition.ts';
import type { TenantSettings } from '../tenant/settings.ts';
import { prepareAttempt } from './prepare-attempt.ts';

export interface Reply {
  readonly conversationId: string;
  readonly actor: Actor;
  /** Who must be able to see the conversation; by default it is not checked. */
  readonly viewer?: Viewer;
  /** WhatsApp's message type. */
  readonly kind: string;
  readonly content: Readonly<Record<string, unknown>>;
  readonly contextWamid: string | null;
  /** For a reaction, the wamid of the message that it is about. */
  readonly reactsTo: string | null;
  /**
   * Whether the actor may do this, besides the rules of the conversation's state: returns a refusal, or null for yes.
   * `agentId` is the agent who has the conversation.
   */
  readonly permit: (agentId: string | null) => Refusal | null;
}

/** Inserts a reply with its first attempt; a reaction is also recorded as an event of the message that it is about. */
const ACCEPT = writing('accept', {
  takes: {
    id: uuid,
    conversation: uuid,
    number: uuid,
    kind: text,
    content: json<Reply['content']>(),
    contextWamid: nullable(text),
    author: nullable(uuid),
    at: time,
    attempt: uuid,
    reaction: nullable(uuid),
    reactsTo: nullable(text),
  },
  gives: {},
  ctes: `accepted AS (
      INSERT INTO message (
        id,
        tenant_id,
        conversation_id,
        number_id,
        direction,
        kind,
        content,
        context_wamid,
        status,
        author_id,
        at,
        received_at
      )
      VALUES ($id, current_tenant(), $conversation, $number, 'outbound', $kind, $content, $contextWamid, 'queued', $author, $at, $at)
    ), reacted AS (
      INSERT INTO message_event (id, tenant_id, message_id, number_id, target_wamid, kind, at) SELECT $reaction, current_tenant(), $id, $number, $reactsTo, 'reaction', $at WHERE $reaction IS NOT NULL
    ), prepared AS (
      INSERT INTO send_attempt (id, tenant_id, conversation_id, message_id, number, state, prepared_at) VALUES ($attempt, current_tenant(), $conversation, $id, 1, 'PREPARED', $at)
    )`,
});

/** How a reply is accepted, where not like any other. */
export interface AcceptedHow {
  /** Set for the workflow's own messages, see `TransitionRequest`. */
  readonly viaWorkflow?: boolean;
  /** Instead of `queueMessage`; its events have to queue the message. */
  readonly decide?: (
    state: ConversationState,
    message: { readonly messageId: string; readonly attemptId: string; readonly kind: string },
    settings: TenantSettings,
  ) => Decision;
}

/**
 * Accepts a reply. Once the transaction commits it is not lost, whatever happens to Temporal or WhatsApp.
 * @param at epoch milliseconds.
 * @returns the result, and the id of the new message (not in use when it was refused).
 */
export async function acceptReply(
  unit: TenantUnit,
  reply: Reply,
  at: number,
  how: AcceptedHow = {},
): Promise<TransitionResult & { readonly messageId: string }> {
  const { conversationId, kind, content, contextWamid, reactsTo, actor } = reply;
  const [messageId, attemptId, when] = [newId(), newId(), new Date(at)];
  const result = await ruledTransition(
    unit,
    { conversationId, at, actor, viewer: reply.viewer ?? EVERYBODY, viaWorkflow: how.viaWorkflow ?? false },
    (state, row, { settings, numberPaused, contactBlocked }) => {
      const forbidden = reply.permit(state.agentId);
      if (forbidden !== null) return forbidden;
      const decision =
        how.decide?.(state, { messageId, attemptId, kind }, settings) ??
        queueMessage(state, messageId, attemptId, at, settings, { kind, byPerson: actor.kind !== 'system' });
      if (isRefusal(decision)) return decision;
      if (numberPaused) return { refused: 'number_paused' };
      if (contactBlocked && actor.kind !== 'system') return { refused: 'contact_blocked' };
      return {
        ...decision,
        summary: {
          lastMessageId: messageId,
          lastMessageAt: at,
          lastMessagePreview: previewOf(kind, content),
          lastMessageKind: kind,
          lastMessageDirection: 'outbound',
        },
        along: along(ACCEPT, {
          id: messageId,
          conversation: conversationId,
          number: row.number_id,
          kind,
          content,
          contextWamid,
          author: actor.id,
          at: when,
          attempt: attemptId,
          reaction: reactsTo === null ? null : newId(),
          reactsTo,
        }),
      };
    },
  );
  return { ...result, messageId };
}

/** A reply as the API shows it right after it was accepted. */
export const acceptedReply = (
  reply: Reply,
  { messageId, numberId, at }: { readonly messageId: string; readonly numberId: string; readonly at: number },
): ShownMessage => ({
  id: messageId,
  conversationId: reply.conversationId,
  numberId,
  direction: 'outbound',
  kind: reply.kind,
  content: reply.content,
  raw: null,
  wamid: null,
  contextWamid: reply.contextWamid,
  status: 'queued',
  errorCode: null,
  errorText: null,
  authorId: reply.actor.id,
  at: new Date(at),
  receivedAt: new Date(at),
  contentDeletedAt: null,
  privateTo: [],
  consultId: null,
  aiCallId: null,
});

const PAUSED = statement('number_paused', {
  takes: { id: uuid },
  gives: { sending_paused: bool },
  sql: 'SELECT sending_paused FROM business_number WHERE tenant_id = (SELECT current_tenant()) AND id = $id',
});

async function isPaused(unit: TenantUnit, numberId: string): Promise<boolean> {
  const [number] = await unit.run(PAUSED, { id: numberId });
  if (number === undefined) throw new Error('the number does not exist');
  return number.sending_paused;
}

/** A message that a person cancels or resends, and when (`at`, epoch milliseconds). */
export interface RepliedMessage extends Pick<Reply, 'conversationId' | 'actor' | 'permit'> {
  readonly messageId: string;
  readonly at: number;
}

/** Cancels a reply that still waits to be sent; its PREPARED attempts become VOID. */
export async function cancelReply(
  unit: TenantUnit,
  { conversationId, messageId, actor, permit, at }: RepliedMessage,
): Promise<TransitionResult> {
  const result = await transition(
    unit,
    { conversationId, at, actor },
    state => permit(state.agentId) ?? cancelMessage(state, messageId),
  );
  if (result.ok) {
    await unit.tx.sendAttempt.updateMany({
      where: { messageId, state: 'PREPARED' },
      data: { state: 'VOID', finishedAt: new Date(at) },
    });
    await unit.tx.message.update({ where: { id: messageId }, data: { status: 'canceled' } });
  }
  return result;
}

/**
 * Sends a message whose outcome is unknown, or that has failed, again with a new attempt; refused with
 * `message_not_resendable` for any other, or when its content is deleted.
 */
export async function resendReply(
  unit: TenantUnit,
  { conversationId, messageId, actor, permit, at }: RepliedMessage,
): Promise<TransitionResult> {
  const attemptId = newId();
  let number = 1;
  const result = await transition(unit, { conversationId, at, actor }, async (state, row) => {
    const forbidden = permit(state.agentId);
    if (forbidden !== null) return forbidden;
    if (await isPaused(unit, row.number_id)) return { refused: 'number_paused' };
    const message = await unit.tx.message.findFirst({
      where: { id: messageId, conversationId, direction: 'outbound' },
    });
    const last = await unit.tx.sendAttempt.findFirst({ where: { messageId }, orderBy: { number: 'desc' } });
    if (
      message === null ||
      last === null ||
      message.content === null ||
      !['unknown', 'failed'].includes(message.status ?? '')
    )
      return { refused: 'message_not_resendable' };
    number = last.number + 1;
    return resendMessage(
      state,
      messageId,
      attemptId,
      at,
      last.state === 'UNKNOWN' ? (last.deadline?.getTime() ?? 0) + IN_FLIGHT_MARGIN_MS : 0,
      message.kind,
    );
  });
  if (result.ok) {
    await prepareAttempt(unit, { conversationId, messageId, attemptId, number, at, notBefore: null });
    await unit.tx.message.update({
      where: { id: messageId },
      data: { status: 'queued', errorCode: null, errorText: null },
    });
    await uploadAgain(unit, messageId, false);
  }
  return result;
}

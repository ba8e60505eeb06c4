/**
 * Sends, as transactions: a reply is accepted (message + attempt PREPARED), its attempt is put IN_FLIGHT right before
 * the bytes leave, and ended by what came of it. A lost answer ends UNKNOWN; only a person resends.
 */
import type { Decision, SendOutcome } from '../domain/conversation/decide.ts';
import {
  cancelMessage,
  finishSend,
  isRefusal,
  paceSend,
  queueMessage,
  resendMessage,
  startSend,
} from '../domain/conversation/decide.ts';
import type { Actor } from '../domain/conversation/events.ts';
import { SYSTEM_ACTOR } from '../domain/conversation/events.ts';
import { IN_FLIGHT_MARGIN_MS } from '../domain/conversation/plan.ts';
import { previewOf } from '../domain/whatsapp/words.ts';
import { isMediaKind } from '../domain/whatsapp/media.ts';
import { explain } from '../domain/whatsapp/send-errors.ts';
import { identityOf, userIdFor } from './contact-names.ts';
import type { TenantUnit } from './database.ts';
import { CONVERSATION } from './conversation/rows.ts';
import { along, writing } from './conversation/write.ts';
import type { Values } from './db/statement.ts';
import { bool, bytes, columns, int, json, nullable, statement, text, texts, time, uuid } from './db/statement.ts';
import { fallbackReply } from './fallback-template.ts';
import { newId } from './ids.ts';
import type { FileAtMeta } from './media/meta-files.ts';
import { filesAtMeta, uploadAgain } from './media/meta-files.ts';
import { LOCK_KEYS, inLockOrder, lockWamids, showStatuses } from './inbound/statuses.ts';
import type { Viewer } from './views/scope.ts';
import { EVERYBODY } from './views/scope.ts';
import type { ShownMessage } from './views/messages.ts';
import type { TransitionResult } from './conversation/transition.ts';
import { lockConversation, ruledTransition, transition } from './conversation/transition.ts';

export interface Reply {
  readonly conversationId: string;
  readonly actor: Actor;
  /** For whom the conversation is to exist; not given: it does for whoever asks. */
  readonly viewer?: Viewer;
  /** WhatsApp's message type. */
  readonly kind: string;
  readonly content: Readonly<Record<string, unknown>>;
  readonly contextWamid: string | null;
  /** The wamid a reaction is about. */
  readonly reactsTo: string | null;
  /** May say no beyond the state's own rules: who may answer here. */
  readonly permit: (agentId: string | null) => Decision | null;
}

/** A reply with its first attempt; as a reaction it is something that happened to the message it is about, too. */
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

/** Accepts a reply: kept from here on, whatever happens to Temporal or WhatsApp. */
export async function acceptReply(
  unit: TenantUnit,
  reply: Reply,
  at: number,
): Promise<TransitionResult & { readonly messageId: string }> {
  const { conversationId, kind, content, contextWamid, reactsTo, actor } = reply;
  const [messageId, attemptId, when] = [newId(), newId(), new Date(at)];
  const result = await ruledTransition(
    unit,
    { conversationId, at, actor, viewer: reply.viewer ?? EVERYBODY },
    (state, row, { settings, numberPaused }) => {
      const forbidden = reply.permit(state.agentId);
      if (forbidden !== null) return forbidden;
      const decision = queueMessage(state, messageId, attemptId, at, settings, {
        kind,
        byPerson: actor.kind !== 'system',
      });
      if (isRefusal(decision)) return decision;
      if (numberPaused) return { refused: 'number_paused' };
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

/** A reply as it was accepted. */
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

const PREPARE = statement('attempt_prepare', {
  takes: { id: uuid, conversation: uuid, message: uuid, number: int, at: time, notBefore: nullable(time) },
  gives: {},
  sql: `
    INSERT INTO send_attempt (id, tenant_id, conversation_id, message_id, number, state, prepared_at, not_before)
    VALUES ($id, current_tenant(), $conversation, $message, $number, 'PREPARED', $at, $notBefore)`,
});

async function prepareAttempt(
  unit: TenantUnit,
  conversationId: string,
  messageId: string,
  attemptId: string,
  number: number,
  at: number,
  notBefore: number | null,
): Promise<void> {
  await unit.write(PREPARE, {
    id: attemptId,
    conversation: conversationId,
    message: messageId,
    number,
    at: new Date(at),
    notBefore: notBefore === null ? null : new Date(notBefore),
  });
}

/** What is to be sent, once the attempt is IN_FLIGHT. */
export interface SendOrder {
  readonly attemptId: string;
  readonly attemptNumber: number;
  readonly deadline: number;
  readonly phoneNumberId: string;
  readonly accessToken: Uint8Array;
  readonly numberId: string;
  readonly contactId: string;
  /** Where to: the phone number where known, else the business-scoped user id. */
  readonly to: { readonly waId: string } | { readonly userId: string };
  readonly kind: string;
  readonly content: Readonly<Record<string, unknown>>;
  readonly contextWamid: string | null;
  /** Files of ours that go with it, in the order in which it names them. */
  readonly files: readonly FileAtMeta[];
}

const OUTGOING = statement('attempt_outgoing', {
  takes: { attempt: uuid },
  gives: {
    message_id: uuid,
    attempt_number: int,
    kind: text,
    content: nullable(json<Reply['content']>()),
    context_wamid: nullable(text),
    number_id: uuid,
    phone_number_id: text,
    access_token: bytes,
    sending_paused: bool,
    wa_id: nullable(text),
    user_id: nullable(text),
  },
  sql: `
    SELECT
      m.id AS message_id,
      a.number AS attempt_number,
      m.kind,
      m.content,
      m.context_wamid,
      n.id AS number_id,
      n.phone_number_id,
      n.access_token,
      n.sending_paused,
      ${identityOf('wa_id', 'c')} AS wa_id,
      ${userIdFor('c', 'n')} AS user_id
    FROM send_attempt a
      JOIN message m ON m.tenant_id = a.tenant_id
        AND m.id = a.message_id
      JOIN business_number n ON n.tenant_id = m.tenant_id
        AND n.id = m.number_id
      JOIN conversation c ON c.tenant_id = a.tenant_id
        AND c.id = a.conversation_id
    WHERE a.tenant_id = (SELECT current_tenant()) AND a.id = $attempt`,
});

/** Right before the bytes leave. */
const FLY = writing('fly', {
  takes: { attempt: uuid, inFlightAt: time, deadline: time },
  gives: {},
  ctes: `flying AS (UPDATE send_attempt SET state = 'IN_FLIGHT', in_flight_at = $inFlightAt, deadline = $deadline WHERE tenant_id = (SELECT current_tenant()) AND id = $attempt RETURNING message_id),
    shown AS (UPDATE message m SET status = 'sending' FROM flying WHERE m.tenant_id = (SELECT current_tenant()) AND m.id = flying.message_id)`,
});

/**
 * PREPARED → IN_FLIGHT, compare-and-set.
 * @returns null when the attempt is not to be sent (canceled, too late, not its turn).
 */
export async function beginAttempt(
  unit: TenantUnit,
  conversationId: string,
  attemptId: string,
  at: number,
  timeoutMs: number,
): Promise<SendOrder | null> {
  const deadline = at + timeoutMs;
  // The second one begins when the first has its lock: whoever has changed the contact's number meanwhile is heard.
  const [row, [order]] = await Promise.all([
    lockConversation(unit, conversationId),
    unit.run(OUTGOING, { attempt: attemptId }),
  ]);
  if (row === null || order === undefined) return null;
  const result = await transition(
    unit,
    { conversationId, at, actor: SYSTEM_ACTOR, viaWorkflow: true, locked: row },
    state => {
      const decision = startSend(state, attemptId, at, deadline, {
        kind: order.kind,
        numberPaused: order.sending_paused,
      });
      return isRefusal(decision) || decision.events.some(event => event.type === 'send_failed')
        ? decision
        : {
            ...decision,
            along: along(FLY, { attempt: attemptId, inFlightAt: new Date(at), deadline: new Date(deadline) }),
          };
    },
  );
  if (!result.ok) return null;
  const failed = result.transition.events.find(event => event.type === 'send_failed');
  if (failed !== undefined) {
    await unit.write(
      END_ALONE,
      endOf(
        attemptId,
        order.message_id,
        at,
        { kind: 'rejected', code: failed.data.code },
        { errorText: explain(failed.data.code) ?? failed.data.code },
      ),
    );
    // The reply itself is never sent as something else: the fall-back is a message of its own, for all to see.
    const instead = failed.data.code === 'window_closed' ? await fallbackReply(unit, result.transition.row) : null;
    if (instead !== null) await acceptReply(unit, instead, at);
    return null;
  }
  return {
    attemptId,
    attemptNumber: order.attempt_number,
    deadline,
    phoneNumberId: order.phone_number_id,
    accessToken: order.access_token,
    numberId: order.number_id,
    contactId: row.contact_id,
    to: order.wa_id !== null ? { waId: order.wa_id } : { userId: order.user_id ?? '' },
    kind: order.kind,
    content: order.content ?? {},
    contextWamid: order.context_wamid,
    files: isMediaKind(order.kind) || order.kind === 'template' ? await filesAtMeta(unit, order.message_id) : [],
  };
}

/**
 * Puts a PREPARED attempt off until its place under WhatsApp's limits comes.
 * @param slotAt the place under the number's limit, when it is known.
 */
export async function deferAttempt(
  unit: TenantUnit,
  conversationId: string,
  attemptId: string,
  at: number,
  notBefore: number,
  slotAt: number | null,
): Promise<void> {
  const result = await transition(unit, { conversationId, at, actor: SYSTEM_ACTOR, viaWorkflow: true }, state =>
    paceSend(state, attemptId, notBefore),
  );
  if (!result.ok) return;
  await unit.tx.sendAttempt.update({
    where: { id: attemptId },
    data: { notBefore: new Date(notBefore), slotAt: slotAt === null ? null : new Date(slotAt) },
  });
}

export interface SendAnswer {
  readonly wamid?: string;
  readonly httpStatus?: number;
  readonly errorCode?: string;
  readonly errorText?: string;
}

/** The locks of `lockWamids`, and behind them the conversation's. */
const LOCK_FOR_ANSWER = statement('attempt_lock_for_answer', {
  takes: { conversation: uuid, attempt: uuid, tenant: text, keys: texts },
  gives: { ...CONVERSATION, attempt_message: uuid, attempt_number: int },
  sql: `
    SELECT ${columns(CONVERSATION, 'c')}, a.message_id AS attempt_message, a.number AS attempt_number
    FROM (SELECT count(*) AS taken FROM (${LOCK_KEYS}) locks OFFSET 0) held
      JOIN conversation c ON held.taken >= 0
      JOIN send_attempt a ON a.tenant_id = c.tenant_id
        AND a.conversation_id = c.id
    WHERE c.tenant_id = (SELECT current_tenant()) AND c.id = $conversation AND a.id = $attempt
    FOR NO KEY UPDATE OF c`,
});

/** Ends an attempt by what WhatsApp answered, or by the answer that never came. */
export async function finishAttempt(
  unit: TenantUnit,
  conversationId: string,
  attemptId: string,
  outcome: SendOutcome,
  answer: SendAnswer,
  at: number,
): Promise<TransitionResult> {
  if (outcome.kind === 'unknown') {
    // A status may have come before the answer got lost: then it is known that WhatsApp took the message.
    await lockWamids(unit, [attemptId]);
    const wamid = await wamidByStatus(unit, attemptId);
    if (wamid !== null) return finishAttempt(unit, conversationId, attemptId, { kind: 'accepted' }, { wamid }, at);
  }
  const keys = inLockOrder([attemptId, ...(answer.wamid === undefined ? [] : [answer.wamid])]);
  const [row] = await unit.run(LOCK_FOR_ANSWER, {
    conversation: conversationId,
    attempt: attemptId,
    tenant: unit.tenantId,
    keys,
  });
  if (row === undefined) return { ok: false, refusal: { refused: 'conversation_not_found' } };
  const { attempt_message: messageId, attempt_number: number } = row;
  const result = await transition(
    unit,
    { conversationId, at, actor: SYSTEM_ACTOR, viaWorkflow: true, locked: row },
    state => {
      const decision = finishSend(state, attemptId, outcome);
      return isRefusal(decision)
        ? decision
        : { ...decision, along: along(END, endOf(attemptId, messageId, at, outcome, answer)) };
    },
  );
  if (!result.ok) return result;
  // Statuses that came before the answer.
  if (outcome.kind === 'accepted' && answer.wamid !== undefined && result.transition.answer?.['reported'] === true)
    await showStatuses(unit, messageId, row.number_id, answer.wamid);
  if (outcome.kind === 'throttled')
    await prepareAttempt(unit, conversationId, messageId, outcome.nextAttemptId, number + 1, at, outcome.notBefore);
  return result;
}

const MESSAGE_STATUS = { accepted: 'accepted', rejected: 'failed', throttled: 'queued', unknown: 'unknown' } as const;
const ATTEMPT_STATE = {
  accepted: 'ACCEPTED',
  rejected: 'REJECTED',
  throttled: 'THROTTLED',
  unknown: 'UNKNOWN',
} as const;

const ENDED = {
  attempt: uuid,
  message: uuid,
  state: text,
  finishedAt: time,
  wamid: nullable(text),
  httpStatus: nullable(int),
  errorCode: nullable(text),
  errorText: nullable(text),
  status: text,
  shownCode: nullable(text),
  shownText: nullable(text),
} as const;
/** SQL: an attempt is over; and its message shows it. */
const END_ATTEMPT = `
    UPDATE send_attempt
    SET
      state = $state,
      finished_at = $finishedAt,
      wamid = $wamid,
      http_status = $httpStatus,
      error_code = $errorCode,
      error_text = $errorText
    WHERE tenant_id = (SELECT current_tenant()) AND id = $attempt`;
const SHOW_END = `
    UPDATE message
    SET status = $status, wamid = coalesce($wamid, wamid), error_code = $shownCode, error_text = $shownText
    WHERE tenant_id = (SELECT current_tenant()) AND id = $message`;
/** Answers, too, whether WhatsApp has said more of the message already. */
const END = writing('end', {
  takes: ENDED,
  gives: { reported: bool },
  ctes: `ended AS (${END_ATTEMPT}), shown AS (${SHOW_END})`,
  select: `
      EXISTS (
        SELECT 1
        FROM message m
          JOIN message_status s ON s.tenant_id = m.tenant_id
            AND s.number_id = m.number_id
            AND s.wamid = $wamid
        WHERE m.tenant_id = (SELECT current_tenant()) AND m.id = $message
      ) AS reported`,
});
/** By itself: the transition that ends it wrote something else along. */
const END_ALONE = statement('attempt_end', {
  takes: ENDED,
  gives: {},
  sql: `WITH ended AS (${END_ATTEMPT}) ${SHOW_END}`,
});

function endOf(
  attempt: string,
  message: string,
  at: number,
  outcome: SendOutcome,
  answer: SendAnswer,
): Values<typeof ENDED> {
  const errorCode = outcome.kind === 'rejected' ? outcome.code : (answer.errorCode ?? null);
  const shown = outcome.kind === 'accepted' ? NO_ERROR : { code: errorCode, text: answer.errorText ?? null };
  return {
    attempt,
    message,
    state: ATTEMPT_STATE[outcome.kind],
    finishedAt: new Date(at),
    wamid: answer.wamid ?? null,
    httpStatus: answer.httpStatus ?? null,
    errorCode,
    errorText: answer.errorText ?? null,
    status: MESSAGE_STATUS[outcome.kind],
    shownCode: shown.code,
    shownText: shown.text,
  };
}

const NO_ERROR = { code: null, text: null } as const;

/**
 * After a send whose caller vanished: PREPARED is still safe and stays; IN_FLIGHT past its deadline and margin is
 * settled by a status that came meanwhile, else becomes UNKNOWN.
 */
export async function recoverAttempt(
  unit: TenantUnit,
  conversationId: string,
  attemptId: string,
  at: number,
): Promise<void> {
  await lockWamids(unit, [attemptId]);
  const wamid = await wamidByStatus(unit, attemptId);
  if (wamid !== null) await lockWamids(unit, [wamid]);
  const row = await lockConversation(unit, conversationId);
  const send = row?.sends.find(open => open.attemptId === attemptId);
  if (send?.attempt !== 'IN_FLIGHT') return;
  if (wamid === null && at < (send.deadline ?? 0) + IN_FLIGHT_MARGIN_MS) return;
  if (wamid === null)
    await finishAttempt(
      unit,
      conversationId,
      attemptId,
      { kind: 'unknown' },
      { errorText: 'WhatsApp’s answer was lost; the message may or may not have been sent.' },
      at,
    );
  else await finishAttempt(unit, conversationId, attemptId, { kind: 'accepted' }, { wamid }, at);
}

const BY_STATUS = statement('wamid_by_status', {
  takes: { attempt: uuid },
  gives: { wamid: text },
  sql: 'SELECT wamid FROM message_status WHERE tenant_id = (SELECT current_tenant()) AND attempt_id = $attempt LIMIT 1',
});

async function wamidByStatus(unit: TenantUnit, attemptId: string): Promise<string | null> {
  return (await unit.run(BY_STATUS, { attempt: attemptId }))[0]?.wamid ?? null;
}

/** Takes back a reply that is still waiting. */
export async function cancelReply(
  unit: TenantUnit,
  conversationId: string,
  messageId: string,
  actor: Actor,
  permit: Reply['permit'],
  at: number,
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

/** A person sends an UNKNOWN or FAILED message again, with a new attempt. */
export async function resendReply(
  unit: TenantUnit,
  conversationId: string,
  messageId: string,
  actor: Actor,
  permit: Reply['permit'],
  at: number,
): Promise<TransitionResult> {
  const attemptId = newId();
  let number = 1;
  const result = await transition(unit, { conversationId, at, actor }, async (state, row) => {
    const forbidden = permit(state.agentId);
    if (forbidden !== null && isRefusal(forbidden)) return forbidden;
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
    await prepareAttempt(unit, conversationId, messageId, attemptId, number, at, null);
    await unit.tx.message.update({
      where: { id: messageId },
      data: { status: 'queued', errorCode: null, errorText: null },
    });
    await uploadAgain(unit, messageId, false);
  }
  return result;
}

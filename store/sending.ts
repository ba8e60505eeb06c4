/**
 * Sends, as transactions: a reply is accepted (message + attempt PREPARED), its attempt is put IN_FLIGHT right before the
 * bytes leave, and ended by what came of it. A lost answer ends UNKNOWN; only a person resends.
 */
import type { Decision, SendOutcome } from '../domain/conversation/decide.ts';
import { cancelMessage, finishSend, isRefusal, paceSend, queueMessage, resendMessage, startSend } from '../domain/conversation/decide.ts';
import type { Actor } from '../domain/conversation/events.ts';
import { SYSTEM_ACTOR } from '../domain/conversation/events.ts';
import { IN_FLIGHT_MARGIN_MS } from '../domain/conversation/plan.ts';
import { previewOf } from '../domain/whatsapp/inbound.ts';
import { isMediaKind } from '../domain/whatsapp/media.ts';
import { explain } from '../domain/whatsapp/send-errors.ts';
import type { TenantUnit } from './database.ts';
import type { Prisma } from './generated/client.ts';
import { fallbackReply } from './fallback-template.ts';
import { newId } from './ids.ts';
import { fileAtMeta, uploadAgain } from './media/meta-files.ts';
import { joinStatuses, lockWamids } from './inbound/statuses.ts';
import { tenantSettings } from './settings.ts';
import type { Decider, TransitionResult } from './conversation/transition.ts';
import { lockConversation, transition } from './conversation/transition.ts';

export interface Reply {
  readonly conversationId: string;
  readonly actor: Actor;
  /** WhatsApp's message type. */
  readonly kind: string;
  readonly content: Readonly<Record<string, unknown>>;
  readonly contextWamid: string | null;
  /** The wamid a reaction is about. */
  readonly reactsTo: string | null;
  /** May say no beyond the state's own rules: who may answer here. */
  readonly permit: (agentId: string | null) => Decision | null;
}

/** Accepts a reply: kept from here on, whatever happens to Temporal or WhatsApp. */
export async function acceptReply(unit: TenantUnit, reply: Reply, at: number): Promise<TransitionResult & { messageId: string }> {
  const messageId = newId();
  const attemptId = newId();
  const policy = await tenantSettings(unit);
  const decide: Decider = async (state, row) => {
    const forbidden = reply.permit(state.agentId);
    if (forbidden !== null) return forbidden;
    const decision = queueMessage(state, messageId, attemptId, at, policy, { kind: reply.kind, byPerson: reply.actor.kind !== 'system' });
    if (!isRefusal(decision) && (await isPaused(unit, row.number_id))) return { refused: 'number_paused' };
    return { ...decision, summary: { lastMessageId: messageId, lastMessageAt: at, lastMessagePreview: previewOf(reply.content), lastMessageKind: reply.kind, lastMessageDirection: 'outbound' } };
  };
  const result = await transition(unit, { conversationId: reply.conversationId, at, actor: reply.actor }, decide);
  if (result.ok) {
    const numberId = result.transition.row.number_id;
    await unit.tx.message.create({
      data: {
        id: messageId, tenantId: unit.tenantId, conversationId: reply.conversationId, numberId, direction: 'outbound', kind: reply.kind, content: reply.content as Prisma.InputJsonObject,
        contextWamid: reply.contextWamid, status: 'queued', authorId: reply.actor.id, at: new Date(at), receivedAt: new Date(at),
      },
    });
    if (reply.reactsTo !== null) await unit.tx.messageEvent.create({ data: { id: newId(), tenantId: unit.tenantId, messageId, numberId, targetWamid: reply.reactsTo, kind: 'reaction', at: new Date(at) } });
    await prepareAttempt(unit, reply.conversationId, messageId, attemptId, 1, at, null);
  }
  return { ...result, messageId };
}

async function isPaused(unit: TenantUnit, numberId: string): Promise<boolean> {
  return (await unit.tx.businessNumber.findUniqueOrThrow({ where: { id: numberId }, select: { sendingPaused: true } })).sendingPaused;
}

async function prepareAttempt(unit: TenantUnit, conversationId: string, messageId: string, attemptId: string, number: number, at: number, notBefore: number | null): Promise<void> {
  await unit.tx.sendAttempt.create({
    data: { id: attemptId, tenantId: unit.tenantId, conversationId, messageId, number, state: 'PREPARED', preparedAt: new Date(at), notBefore: notBefore === null ? null : new Date(notBefore) },
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
  /** Of a file of ours that goes with it. */
  readonly file: Awaited<ReturnType<typeof fileAtMeta>>;
}

/** PREPARED → IN_FLIGHT, compare-and-set. @returns null when the attempt is not to be sent (canceled, too late, not its turn). */
export async function beginAttempt(unit: TenantUnit, conversationId: string, attemptId: string, at: number, timeoutMs: number): Promise<SendOrder | null> {
  const deadline = at + timeoutMs;
  const attempt = await unit.tx.sendAttempt.findUnique({ where: { id: attemptId } });
  if (attempt === null) return null;
  const result = await transition(unit, { conversationId, at, actor: SYSTEM_ACTOR, viaWorkflow: true }, async (state, row) => {
    const { kind } = await unit.tx.message.findUniqueOrThrow({ where: { id: attempt.messageId }, select: { kind: true } });
    return startSend(state, attemptId, at, deadline, { kind, numberPaused: await isPaused(unit, row.number_id) });
  });
  if (!result.ok) return null;
  const failed = result.transition.events.find(event => event.type === 'send_failed');
  if (failed !== undefined) {
    await endAttempt(unit, attempt.id, attempt.messageId, at, { kind: 'rejected', code: failed.data.code }, { errorText: explain(failed.data.code) ?? failed.data.code });
    // The reply itself is never sent as something else: the fall-back is a message of its own, for all to see.
    const instead = failed.data.code === 'window_closed' ? await fallbackReply(unit, result.transition.row) : null;
    if (instead !== null) await acceptReply(unit, instead, at);
    return null;
  }
  await unit.tx.sendAttempt.update({ where: { id: attemptId }, data: { state: 'IN_FLIGHT', inFlightAt: new Date(at), deadline: new Date(deadline) } });
  const message = await unit.tx.message.update({ where: { id: attempt.messageId }, data: { status: 'sending' } });
  const number = await unit.tx.businessNumber.findUniqueOrThrow({ where: { id: message.numberId } });
  const identities = await unit.tx.contactIdentity.findMany({ where: { tenantId: unit.tenantId, contactId: result.transition.row.contact_id }, orderBy: { createdAt: 'desc' } });
  const waId = identities.find(identity => identity.kind === 'wa_id');
  const userId = identities.find(identity => identity.kind === 'user_id');
  return {
    attemptId, attemptNumber: attempt.number, deadline, phoneNumberId: number.phoneNumberId, accessToken: number.accessToken, numberId: number.id, contactId: result.transition.row.contact_id,
    to: waId !== undefined ? { waId: waId.value } : { userId: userId?.value ?? '' }, kind: message.kind,
    content: message.content as Record<string, unknown>, contextWamid: message.contextWamid, file: isMediaKind(message.kind) || message.kind === 'template' ? await fileAtMeta(unit, message.id) : null,
  };
}

/** Puts a PREPARED attempt off until its place under WhatsApp's limits comes. @param slotAt the place under the number's limit, when it is known. */
export async function deferAttempt(unit: TenantUnit, conversationId: string, attemptId: string, at: number, notBefore: number, slotAt: number | null): Promise<void> {
  const result = await transition(unit, { conversationId, at, actor: SYSTEM_ACTOR, viaWorkflow: true }, state => paceSend(state, attemptId, notBefore));
  if (!result.ok) return;
  await unit.tx.sendAttempt.update({ where: { id: attemptId }, data: { notBefore: new Date(notBefore), slotAt: slotAt === null ? null : new Date(slotAt) } });
}

export interface SendAnswer {
  readonly wamid?: string;
  readonly httpStatus?: number;
  readonly errorCode?: string;
  readonly errorText?: string;
}

/** Ends an attempt by what WhatsApp answered, or by the answer that never came. */
export async function finishAttempt(unit: TenantUnit, conversationId: string, attemptId: string, outcome: SendOutcome, answer: SendAnswer, at: number): Promise<TransitionResult> {
  await lockWamids(unit, [attemptId, ...(answer.wamid === undefined ? [] : [answer.wamid])]);
  if (outcome.kind === 'unknown') {
    // A status may have come before the answer got lost: then it is known that WhatsApp took the message.
    const wamid = await wamidByStatus(unit, attemptId);
    if (wamid !== null) return finishAttempt(unit, conversationId, attemptId, { kind: 'accepted' }, { wamid }, at);
  }
  const result = await transition(unit, { conversationId, at, actor: SYSTEM_ACTOR, viaWorkflow: true }, state => finishSend(state, attemptId, outcome));
  if (!result.ok) return result;
  const attempt = await unit.tx.sendAttempt.findUniqueOrThrow({ where: { id: attemptId } });
  await endAttempt(unit, attemptId, attempt.messageId, at, outcome, answer);
  if (outcome.kind === 'accepted' && answer.wamid !== undefined) await joinStatuses(unit, attempt.messageId, result.transition.row.number_id, answer.wamid);
  if (outcome.kind === 'throttled') await prepareAttempt(unit, conversationId, attempt.messageId, outcome.nextAttemptId, attempt.number + 1, at, outcome.notBefore);
  return result;
}

const MESSAGE_STATUS = { accepted: 'accepted', rejected: 'failed', throttled: 'queued', unknown: 'unknown' } as const;
const ATTEMPT_STATE = { accepted: 'ACCEPTED', rejected: 'REJECTED', throttled: 'THROTTLED', unknown: 'UNKNOWN' } as const;

async function endAttempt(unit: TenantUnit, attemptId: string, messageId: string, at: number, outcome: SendOutcome, answer: SendAnswer): Promise<void> {
  const errorCode = outcome.kind === 'rejected' ? outcome.code : (answer.errorCode ?? null);
  await unit.tx.sendAttempt.update({
    where: { id: attemptId },
    data: { state: ATTEMPT_STATE[outcome.kind], finishedAt: new Date(at), wamid: answer.wamid ?? null, httpStatus: answer.httpStatus ?? null, errorCode, errorText: answer.errorText ?? null },
  });
  await unit.tx.message.update({
    where: { id: messageId },
    data: { status: MESSAGE_STATUS[outcome.kind], ...(answer.wamid === undefined ? {} : { wamid: answer.wamid }), errorCode: outcome.kind === 'accepted' ? null : errorCode, errorText: outcome.kind === 'accepted' ? null : (answer.errorText ?? null) },
  });
}

/**
 * After a send whose caller vanished: PREPARED is still safe and stays; IN_FLIGHT past its deadline and margin is settled
 * by a status that came meanwhile, else becomes UNKNOWN.
 */
export async function recoverAttempt(unit: TenantUnit, conversationId: string, attemptId: string, at: number): Promise<void> {
  await lockWamids(unit, [attemptId]);
  const wamid = await wamidByStatus(unit, attemptId);
  if (wamid !== null) await lockWamids(unit, [wamid]);
  const row = await lockConversation(unit, conversationId);
  const send = row?.sends.find(open => open.attemptId === attemptId);
  if (send?.attempt !== 'IN_FLIGHT') return;
  if (wamid === null && at < (send.deadline ?? 0) + IN_FLIGHT_MARGIN_MS) return;
  if (wamid === null) await finishAttempt(unit, conversationId, attemptId, { kind: 'unknown' }, { errorText: 'WhatsApp’s answer was lost; the message may or may not have been sent.' }, at);
  else await finishAttempt(unit, conversationId, attemptId, { kind: 'accepted' }, { wamid }, at);
}

async function wamidByStatus(unit: TenantUnit, attemptId: string): Promise<string | null> {
  return (await unit.tx.messageStatus.findFirst({ where: { tenantId: unit.tenantId, attemptId }, select: { wamid: true } }))?.wamid ?? null;
}

/** Takes back a reply that is still waiting. */
export async function cancelReply(unit: TenantUnit, conversationId: string, messageId: string, actor: Actor, permit: Reply['permit'], at: number): Promise<TransitionResult> {
  const result = await transition(unit, { conversationId, at, actor }, state => permit(state.agentId) ?? cancelMessage(state, messageId));
  if (result.ok) {
    await unit.tx.sendAttempt.updateMany({ where: { messageId, state: 'PREPARED' }, data: { state: 'VOID', finishedAt: new Date(at) } });
    await unit.tx.message.update({ where: { id: messageId }, data: { status: 'canceled' } });
  }
  return result;
}

/** A person sends an UNKNOWN or FAILED message again, with a new attempt. */
export async function resendReply(unit: TenantUnit, conversationId: string, messageId: string, actor: Actor, permit: Reply['permit'], at: number): Promise<TransitionResult> {
  const attemptId = newId();
  let number = 1;
  const result = await transition(unit, { conversationId, at, actor }, async (state, row) => {
    const forbidden = permit(state.agentId);
    if (forbidden !== null && isRefusal(forbidden)) return forbidden;
    if (await isPaused(unit, row.number_id)) return { refused: 'number_paused' };
    const message = await unit.tx.message.findFirst({ where: { id: messageId, conversationId, direction: 'outbound' } });
    const last = await unit.tx.sendAttempt.findFirst({ where: { messageId }, orderBy: { number: 'desc' } });
    if (message === null || last === null || message.content === null || !['unknown', 'failed'].includes(message.status ?? '')) return { refused: 'message_not_resendable' };
    number = last.number + 1;
    return resendMessage(state, messageId, attemptId, at, last.state === 'UNKNOWN' ? (last.deadline?.getTime() ?? 0) + IN_FLIGHT_MARGIN_MS : 0, message.kind);
  });
  if (result.ok) {
    await prepareAttempt(unit, conversationId, messageId, attemptId, number, at, null);
    await unit.tx.message.update({ where: { id: messageId }, data: { status: 'queued', errorCode: null, errorText: null } });
    await uploadAgain(unit, messageId, false);
  }
  return result;
}

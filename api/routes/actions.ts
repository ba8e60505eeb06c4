import { z } from 'zod';
import * as decide from '../../domain/conversation/decide.ts';
import { nextExclusionEnd } from '../../store/acd/exclusions.ts';
import { transition } from '../../store/conversation/transition.ts';
import { newId } from '../../store/ids.ts';
import { acceptReply, cancelReply, resendReply } from '../../store/sending.ts';
import { queuePolicy, requireQueue, tenantSettings } from '../../store/settings.ts';
import { templateChoices } from '../../store/templates.ts';
import type { ConversationView } from '../../store/views/conversations.ts';
import { findConversation } from '../../store/views/conversations.ts';
import { messageView } from '../../store/views/messages.ts';
import type { TenantUnit } from '../../store/database.ts';
import type { Upload } from '../../store/generated/client.ts';
import { mediaOf } from '../../store/media/media.ts';
import { attachUpload, findUpload } from '../../store/media/uploads.ts';
import type { Principal } from '../auth/principal.ts';
import { actorOf } from '../auth/principal.ts';
import { ProblemError, problem, refusalProblem } from '../http/problem.ts';
import type { OutboundMessage } from '../outbound/message.ts';
import { filledTemplate } from '../outbound/filled-template.ts';
import { contentOf, outboundMessage, uploadOf } from '../outbound/message.ts';
import { audit, ownOnly, required, visibleConversation } from './access.ts';
import { route } from './route.ts';
import { byId, conversation, id, message, ok, plainText } from './schemas.ts';

const TAG = 'Conversation actions';
const PEOPLE = ['TENANT_ADMIN', 'AGENT'] as const;
const NOTE_LIMIT = 10_000;

const reply = route({
  method: 'post', path: '/conversations/{id}/messages', tag: TAG, summary: 'Reply to the contact: inside the customer-service window with anything, outside it with a template', roles: PEOPLE, params: byId, idempotent: true, status: 202,
  body: outboundMessage,
  answer: message,
  handle: ({ app, work, principal, params, body, at }) => work(async unit => {
    const conversation = await visibleConversation(unit, principal, params.id, at);
    const { number } = conversation;
    const upload = await namedUpload(unit, principal, body, at);
    const { content, contextWamid, target } = await placed(unit, conversation, body);
    const result = await acceptReply(unit, { conversationId: params.id, actor: actorOf(principal), kind: body.type, content: upload === null ? content : withName(body.type, content, upload), contextWamid, reactsTo: target, permit: ownOnly(principal) }, at);
    if (!result.ok && result.refusal.refused === 'window_closed') throw await windowClosed(unit, number.id, result.refusal);
    required(result);
    if (upload !== null) await attachUpload(unit, app.box, upload, { messageId: result.messageId, conversationId: params.id, numberId: number.id }, at);
    const files = await mediaOf(unit, [result.messageId]);
    return messageView(await unit.tx.message.findUniqueOrThrow({ where: { id: result.messageId } }), [], files.get(result.messageId) ?? null);
  }),
});

/** The upload that the message names; null when it names none. @throws problem when it is not there, or of another kind. */
async function namedUpload(unit: TenantUnit, principal: Principal, body: OutboundMessage, at: number): Promise<Upload | null> {
  const named = uploadOf(body);
  if (named === null) return null;
  const { uploadId, kind, field } = named;
  const upload = await findUpload(unit, principal, uploadId, at);
  if (upload === null) throw problem(400, 'upload_unknown', 'There is no such upload of yours (any more).', { field });
  if (upload.kind !== kind) throw problem(400, 'invalid_request', `The upload is to be sent as ${upload.kind}.`, { field });
  return upload;
}

/** A document is shown with a name: that of its file where the message gives none. */
function withName(kind: string, content: Record<string, unknown>, { fileName }: Upload): Record<string, unknown> {
  return kind === 'document' && content['filename'] === undefined && fileName !== null ? { ...content, filename: fileName } : content;
}

/** The content as WhatsApp wants it: messages of ours that it names are named by their wamid. */
async function placed(unit: TenantUnit, conversation: ConversationView, body: OutboundMessage): Promise<{ content: Record<string, unknown>; contextWamid: string | null; target: string | null }> {
  const wamidOf = async (messageId: string, field: string): Promise<string> => {
    const named = await unit.tx.message.findFirst({ where: { id: messageId, conversationId: conversation.id, kind: { not: 'reaction' } } });
    if (named?.wamid == null) throw problem(400, 'invalid_request', 'The message named is not one of this conversation that WhatsApp knows.', { field });
    return named.wamid;
  };
  if (body.type === 'reaction') {
    const target = await wamidOf(body.reaction.messageId, 'reaction.messageId');
    return { content: { message_id: target, emoji: body.reaction.emoji }, contextWamid: null, target };
  }
  const contextWamid = body.context === undefined ? null : await wamidOf(body.context.messageId, 'context.messageId');
  return { content: body.type === 'template' ? await filledTemplate(unit, conversation, body.template) : contentOf(body), contextWamid, target: null };
}

/** Free-form is not possible; what is possible is named. */
async function windowClosed(unit: TenantUnit, numberId: string, refusal: Parameters<typeof refusalProblem>[0]): Promise<ProblemError> {
  const { fields } = refusalProblem(refusal);
  return new ProblemError({ ...fields, extra: { ...fields.extra, templates: await templateChoices(unit, numberId) } });
}

const note = route({
  method: 'post', path: '/conversations/{id}/notes', tag: TAG, summary: 'Write a note that only colleagues see', roles: PEOPLE, params: byId, idempotent: true, status: 201,
  body: z.object({ text: plainText(NOTE_LIMIT) }), answer: message,
  handle: ({ work, principal, params, body, at }) => work(async unit => {
    const seen = await visibleConversation(unit, principal, params.id, at);
    const messageId = newId();
    const policy = await tenantSettings(unit);
    required(await transition(unit, { conversationId: params.id, at, actor: actorOf(principal) }, state =>
      state.phase === 'erased' ? { refused: 'conversation_erased' } : { events: [{ type: 'note_added', data: { messageId, retentionAt: at + policy.retentionMs } }] }));
    return messageView(await unit.tx.message.create({
      data: { id: messageId, tenantId: unit.tenantId, conversationId: params.id, numberId: seen.number.id, direction: 'internal', kind: 'note', content: { body: body.text }, authorId: principal.id, at: new Date(at), receivedAt: new Date(at) },
    }));
  }),
});

const cancel = route({
  method: 'post', path: '/conversations/{id}/messages/{messageId}/cancel', tag: TAG, summary: 'Take back a reply that is still waiting', roles: PEOPLE, params: byId.extend({ messageId: id }), answer: ok,
  handle: ({ work, principal, params, at }) => work(async unit => {
    await visibleConversation(unit, principal, params.id, at);
    required(await cancelReply(unit, params.id, params.messageId, actorOf(principal), ownOnly(principal), at));
    return { ok: true as const };
  }),
});

const resend = route({
  method: 'post', path: '/conversations/{id}/messages/{messageId}/resend', tag: TAG, summary: 'Send a failed message, or one whose outcome is unknown, again', roles: PEOPLE, params: byId.extend({ messageId: id }), answer: ok, status: 202,
  handle: ({ work, principal, params, at }) => work(async unit => {
    await visibleConversation(unit, principal, params.id, at);
    required(await resendReply(unit, params.id, params.messageId, actorOf(principal), ownOnly(principal), at));
    await audit(unit, principal, 'message.resend', params.messageId, at);
    return { ok: true as const };
  }),
});

const transfer = route({
  method: 'post', path: '/conversations/{id}/transfer', tag: TAG, summary: 'Hand over to a queue, or offer to an agent', roles: PEOPLE, params: byId, idempotent: true,
  body: z.union([z.object({ queueId: id }).strict(), z.object({ agentId: id }).strict()]), answer: conversation,
  handle: ({ work, principal, params, body, at }) => work(async unit => {
    await visibleConversation(unit, principal, params.id, at);
    const permit = ownOnly(principal);
    const request = { conversationId: params.id, at, actor: actorOf(principal) };
    if ('queueId' in body) {
      const queue = await queuePolicy(unit, body.queueId);
      if (queue === null) throw problem(400, 'invalid_request', 'There is no such queue.', { field: 'queueId' });
      required(await transition(unit, request, async state => permit(state.agentId) ?? decide.transferToQueue(state, queue, at, await nextExclusionEnd(unit, params.id, state, at))));
    } else {
      const agent = await unit.tx.agentState.findUnique({ where: { tenantId_agentId: { tenantId: unit.tenantId, agentId: body.agentId } }, include: { user: true } });
      if (agent === null || agent.user.disabledAt !== null) throw problem(400, 'invalid_request', 'There is no such agent.', { field: 'agentId' });
      if (agent.presence !== 'online') throw problem(409, 'agent_unavailable', 'The agent is not online.', { field: 'agentId' });
      required(await transition(unit, request, async state => permit(state.agentId) ?? decide.transferToAgent(state, body.agentId, newId(), await requireQueue(unit, state.queueId), at)));
    }
    await audit(unit, principal, 'conversation.transfer', params.id, at, { to: 'queueId' in body ? body.queueId : body.agentId });
    return afterwards(await findConversation(unit, { all: true }, params.id, at));
  }),
});

const take = route({
  method: 'post', path: '/conversations/{id}/take', tag: TAG, summary: 'Take a waiting conversation from a queue that allows it', roles: ['AGENT'], params: byId, idempotent: true, body: z.object({}).optional(), answer: conversation,
  handle: ({ work, principal, params, at }) => work(async unit => {
    const { queueId } = await visibleConversation(unit, principal, params.id, at);
    const queue = queueId === null ? null : await unit.tx.queue.findFirst({ where: { tenantId: unit.tenantId, id: queueId, members: { some: { agentId: principal.id } } } });
    if (queue?.pull !== true) throw problem(403, 'pull_not_allowed', 'Agents cannot take from this queue what they choose.');
    required(await transition(unit, { conversationId: params.id, at, actor: actorOf(principal) }, state => (state.queueId === queue.id ? decide.take(state, principal.id, newId(), queue.weight) : { refused: 'not_waiting' })));
    await audit(unit, principal, 'conversation.take', params.id, at);
    return afterwards(await findConversation(unit, { all: true }, params.id, at));
  }),
});

const assign = route({
  method: 'post', path: '/conversations/{id}/assign', tag: TAG, summary: 'Give to an agent without asking (administrators)', roles: ['TENANT_ADMIN'], params: byId, idempotent: true,
  body: z.object({ agentId: id }), answer: conversation,
  handle: ({ work, principal, params, body, at }) => work(async unit => {
    await visibleConversation(unit, principal, params.id, at);
    const agent = await unit.tx.agentState.findUnique({ where: { tenantId_agentId: { tenantId: unit.tenantId, agentId: body.agentId } }, include: { user: true } });
    if (agent === null || agent.user.disabledAt !== null) throw problem(400, 'invalid_request', 'There is no such agent.', { field: 'agentId' });
    required(await transition(unit, { conversationId: params.id, at, actor: actorOf(principal) }, async state => decide.assign(state, body.agentId, newId(), (await requireQueue(unit, state.queueId)).weight)));
    await audit(unit, principal, 'conversation.assign', params.id, at, { to: body.agentId });
    return afterwards(await findConversation(unit, { all: true }, params.id, at));
  }),
});

const close = route({
  method: 'post', path: '/conversations/{id}/close', tag: TAG, summary: 'End the talk: into wrap-up, or out of it', roles: PEOPLE, params: byId, idempotent: true, body: z.object({}).optional(), answer: conversation,
  handle: ({ work, principal, params, at }) => work(async unit => {
    await visibleConversation(unit, principal, params.id, at);
    const policy = await tenantSettings(unit);
    required(await transition(unit, { conversationId: params.id, at, actor: actorOf(principal), lockThread: true }, async state =>
      ownOnly(principal)(state.agentId) ?? decide.close(state, principal.role === 'AGENT' ? 'agent' : 'administrator', at, policy, await requireQueue(unit, state.queueId))));
    await audit(unit, principal, 'conversation.close', params.id, at);
    return afterwards(await findConversation(unit, { all: true }, params.id, at));
  }),
});

const reopen = route({
  method: 'post', path: '/conversations/{id}/reopen', tag: TAG, summary: 'Open a closed conversation again; it waits in its queue', roles: PEOPLE, params: byId, idempotent: true, body: z.object({}).optional(), answer: conversation,
  handle: ({ work, principal, params, at }) => work(async unit => {
    await visibleConversation(unit, principal, params.id, at);
    const policy = await tenantSettings(unit);
    required(await transition(unit, { conversationId: params.id, at, actor: actorOf(principal), lockThread: true }, async (state, row) => {
      const open = await unit.tx.conversation.findFirst({ where: { threadId: row.thread_id, id: { not: row.id }, phase: { in: ['queued', 'offered', 'active', 'wrapping'] } }, select: { id: true } });
      if (open !== null) throw problem(409, 'conversation_open', 'The contact has another open conversation on this number.', { extra: { conversationId: open.id } });
      const { _max: latest } = await unit.tx.conversation.aggregate({ where: { threadId: row.thread_id }, _max: { windowExpiresAt: true } });
      const queue = await requireQueue(unit, row.queue_id ?? policy.defaultQueueId);
      return decide.reopen(state, { queue, priority: state.priority, needs: state.needs, rule: null }, at, latest.windowExpiresAt?.getTime() ?? null, policy);
    }));
    await audit(unit, principal, 'conversation.reopen', params.id, at);
    return afterwards(await findConversation(unit, { all: true }, params.id, at));
  }),
});

const read = route({
  method: 'post', path: '/conversations/{id}/read', tag: TAG, summary: 'Mark as read, here and at WhatsApp', roles: PEOPLE, params: byId, body: z.object({}).optional(), answer: ok,
  handle: ({ work, principal, params, at }) => work(async unit => {
    const seen = await visibleConversation(unit, principal, params.id, at);
    if (seen.unread === 0) return { ok: true as const };
    const last = await unit.tx.message.findFirst({ where: { conversationId: params.id, direction: 'inbound', kind: { notIn: ['system'] } }, orderBy: [{ at: 'desc' }, { id: 'desc' }], select: { id: true } });
    if (last === null) return { ok: true as const };
    required(await transition(unit, { conversationId: params.id, at, actor: actorOf(principal) }, state =>
      state.phase === 'erased' ? { refused: 'conversation_erased' } : { events: [{ type: 'receipt_requested', data: { messageId: last.id } }], summary: { unread: 0 } }));
    return { ok: true as const };
  }),
});

function afterwards<T>(view: T | null): T {
  if (view === null) throw new Error('the conversation vanished inside its own transaction');
  return view;
}

export const actionRoutes = [reply, note, cancel, resend, transfer, take, assign, close, reopen, read];

import { isRefusal } from '../../domain/conversation/decide/decision.ts';
import { handOverToHumans } from '../../store/ai/hand-over.ts';
import { noteDraftSent } from '../../store/conversation/drafts.ts';
import { transition } from '../../store/conversation/transition.ts';
import { wamidInConversation } from '../../store/views/messages.ts';
import { acceptReply, acceptedReply, cancelReply, resendReply } from '../../store/sending/replies.ts';
import { templateChoices } from '../../store/templates/templates.ts';
import type { ConversationView } from '../../store/views/conversations.ts';
import { lastInbound } from '../../store/conversation/last-inbound.ts';
import { messageView } from '../../store/views/messages.ts';
import type { TenantUnit } from '../../store/db/database.ts';
import type { Upload } from '../../store/generated/client.ts';
import { mediaOf } from '../../store/media/media.ts';
import { attachUpload, findUpload } from '../../store/media/uploads.ts';
import type { Principal } from '../http/principal.ts';
import { actorOf } from '../http/principal.ts';
import { ProblemError, problem, refusalProblem } from '../http/problem.ts';
import type { OutboundMessage } from './outbound/message.ts';
import { filledTemplate } from './outbound/filled-template.ts';
import { contentOf, outboundMessage, uploadsOf } from './outbound/message.ts';
import { nothing } from '../http/input.ts';
import { audit, assigneeOrAdmin, unwrap, sentBy, viewerOf, visibleConversation } from '../http/access.ts';
import { route } from '../http/route.ts';
import { OK, byId, id, message, ok } from '../http/schemas.ts';
import { AGENTS_AND_ADMINS } from '../http/roles.ts';

const TAG = 'Conversation actions';
const reply = route({
  method: 'post',
  path: '/conversations/{id}/messages',
  tag: TAG,
  summary: 'Reply to the contact: inside the customer-service window with anything, outside it with a template',
  roles: AGENTS_AND_ADMINS,
  params: byId,
  idempotent: true,
  status: 202,
  body: outboundMessage,
  answer: message,
  handle: ({ app, work, principal, params, body, at, request }) =>
    work(async unit => {
      const { content, contextWamid, target, uploads } = isPlain(body)
        ? { content: contentOf(body), ...NOTHING_NAMED }
        : await named(unit, principal, params.id, body, at);
      const said = {
        conversationId: params.id,
        actor: actorOf(principal),
        viewer: viewerOf(principal),
        kind: body.type,
        content,
        contextWamid,
        reactsTo: target,
        permit: assigneeOrAdmin(principal),
      };
      const result = await acceptReply(unit, said, at);
      if (!result.ok && result.refusal.refused === 'window_closed')
        throw await windowClosed(
          unit,
          (await visibleConversation(unit, principal, params.id, at)).number.id,
          result.refusal,
        );
      const { before, row } = unwrap(result);
      // Somebody other than the AI answers: from here on the AI does not.
      if (before.phase === 'bot')
        await handOverToHumans(
          unit,
          params.id,
          { turn: null, reason: 'human_stepped_in', policy: null, note: [], tellContact: false },
          at,
          false,
        );
      for (const [place, upload] of uploads.entries())
        await attachUpload(
          unit,
          app.box,
          upload,
          { messageId: result.messageId, conversationId: params.id, numberId: row.number_id, place },
          at,
        );
      await noteDraftSent(
        unit,
        { conversationId: params.id, authorId: principal.id, kind: 'reply' },
        sentBy(principal, request),
        at,
      );
      const files = uploads.length === 0 ? null : await mediaOf(unit, [result.messageId]);
      return messageView(acceptedReply(said, { messageId: result.messageId, numberId: row.number_id, at }), {
        files: files?.get(result.messageId) ?? [],
      });
    }),
});

type Plain = Extract<OutboundMessage, { type: 'text' }>;

const NOTHING_NAMED = { contextWamid: null, target: null, uploads: [] } as const;

/** Whether a message refers to nothing that must be looked up: no other message, upload or template. */
const isPlain = (body: OutboundMessage): body is Plain => body.type === 'text' && body.context === undefined;

/**
 * A message's content, and what it refers to: the message quoted or reacted to, and uploads. Checks first that the
 * principal may see the conversation.
 * @throws problem
 */
async function named(
  unit: TenantUnit,
  principal: Principal,
  conversationId: string,
  body: OutboundMessage,
  at: number,
): Promise<{
  content: Record<string, unknown>;
  contextWamid: string | null;
  target: string | null;
  uploads: readonly Upload[];
}> {
  const conversation = await visibleConversation(unit, principal, conversationId, at);
  const uploads = await namedUploads(unit, principal, body, at);
  const { content, contextWamid, target } = await placed(unit, conversation, body);
  const [first] = uploads;
  return {
    content: first === undefined ? content : withName(body.type, content, first),
    contextWamid,
    target,
    uploads,
  };
}

/**
 * The uploads that a message refers to, in the order in which it does.
 * @param at epoch milliseconds.
 * @throws problem 400 when one does not exist (any more), is not the principal's, or is of another kind.
 */
export async function namedUploads(
  unit: TenantUnit,
  principal: Principal,
  body: OutboundMessage,
  at: number,
): Promise<Upload[]> {
  const uploads: Upload[] = [];
  for (const { uploadId, kind, field } of uploadsOf(body)) {
    const upload = await findUpload(unit, principal, uploadId, at);
    if (upload === null)
      throw problem(400, 'upload_unknown', 'There is no such upload of yours (any more).', { field });
    if (upload.kind !== kind)
      throw problem(400, 'invalid_request', `The upload is to be sent as ${upload.kind}.`, { field });
    uploads.push(upload);
  }
  return uploads;
}

/** WhatsApp shows a document with a name: that of the uploaded file unless the message gives one. */
function withName(kind: string, content: Record<string, unknown>, { fileName }: Upload): Record<string, unknown> {
  return kind === 'document' && content['filename'] === undefined && fileName !== null
    ? { ...content, filename: fileName }
    : content;
}

/** The content in WhatsApp's form, in which other messages are referred to by wamid. @throws problem 400, 409 */
async function placed(
  unit: TenantUnit,
  conversation: ConversationView,
  body: OutboundMessage,
): Promise<{ content: Record<string, unknown>; contextWamid: string | null; target: string | null }> {
  const wamidOf = async (messageId: string, field: string): Promise<string> => {
    const wamid = await wamidInConversation(unit, conversation.id, messageId);
    if (wamid === null)
      throw problem(400, 'invalid_request', 'The message named is not one of this conversation that WhatsApp knows.', {
        field,
      });
    return wamid;
  };
  if (body.type === 'reaction') {
    const target = await wamidOf(body.reaction.messageId, 'reaction.messageId');
    return { content: { message_id: target, emoji: body.reaction.emoji }, contextWamid: null, target };
  }
  const contextWamid = body.context === undefined ? null : await wamidOf(body.context.messageId, 'context.messageId');
  return {
    content: body.type === 'template' ? await filledTemplate(unit, conversation, body.template) : contentOf(body),
    contextWamid,
    target: null,
  };
}

/** The problem for a closed customer-service window, with the templates that could be sent instead. */
async function windowClosed(
  unit: TenantUnit,
  numberId: string,
  refusal: Parameters<typeof refusalProblem>[0],
): Promise<ProblemError> {
  const { fields } = refusalProblem(refusal);
  return new ProblemError({ ...fields, extra: { ...fields.extra, templates: await templateChoices(unit, numberId) } });
}

const cancel = route({
  method: 'post',
  path: '/conversations/{id}/messages/{messageId}/cancel',
  tag: TAG,
  summary: 'Take back a reply that is still waiting',
  roles: AGENTS_AND_ADMINS,
  params: byId.extend({ messageId: id }),
  answer: ok,
  handle: ({ work, principal, params, at }) =>
    work(async unit => {
      await visibleConversation(unit, principal, params.id, at);
      unwrap(
        await cancelReply(unit, {
          conversationId: params.id,
          messageId: params.messageId,
          actor: actorOf(principal),
          permit: assigneeOrAdmin(principal),
          at,
        }),
      );
      return OK;
    }),
});

const resend = route({
  method: 'post',
  path: '/conversations/{id}/messages/{messageId}/resend',
  tag: TAG,
  summary: 'Send a failed message, or one whose outcome is unknown, again',
  roles: AGENTS_AND_ADMINS,
  params: byId.extend({ messageId: id }),
  answer: ok,
  status: 202,
  handle: ({ work, principal, params, at }) =>
    work(async unit => {
      await visibleConversation(unit, principal, params.id, at);
      unwrap(
        await resendReply(unit, {
          conversationId: params.id,
          messageId: params.messageId,
          actor: actorOf(principal),
          permit: assigneeOrAdmin(principal),
          at,
        }),
      );
      await audit(unit, principal, 'message.resend', params.messageId, at);
      return OK;
    }),
});

const read = route({
  method: 'post',
  path: '/conversations/{id}/read',
  tag: TAG,
  summary: 'Mark as read, here and at WhatsApp: agents what is assigned to them',
  roles: AGENTS_AND_ADMINS,
  params: byId,
  body: nothing,
  answer: ok,
  handle: ({ work, principal, params, at }) =>
    work(async unit => {
      const seen = await visibleConversation(unit, principal, params.id, at);
      // The customer sees the read receipt, so it needs the agent who answers, not just somebody who looks on.
      const refused = assigneeOrAdmin(principal)(seen.agentId);
      if (refused !== null && isRefusal(refused)) throw refusalProblem(refused);
      if (seen.unread === 0) return OK;
      const last = await lastInbound(unit, params.id, at);
      if (last === null) return OK;
      unwrap(
        await transition(unit, { conversationId: params.id, at, actor: actorOf(principal) }, state =>
          state.phase === 'erased'
            ? { refused: 'conversation_erased' }
            : { events: [{ type: 'receipt_requested', data: { messageId: last.id } }], summary: { unread: 0 } },
        ),
      );
      return OK;
    }),
});

export const actionRoutes = [reply, cancel, resend, read];

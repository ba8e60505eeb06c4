import { z } from 'zod';
import * as decide from '../../domain/conversation/decide.ts';
import { isOpen } from '../../domain/conversation/state.ts';
import { addConsult, endConsults, findConsult, listConsults } from '../../store/conversation/consults.ts';
import { setMergedInto } from '../../store/conversation/merged.ts';
import { countKnown, isKnown } from '../../store/tenant/known.ts';
import type { Consult } from '../../store/generated/client.ts';
import { addMentions } from '../../store/conversation/mentions.ts';
import { noteDraftSent } from '../../store/conversation/drafts.ts';
import { lockConversation, lockThreadsOf, transition } from '../../store/conversation/transition.ts';
import type { TenantUnit } from '../../store/db/database.ts';
import { requireQueue, tenantSettings } from '../../store/tenant/settings.ts';
import { findConversation } from '../../store/views/conversations.ts';
import type { Principal } from '../http/principal.ts';
import { actorOf } from '../http/principal.ts';
import { notFound, problem } from '../http/problem.ts';
import { audit, assigneeOrAdmin, unwrap, sentBy, viewerOf, visibleConversation } from '../http/access.ts';
import { many, nothing } from '../http/input.ts';
import { route } from '../http/route.ts';
import { OK, byId, conversation, id, listOf, message, ok, requireKnown, time, nullableTime } from '../http/schemas.ts';
import { AGENTS_AND_ADMINS } from '../http/roles.ts';
import { requireReaders } from './mentions.ts';
import { noteText, writeNote } from './write-note.ts';

const TAG = 'Working together';

const note = route({
  method: 'post',
  path: '/conversations/{id}/notes',
  tag: TAG,
  summary:
    'Write a note that only colleagues see; with `privateTo` only those, its author and administrators (a whisper)',
  roles: AGENTS_AND_ADMINS,
  params: byId,
  idempotent: true,
  status: 201,
  body: z.strictObject({
    text: noteText,
    privateTo: many(id, 20).default([]),
    mentions: many(id, 20)
      .default([])
      .meta({ description: 'People who are told of it, of those who may read it (`GET …/colleagues`).' }),
  }),
  answer: message,
  handle: ({ work, principal, params, body, at, request }) =>
    work(async unit => {
      const seen = await visibleConversation(unit, principal, params.id, at);
      requireKnown(await countKnown(unit, 'user', body.privateTo), body.privateTo, 'privateTo');
      await requireReaders(unit, params.id, body);
      const { mentions, ...said } = body;
      const written = await writeNote({ unit, principal, at }, seen, { ...said, consultId: null });
      const others = mentions.filter(each => each !== principal.id);
      await addMentions(unit, { messageId: written.id, conversationId: params.id }, [...new Set(others)], at);
      await noteDraftSent(
        unit,
        { conversationId: params.id, authorId: principal.id, kind: 'note' },
        sentBy(principal, request),
        at,
      );
      return written;
    }),
});

const consult = z
  .object({ id, conversationId: id, askerId: id, agentId: id, startedAt: time, endedAt: nullableTime })
  .meta({ id: 'Consult' });
const consultView = ({
  id: consultId,
  conversationId,
  askerId,
  agentId,
  startedAt,
  endedAt,
}: Consult): z.input<typeof consult> => ({
  id: consultId,
  conversationId,
  askerId,
  agentId,
  startedAt: startedAt.toISOString(),
  endedAt: endedAt?.toISOString() ?? null,
});

const ask = route({
  method: 'post',
  path: '/conversations/{id}/consult',
  tag: TAG,
  summary:
    'Ask a colleague for advice: the colleague sees the conversation, and both write notes nobody else but administrators reads, until it is ended or handed over to the colleague',
  roles: AGENTS_AND_ADMINS,
  params: byId,
  idempotent: true,
  status: 201,
  body: z.strictObject({ agentId: id, text: noteText }),
  answer: consult,
  handle: ({ work, principal, params, body, at, request }) =>
    work(async unit => {
      const seen = await visibleConversation(unit, principal, params.id, at);
      if (principal.kind !== 'user') throw problem(403, 'not_a_person', 'Only people ask colleagues.');
      const refused = assigneeOrAdmin(principal)(seen.agentId);
      if (refused !== null) throw problem(403, 'not_assigned_to_you', 'The conversation is not assigned to you.');
      if (!isOpen(seen.state)) throw problem(409, 'conversation_closed', 'The conversation is closed.');
      if (body.agentId === principal.id || !(await isKnown(unit, 'agentWhoWorks', body.agentId)))
        throw problem(400, 'invalid_request', 'There is no such colleague.', { field: 'agentId' });
      const asked = { conversationId: params.id, askerId: principal.id, agentId: body.agentId };
      const row = await addConsult(unit, asked, at);
      if (row === null)
        throw problem(409, 'already_consulted', 'The colleague is asked about the conversation already.', {
          field: 'agentId',
        });
      await writeNote({ unit, principal, at }, seen, {
        text: body.text,
        privateTo: [principal.id, body.agentId],
        consultId: row.id,
      });
      await noteDraftSent(
        unit,
        { conversationId: params.id, authorId: principal.id, kind: 'note' },
        sentBy(principal, request),
        at,
      );
      await audit(unit, principal, 'conversation.consult', params.id, at, { agent: body.agentId });
      return consultView(row);
    }),
});

/**
 * An open consult in which the principal takes part; administrators may act on any.
 * @throws problem 404, 409 `consult_ended`
 */
async function ownConsult(unit: TenantUnit, principal: Principal, consultId: string): Promise<Consult> {
  const row = await findConsult(unit, consultId);
  if (row === null || (principal.role === 'AGENT' && row.askerId !== principal.id && row.agentId !== principal.id))
    throw notFound('The consult');
  if (row.endedAt !== null) throw problem(409, 'consult_ended', 'The consult has ended.');
  return row;
}

const consults = route({
  method: 'get',
  path: '/conversations/{id}/consults',
  tag: TAG,
  summary: 'Whom was asked about a conversation, the latest first',
  roles: AGENTS_AND_ADMINS,
  params: byId,
  answer: listOf(consult),
  handle: ({ work, principal, params, at }) =>
    work(async unit => {
      await visibleConversation(unit, principal, params.id, at);
      return { items: (await listConsults(unit, params.id)).map(consultView), nextCursor: null };
    }),
});

const say = route({
  method: 'post',
  path: '/consults/{id}/notes',
  tag: TAG,
  summary: 'Write into the private thread of a consult',
  roles: AGENTS_AND_ADMINS,
  params: byId,
  idempotent: true,
  status: 201,
  body: z.strictObject({ text: noteText }),
  answer: message,
  handle: ({ work, principal, params, body, at }) =>
    work(async unit => {
      const { id: consultId, conversationId, askerId, agentId } = await ownConsult(unit, principal, params.id);
      const seen = await visibleConversation(unit, principal, conversationId, at);
      return writeNote({ unit, principal, at }, seen, { text: body.text, privateTo: [askerId, agentId], consultId });
    }),
});

const end = route({
  method: 'post',
  path: '/consults/{id}/end',
  tag: TAG,
  summary: 'End a consult: the colleague sees the conversation no more, unless for another reason',
  roles: AGENTS_AND_ADMINS,
  params: byId,
  body: nothing,
  answer: ok,
  handle: ({ work, principal, params, at }) =>
    work(async unit => {
      const { conversationId } = await ownConsult(unit, principal, params.id);
      await endConsults(unit, { id: params.id }, at);
      unit.wake.conversations.add(conversationId);
      return OK;
    }),
});

const merge = route({
  method: 'post',
  path: '/conversations/{id}/merge',
  tag: TAG,
  summary:
    'Make a conversation part of another open one of the same contact: it is closed, and the other says where it came from',
  roles: AGENTS_AND_ADMINS,
  params: byId,
  idempotent: true,
  body: z.strictObject({ intoId: id }),
  answer: conversation,
  handle: ({ work, principal, params, body, at }) =>
    work(async unit => {
      const source = await visibleConversation(unit, principal, params.id, at);
      const target = await findConversation(unit, viewerOf(principal), body.intoId, at);
      if (target === null || target.id === source.id || target.contact.id !== source.contact.id)
        throw problem(400, 'invalid_request', 'It is no other conversation of the same contact.', { field: 'intoId' });
      const policy = await tenantSettings(unit);
      const refusing = assigneeOrAdmin(principal);
      // Both are locked before either is changed, threads first and sorted by id as everywhere, which avoids deadlocks:
      // of two requests that merge them into each other, one is refused.
      const ids = [source.id, target.id].sort();
      await lockThreadsOf(unit, ids);
      const rows = [];
      for (const each of ids) rows.push(await lockConversation(unit, each));
      if (!rows.some(row => row?.id === target.id && isOpen(row.phase)))
        throw problem(409, 'conversation_closed', 'The conversation it is to become part of is closed.', {
          field: 'intoId',
        });
      unwrap(
        await transition(
          unit,
          { conversationId: source.id, at, actor: actorOf(principal) },
          async state =>
            refusing(state.agentId) ??
            decide.close(state, { reason: 'merged' }, at, policy, await requireQueue(unit, state.queueId)),
        ),
      );
      await setMergedInto(unit, source.id, target.id);
      await writeNote({ unit, principal, at }, target, {
        text: `Merged: the conversation on ${source.number.displayPhoneNumber} (${source.id}) goes on here.`,
        privateTo: [],
        consultId: null,
      });
      await audit(unit, principal, 'conversation.merge', source.id, at, { into: target.id });
      return visibleConversation(unit, principal, target.id, at);
    }),
});

export const togetherRoutes = [note, ask, consults, say, end, merge];

import { z } from 'zod';
import * as decide from '../../domain/conversation/decide.ts';
import { isOpen } from '../../domain/conversation/state.ts';
import { noteDraftSent } from '../../store/conversation/drafts.ts';
import { lockConversation, lockThreadsOf, transition } from '../../store/conversation/transition.ts';
import type { TenantUnit } from '../../store/database.ts';
import { newId } from '../../store/ids.ts';
import { requireQueue, tenantSettings } from '../../store/settings.ts';
import { findConversation } from '../../store/views/conversations.ts';
import { messageView } from '../../store/views/messages.ts';
import type { Principal } from '../auth/principal.ts';
import { actorOf } from '../auth/principal.ts';
import { notFound, problem } from '../http/problem.ts';
import { audit, ownOnly, required, sentBy, viewerOf, visibleConversation } from './access.ts';
import { many, nothing, text } from '../http/input.ts';
import { route } from './route.ts';
import { byId, conversation, id, listOf, message, ok, requireKnown, time, nullableTime } from './schemas.ts';

const TAG = 'Working together';
const PEOPLE = ['TENANT_ADMIN', 'AGENT'] as const;
const NOTE_LIMIT = 10_000;
const noteText = text(NOTE_LIMIT);

interface Note {
  readonly text: string;
  readonly privateTo: readonly string[];
  readonly consultId: string | null;
}

/** Colleagues read it; the contact never does. What only some may read is in no list's preview either. */
async function writeNote(
  unit: TenantUnit,
  principal: Principal,
  { id: conversationId, number }: { readonly id: string; readonly number: { readonly id: string } },
  { text: body, privateTo, consultId }: Note,
  at: number,
) {
  const messageId = newId();
  const { retentionMs } = await tenantSettings(unit);
  required(
    await transition(unit, { conversationId, at, actor: actorOf(principal) }, state =>
      state.phase === 'erased'
        ? { refused: 'conversation_erased' }
        : { events: [{ type: 'note_added', data: { messageId, retentionAt: at + retentionMs } }] },
    ),
  );
  const row = {
    id: messageId,
    tenantId: unit.tenantId,
    conversationId,
    numberId: number.id,
    direction: 'internal',
    kind: 'note',
    content: { body },
    authorId: principal.id,
    privateTo: [...privateTo],
    consultId,
    at: new Date(at),
    receivedAt: new Date(at),
  };
  return messageView(await unit.tx.message.create({ data: row }));
}

const note = route({
  method: 'post',
  path: '/conversations/{id}/notes',
  tag: TAG,
  summary:
    'Write a note that only colleagues see; with `privateTo` only those, its author and administrators (a whisper)',
  roles: PEOPLE,
  params: byId,
  idempotent: true,
  status: 201,
  body: z.strictObject({ text: noteText, privateTo: many(id, 20).default([]) }),
  answer: message,
  handle: ({ work, principal, params, body, at, request }) =>
    work(async unit => {
      const seen = await visibleConversation(unit, principal, params.id, at);
      requireKnown(
        await unit.tx.user.count({ where: { tenantId: unit.tenantId, id: { in: body.privateTo } } }),
        body.privateTo,
        'privateTo',
      );
      const written = await writeNote(unit, principal, seen, { ...body, consultId: null }, at);
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
type ConsultRow = NonNullable<Awaited<ReturnType<TenantUnit['tx']['consult']['findFirst']>>>;
const consultView = ({
  id: consultId,
  conversationId,
  askerId,
  agentId,
  startedAt,
  endedAt,
}: ConsultRow): z.input<typeof consult> => ({
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
  roles: PEOPLE,
  params: byId,
  idempotent: true,
  status: 201,
  body: z.strictObject({ agentId: id, text: noteText }),
  answer: consult,
  handle: ({ work, principal, params, body, at, request }) =>
    work(async unit => {
      const { tx, tenantId } = unit;
      const seen = await visibleConversation(unit, principal, params.id, at);
      if (principal.kind !== 'user') throw problem(403, 'not_a_person', 'Only people ask colleagues.');
      const refused = ownOnly(principal)(seen.agentId);
      if (refused !== null) throw problem(403, 'not_assigned_to_you', 'The conversation is not assigned to you.');
      if (!isOpen(seen.state)) throw problem(409, 'conversation_closed', 'The conversation is closed.');
      const agent = await tx.agentState.findFirst({
        where: { tenantId, agentId: body.agentId, user: { disabledAt: null } },
      });
      if (agent === null || body.agentId === principal.id)
        throw problem(400, 'invalid_request', 'There is no such colleague.', { field: 'agentId' });
      const row = {
        id: newId(),
        tenantId,
        conversationId: params.id,
        askerId: principal.id,
        agentId: body.agentId,
        startedAt: new Date(at),
        endedAt: null,
      };
      if ((await tx.consult.createMany({ data: [row], skipDuplicates: true })).count === 0)
        throw problem(409, 'already_consulted', 'The colleague is asked about the conversation already.', {
          field: 'agentId',
        });
      await writeNote(
        unit,
        principal,
        seen,
        { text: body.text, privateTo: [principal.id, body.agentId], consultId: row.id },
        at,
      );
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

/** A consult of the principal's, open. @throws problem */
async function ownConsult({ tx, tenantId }: TenantUnit, principal: Principal, consultId: string): Promise<ConsultRow> {
  const row = await tx.consult.findFirst({ where: { tenantId, id: consultId } });
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
  roles: PEOPLE,
  params: byId,
  answer: listOf(consult),
  handle: ({ work, principal, params, at }) =>
    work(async unit => {
      await visibleConversation(unit, principal, params.id, at);
      const rows = await unit.tx.consult.findMany({
        where: { tenantId: unit.tenantId, conversationId: params.id },
        orderBy: [{ startedAt: 'desc' }, { id: 'desc' }],
        take: 100,
      });
      return { items: rows.map(consultView), nextCursor: null };
    }),
});

const say = route({
  method: 'post',
  path: '/consults/{id}/notes',
  tag: TAG,
  summary: 'Write into the private thread of a consult',
  roles: PEOPLE,
  params: byId,
  idempotent: true,
  status: 201,
  body: z.strictObject({ text: noteText }),
  answer: message,
  handle: ({ work, principal, params, body, at }) =>
    work(async unit => {
      const { id: consultId, conversationId, askerId, agentId } = await ownConsult(unit, principal, params.id);
      const seen = await visibleConversation(unit, principal, conversationId, at);
      return writeNote(unit, principal, seen, { text: body.text, privateTo: [askerId, agentId], consultId }, at);
    }),
});

const end = route({
  method: 'post',
  path: '/consults/{id}/end',
  tag: TAG,
  summary: 'End a consult: the colleague sees the conversation no more, unless for another reason',
  roles: PEOPLE,
  params: byId,
  body: nothing,
  answer: ok,
  handle: ({ work, principal, params, at }) =>
    work(async unit => {
      const { conversationId } = await ownConsult(unit, principal, params.id);
      await unit.tx.consult.updateMany({
        where: { tenantId: unit.tenantId, id: params.id, endedAt: null },
        data: { endedAt: new Date(at) },
      });
      unit.wake.conversations.add(conversationId);
      return { ok: true as const };
    }),
});

const merge = route({
  method: 'post',
  path: '/conversations/{id}/merge',
  tag: TAG,
  summary:
    'Make a conversation part of another open one of the same contact: it is closed, and the other says where it came from',
  roles: PEOPLE,
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
      const refusing = ownOnly(principal);
      // Both are locked before either is changed, in the order everybody locks them: of two who merge them into each
      // other one is refused.
      const ids = [source.id, target.id].sort();
      await lockThreadsOf(unit, ids);
      const rows = [];
      for (const each of ids) rows.push(await lockConversation(unit, each));
      if (!rows.some(row => row?.id === target.id && isOpen(row.phase)))
        throw problem(409, 'conversation_closed', 'The conversation it is to become part of is closed.', {
          field: 'intoId',
        });
      required(
        await transition(
          unit,
          { conversationId: source.id, at, actor: actorOf(principal) },
          async state =>
            refusing(state.agentId) ??
            decide.close(state, { reason: 'merged' }, at, policy, await requireQueue(unit, state.queueId)),
        ),
      );
      await unit.tx.conversation.update({
        where: { tenantId_id: { tenantId: unit.tenantId, id: source.id } },
        data: { mergedInto: target.id },
      });
      await writeNote(
        unit,
        principal,
        target,
        {
          text: `Merged: the conversation on ${source.number.displayPhoneNumber} (${source.id}) goes on here.`,
          privateTo: [],
          consultId: null,
        },
        at,
      );
      await audit(unit, principal, 'conversation.merge', source.id, at, { into: target.id });
      return visibleConversation(unit, principal, target.id, at);
    }),
});

export const togetherRoutes = [note, ask, consults, say, end, merge];

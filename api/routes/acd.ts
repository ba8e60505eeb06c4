import { z } from 'zod';
import * as decide from '../../domain/conversation/decide.ts';
import { requestMatches } from '../../store/acd/match-request.ts';
import { transition } from '../../store/conversation/transition.ts';
import { newId } from '../../store/ids.ts';
import { requireQueue } from '../../store/settings.ts';
import type { Offer } from '../../store/generated/client.ts';
import type { TenantUnit } from '../../store/database.ts';
import { findConversation } from '../../store/views/conversations.ts';
import { actorOf } from '../auth/principal.ts';
import { notFound, problem } from '../http/problem.ts';
import { required } from './access.ts';
import { route } from './route.ts';
import { agent, byId, conversation, id, listOf, offer, ok } from './schemas.ts';

const TAG = 'ACD';
const PEOPLE = ['TENANT_ADMIN', 'AGENT'] as const;

const offerView = (row: Offer) => ({ id: row.id, conversationId: row.conversationId, queueId: row.queueId, agentId: row.agentId, state: row.state, offeredAt: row.offeredAt.toISOString(), expiresAt: row.expiresAt.toISOString(), endedAt: row.endedAt?.toISOString() ?? null });

const offers = route({
  method: 'get', path: '/offers', tag: TAG, summary: 'Live offers: an agent’s own, for administrators all', roles: PEOPLE, answer: listOf(offer),
  handle: ({ work, principal }) => work(async unit => {
    const rows = await unit.tx.offer.findMany({ where: { tenantId: unit.tenantId, state: 'offered', ...(principal.role === 'AGENT' ? { agentId: principal.id } : {}) }, orderBy: [{ offeredAt: 'asc' }, { id: 'asc' }], take: 500 });
    return { items: rows.map(offerView), nextCursor: null };
  }),
});

async function ownOffer(unit: TenantUnit, offerId: string, agentId: string): Promise<Offer> {
  const row = await unit.tx.offer.findFirst({ where: { id: offerId, tenantId: unit.tenantId } });
  if (row === null) throw notFound('The offer');
  if (row.agentId !== agentId) throw problem(403, 'offer_not_yours', 'The offer was made to another agent.');
  return row;
}

const accept = route({
  method: 'post', path: '/offers/{id}/accept', tag: TAG, summary: 'Take the conversation', roles: PEOPLE, params: byId, idempotent: true, body: z.object({}).optional(), answer: conversation,
  handle: ({ work, principal, params, at }) => work(async unit => {
    const { conversationId } = await ownOffer(unit, params.id, principal.id);
    required(await transition(unit, { conversationId, at, actor: actorOf(principal) }, state => decide.acceptOffer(state, params.id, principal.id, newId())));
    const view = await findConversation(unit, { all: true }, conversationId, at);
    if (view === null) throw notFound('The conversation');
    return view;
  }),
});

const reject = route({
  method: 'post', path: '/offers/{id}/reject', tag: TAG, summary: 'Leave the conversation to others', roles: PEOPLE, params: byId, idempotent: true,
  body: z.object({ reason: z.string().max(200).optional() }).optional(), answer: ok,
  handle: ({ work, principal, params, body, at }) => work(async unit => {
    const { conversationId } = await ownOffer(unit, params.id, principal.id);
    required(await transition(unit, { conversationId, at, actor: actorOf(principal) }, async state => decide.rejectOffer(state, params.id, principal.id, at, await requireQueue(unit, state.queueId))));
    if (body?.reason !== undefined) await unit.tx.offer.update({ where: { id: params.id }, data: { reason: body.reason } });
    return { ok: true as const };
  }),
});

const presenceBody = z.object({ presence: z.enum(['online', 'busy', 'away', 'offline']), reason: z.string().max(100).optional() });

async function agentViews(unit: TenantUnit, agentId?: string) {
  const rows = await unit.tx.agentState.findMany({ where: { tenantId: unit.tenantId, ...(agentId === undefined ? {} : { agentId }) }, include: { user: { include: { queues: true } } }, orderBy: { agentId: 'asc' } });
  return rows.map(row => ({
    id: row.agentId, name: row.user.name, presence: row.presence as 'online', presenceReason: row.presenceReason, presenceSince: row.presenceSince.toISOString(), used: row.used, max: row.max, queueIds: row.user.queues.map(member => member.queueId),
  }));
}

const setPresence = route({
  method: 'put', path: '/me/presence', tag: TAG, summary: 'Say whether you take conversations', roles: PEOPLE, body: presenceBody, answer: agent,
  handle: ({ work, principal, body, at }) => work(async unit => {
    // Whoever comes back or was passed over counts as idle from now.
    const changed = await unit.tx.$executeRaw`
      UPDATE agent_state SET presence = ${body.presence}, presence_reason = ${body.reason ?? null}, missed_in_a_row = 0,
        presence_since = CASE WHEN presence = ${body.presence} THEN presence_since ELSE ${new Date(at)}::timestamptz END,
        idle_since = CASE WHEN presence <> 'online' AND ${body.presence} = 'online' THEN ${new Date(at)}::timestamptz ELSE idle_since END
      WHERE agent_id = ${principal.id}::uuid`;
    if (changed === 0) throw problem(409, 'not_an_agent', 'You take no conversations: you are not set up as an agent.');
    if (body.presence === 'online') await requestMatches(unit, [], [principal.id], at);
    const [view] = await agentViews(unit, principal.id);
    if (view === undefined) throw notFound('The agent');
    return view;
  }),
});

const agents = route({
  method: 'get', path: '/agents', tag: TAG, summary: 'Agents with presence and capacity', roles: PEOPLE, answer: listOf(agent),
  handle: ({ work }) => work(async unit => ({ items: await agentViews(unit), nextCursor: null })),
});

const capacity = route({
  method: 'put', path: '/agents/{id}/capacity', tag: TAG, summary: 'How many capacity units an agent has', roles: ['TENANT_ADMIN'], params: byId, body: z.object({ max: z.int().min(0).max(100) }), answer: agent,
  handle: ({ work, params, body, at }) => work(async unit => {
    await unit.tx.agentState.updateMany({ where: { tenantId: unit.tenantId, agentId: params.id }, data: { max: body.max } });
    await requestMatches(unit, [], [params.id], at);
    const [view] = await agentViews(unit, params.id);
    if (view === undefined) throw notFound('The agent');
    return view;
  }),
});

const queueView = z.object({ id, name: z.string(), acceptTimeoutMs: z.int(), wrapUpMs: z.int(), weight: z.int(), memberIds: z.array(id), waiting: z.int() }).meta({ id: 'Queue' });

const queues = route({
  method: 'get', path: '/queues', tag: TAG, summary: 'Queues with their members and how many wait', roles: PEOPLE, answer: listOf(queueView),
  handle: ({ work }) => work(async unit => {
    const rows = await unit.tx.queue.findMany({ where: { tenantId: unit.tenantId }, include: { members: true }, orderBy: { name: 'asc' } });
    const waiting = await unit.tx.conversation.groupBy({ by: ['queueId'], where: { tenantId: unit.tenantId, phase: 'queued' }, _count: true });
    return {
      items: rows.map(row => ({ id: row.id, name: row.name, acceptTimeoutMs: row.acceptTimeoutMs, wrapUpMs: row.wrapUpMs, weight: row.weight, memberIds: row.members.map(member => member.agentId), waiting: waiting.find(group => group.queueId === row.id)?._count ?? 0 })),
      nextCursor: null,
    };
  }),
});

const settings = z.object({ acceptTimeoutMs: z.int().min(1000).max(3_600_000), wrapUpMs: z.int().min(0).max(3_600_000), excludeMs: z.int().min(0).max(3_600_000), missLimit: z.int().min(1).max(100) }).partial();
const changeQueue = route({
  method: 'put', path: '/queues/{id}', tag: TAG, summary: 'Change a queue’s times; conversations that are under way keep theirs', roles: ['TENANT_ADMIN'], params: byId, body: settings, answer: ok,
  handle: ({ work, params, body }) => work(async unit => {
    const data = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
    const { count } = await unit.tx.queue.updateMany({ where: { id: params.id, tenantId: unit.tenantId }, data });
    if (count === 0) throw notFound('The queue');
    return { ok: true as const };
  }),
});

export const acdRoutes = [offers, accept, reject, setPresence, agents, capacity, queues, changeQueue];

import { z } from 'zod';
import * as decide from '../../domain/conversation/decide.ts';
import { nextExclusionEnd } from '../../store/acd/exclusions.ts';
import { listMissedOffers, noteMissedTold } from '../../store/acd/missed-offers.ts';
import { findOffer, firstWords, listLiveOffers, namesOfNeeds, noteOfferReason } from '../../store/acd/offers.ts';
import { lockOffered, offerHistory } from '../../store/acd/history.ts';
import type { ConversationRow } from '../../store/conversation/rows.ts';
import { transition } from '../../store/conversation/transition.ts';
import { newId } from '../../store/db/ids.ts';
import { requireQueue } from '../../store/tenant/settings.ts';
import type { Offer } from '../../store/generated/client.ts';
import type { TenantUnit } from '../../store/db/database.ts';
import { actorOf } from '../http/principal.ts';
import { notFound, problem } from '../http/problem.ts';
import { anyText, instant, nothing } from '../http/input.ts';
import { scopeOf, unwrap, visibleConversation } from '../http/access.ts';
import { conversationNow } from '../http/change-conversation.ts';
import { route } from '../http/route.ts';
import { OK, byId, conversation, listOf, missedOffers, offer, offerBrief, offerStory, ok } from '../http/schemas.ts';
import { AGENTS_AND_ADMINS } from '../http/roles.ts';

const TAG = 'ACD';
const offerView = (row: Offer) => ({
  id: row.id,
  conversationId: row.conversationId,
  queueId: row.queueId,
  agentId: row.agentId,
  state: row.state,
  offeredAt: row.offeredAt.toISOString(),
  expiresAt: row.expiresAt.toISOString(),
  endedAt: row.endedAt?.toISOString() ?? null,
});

const offers = route({
  method: 'get',
  path: '/offers',
  tag: TAG,
  summary: 'Live offers: an agent’s own, for administrators all',
  roles: AGENTS_AND_ADMINS,
  answer: listOf(offer),
  handle: ({ work, principal }) =>
    work(async unit => {
      const rows = await listLiveOffers(unit, principal.role === 'AGENT' ? principal.id : null);
      return { items: rows.map(offerView), nextCursor: null };
    }),
});

const missed = route({
  method: 'get',
  path: '/offers/missed',
  tag: TAG,
  summary:
    'Offers that timed out or were withdrawn before the caller answered, within a day, and that the caller has not been told of',
  roles: AGENTS_AND_ADMINS,
  answer: missedOffers,
  handle: ({ work, principal, at }) =>
    work(async unit => {
      const { count, items } = await listMissedOffers(unit, principal.id, await scopeOf(unit, principal), at);
      return {
        count,
        items: items.map(({ endedAt, state, ...item }) => ({
          ...item,
          state: state as 'expired',
          endedAt: endedAt.toISOString(),
        })),
      };
    }),
});

const missedTold = route({
  method: 'post',
  path: '/offers/missed/told',
  tag: TAG,
  summary: 'The caller has been told of the offers that were missed until then',
  roles: AGENTS_AND_ADMINS,
  body: z.strictObject({ until: instant }),
  answer: ok,
  handle: ({ work, principal, body, at }) =>
    work(async unit => {
      // Nobody has been told of what is yet to come.
      await noteMissedTold(unit, principal.id, new Date(Math.min(Date.parse(body.until), at)));
      return OK;
    }),
});

const brief = route({
  method: 'get',
  path: '/offers/{id}',
  tag: TAG,
  summary: 'An offer, with what is needed and how the customer began',
  roles: AGENTS_AND_ADMINS,
  params: byId,
  answer: offerBrief,
  handle: ({ work, principal, params, at }) =>
    work(async unit => {
      const found = await findOffer(unit, params.id);
      if (found === null || (principal.role === 'AGENT' && found.agentId !== principal.id)) throw notFound('The offer');
      // It may have gone to where the agent does not see it any more.
      await visibleConversation(unit, principal, found.conversationId, at);
      return {
        ...offerView(found),
        skills: await namesOfNeeds(unit, found.conversationId),
        firstWords: await firstWords(unit, found.conversationId),
      };
    }),
});

/** Locks the conversation of an offer that was made to this agent. @throws problem 404, 403 `offer_not_yours` */
async function lockOwn(unit: TenantUnit, offerId: string, agentId: string): Promise<ConversationRow> {
  const offered = await lockOffered(unit, offerId);
  if (offered === null) throw notFound('The offer');
  if (offered.offeredTo !== agentId) throw problem(403, 'offer_not_yours', 'The offer was made to another agent.');
  return offered.row;
}

const accept = route({
  method: 'post',
  path: '/offers/{id}/accept',
  tag: TAG,
  summary: 'Take the conversation',
  roles: AGENTS_AND_ADMINS,
  params: byId,
  idempotent: true,
  body: nothing,
  answer: conversation,
  handle: ({ work, principal, params, at }) =>
    work(async unit => {
      const row = await lockOwn(unit, params.id, principal.id);
      unwrap(
        await transition(unit, { conversationId: row.id, at, actor: actorOf(principal), locked: row }, state =>
          decide.acceptOffer(state, params.id, principal.id, newId()),
        ),
      );
      return conversationNow(unit, row.id, at);
    }),
});

const reject = route({
  method: 'post',
  path: '/offers/{id}/reject',
  tag: TAG,
  summary: 'Leave the conversation to others',
  roles: AGENTS_AND_ADMINS,
  params: byId,
  idempotent: true,
  body: z.strictObject({ reason: anyText(200).optional() }).optional(),
  answer: ok,
  handle: ({ work, principal, params, body, at }) =>
    work(async unit => {
      const row = await lockOwn(unit, params.id, principal.id);
      unwrap(
        await transition(unit, { conversationId: row.id, at, actor: actorOf(principal), locked: row }, async state =>
          decide.rejectOffer(
            state,
            params.id,
            principal.id,
            at,
            await requireQueue(unit, state.queueId),
            await nextExclusionEnd(unit, row.id, state, at),
          ),
        ),
      );
      if (body?.reason !== undefined) await noteOfferReason(unit, params.id, body.reason);
      return OK;
    }),
});

const history = route({
  method: 'get',
  path: '/conversations/{id}/offers',
  tag: TAG,
  summary:
    'Why each offer of a conversation went to whom it went: the rule, who was considered, and why others were passed over; the newest first',
  roles: AGENTS_AND_ADMINS,
  params: byId,
  answer: listOf(offerStory),
  handle: ({ work, principal, params, at }) =>
    work(async unit => {
      await visibleConversation(unit, principal, params.id, at);
      return { items: await offerHistory(unit, params.id), nextCursor: null };
    }),
});

// `missed` before what takes any id.
export const offerRoutes = [offers, missed, missedTold, brief, accept, reject, history];

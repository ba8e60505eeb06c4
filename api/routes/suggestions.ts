import { z } from 'zod';
import { startBot } from '../../domain/conversation/decide.ts';
import { gatheringOf } from '../../store/ai/engage.ts';
import { activeAiPolicy } from '../../store/ai/policy.ts';
import type { Citation } from '../../store/ai/suggestions.ts';
import { decideSuggestion, listSuggestions, requestSuggestion } from '../../store/ai/suggestions.ts';
import { transition } from '../../store/conversation/transition.ts';
import { findConversation } from '../../store/views/conversations.ts';
import { SUGGESTION_WORKFLOW, suggestionWorkflowId } from '../../workflows/contract.ts';
import { actorOf } from '../auth/principal.ts';
import { notFound, problem } from '../http/problem.ts';
import { startWorkflowNow } from '../start-workflow.ts';
import { audit, ownOnly, required, visibleConversation } from './access.ts';
import { citation } from './ai-schemas.ts';
import { route } from './route.ts';
import { byId, conversation, id, listOf, nullableTime, ok, plainText, time } from './schemas.ts';

const TAG = 'AI';
const PEOPLE = ['TENANT_ADMIN', 'AGENT'] as const;

const suggestion = z.object({
  id, kind: z.enum(['reply', 'rewrite', 'summary']), state: z.enum(['working', 'open', 'failed', 'accepted', 'edited', 'dismissed', 'stale']), text: z.string().nullable(), error: z.string().nullable().meta({ description: 'Why there is none.' }),
  citations: z.array(citation), demo: z.boolean().meta({ description: 'By the demo model: it quotes articles and understands nothing.' }), createdAt: time, decidedAt: nullableTime,
}).meta({ id: 'Suggestion', description: 'A draft for an agent. Nothing of it is sent by itself; `stale`: the contact wrote something since.' });

const list = route({
  method: 'get', path: '/conversations/{id}/suggestions', tag: TAG, summary: 'Drafts for the agent, the latest first', roles: PEOPLE, params: byId, answer: listOf(suggestion),
  handle: ({ work, principal, params, at }) => work(async unit => {
    const { ai } = await visibleConversation(unit, principal, params.id, at);
    const rows = await listSuggestions(unit, params.id, ai?.lastTurn ?? 0);
    return { items: rows.map(row => ({ id: row.id, kind: row.kind as 'reply', state: row.state, text: row.text, error: row.error, citations: row.citations as unknown as Citation[], demo: row.demo, createdAt: row.createdAt.toISOString(), decidedAt: row.decidedAt?.toISOString() ?? null })), nextCursor: null };
  }),
});

const request = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('reply') }), z.strictObject({ kind: z.literal('summary') }),
  z.strictObject({ kind: z.literal('rewrite'), how: z.enum(['shorter', 'friendlier', 'formal', 'translate']), text: plainText(4_096), language: z.string().regex(/^[a-z]{2,3}$/).nullable().default(null) }),
]);
const ask = route({
  method: 'post', path: '/conversations/{id}/suggestions', tag: TAG, summary: 'Ask the AI for a draft, another wording of one, or a summary; it appears in the list', roles: PEOPLE, params: byId, status: 202, body: request, answer: z.object({ id }),
  handle: async ({ app, work, principal, tenantId, params, body, at }) => {
    const suggestionId = await work(async unit => {
      await visibleConversation(unit, principal, params.id, at);
      if (((await activeAiPolicy(unit))?.mode ?? 'off') === 'off') throw problem(409, 'ai_off', 'The AI is off.');
      return requestSuggestion(unit, params.id, body, at);
    });
    await startWorkflowNow(app, SUGGESTION_WORKFLOW, { workflowId: suggestionWorkflowId(suggestionId), input: { tenantId, suggestionId }, onConflict: 'USE_EXISTING' });
    return { id: suggestionId };
  },
});

const decide = route({
  method: 'post', path: '/conversations/{id}/suggestions/{suggestionId}/decide', tag: TAG, summary: 'Say what became of a draft: used as it was, used after changes, or not', roles: PEOPLE, params: byId.extend({ suggestionId: id }), answer: ok,
  body: z.strictObject({ state: z.enum(['accepted', 'edited', 'dismissed']), distance: z.int().min(0).max(10_000).nullable().default(null).meta({ description: 'Letters changed, of an edited one.' }) }),
  handle: ({ work, principal, params, body, at }) => work(async unit => {
    await visibleConversation(unit, principal, params.id, at);
    if ((await unit.tx.suggestion.count({ where: { tenantId: unit.tenantId, conversationId: params.id, id: params.suggestionId } })) === 0) throw notFound('The draft');
    if (!(await decideSuggestion(unit, params.id, params.suggestionId, { ...body, by: principal.id }, at))) throw problem(409, 'already_decided', 'Somebody has decided about the draft.');
    return { ok: true as const };
  }),
});

const handBack = route({
  method: 'post', path: '/conversations/{id}/hand-back', tag: TAG, summary: 'Let the AI answer from now on', roles: PEOPLE, params: byId, idempotent: true, body: z.object({}).optional(), answer: conversation,
  handle: ({ work, principal, params, at }) => work(async unit => {
    const { lastMessage } = await visibleConversation(unit, principal, params.id, at);
    const policy = await activeAiPolicy(unit);
    if (policy === null || policy.mode === 'off' || policy.mode === 'suggest') throw problem(409, 'ai_off', 'The AI does not answer contacts.');
    required(await transition(unit, { conversationId: params.id, at, actor: actorOf(principal) }, state => ownOnly(principal)(state.agentId) ?? startBot(state, { ...gatheringOf(policy), assists: true, waiting: lastMessage?.direction === 'inbound' })));
    await audit(unit, principal, 'conversation.hand_back', params.id, at);
    const view = await findConversation(unit, { all: true }, params.id, at);
    if (view === null) throw new Error('the conversation vanished inside its own transaction');
    return view;
  }),
});

export const suggestionRoutes = [list, ask, decide, handBack];

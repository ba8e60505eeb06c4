import { z } from 'zod';
import { startBot } from '../../domain/conversation/decide.ts';
import { gatheringOf } from '../../store/ai/engage.ts';
import { activeAiPolicy } from '../../store/ai/policy.ts';
import type { Citation, Dismissal, ProposedThing, SuggestionKind } from '../../store/ai/suggestions.ts';
import { MOST_TAGS, addTags } from '../../store/contacts/contacts.ts';
import {
  DISMISSALS,
  decideSuggestion,
  listSuggestions,
  proposalOf,
  requestSuggestion,
  SUGGESTION_KINDS,
} from '../../store/ai/suggestions.ts';
import { SUGGESTION_WORKFLOW, suggestionWorkflowId } from '../../workflows/contract.ts';
import { notFound, problem } from '../http/problem.ts';
import { startWorkflowNow } from '../http/start-workflow.ts';
import { int, languageTag, nothing, text } from '../http/input.ts';
import { audit, assigneeOrAdmin, visibleConversation } from '../http/access.ts';
import { citation } from './schemas.ts';
import { changeConversation } from '../http/change-conversation.ts';
import { route } from '../http/route.ts';
import { OK, byId, conversation, id, listOf, nullableTime, ok, time } from '../http/schemas.ts';
import { AGENTS_AND_ADMINS } from '../http/roles.ts';

const TAG = 'AI';
const proposal = z.union([
  z.object({ tags: z.array(z.string()) }),
  z.object({ dispositionId: id }),
  z.object({
    articles: z.array(z.object({ documentId: id, heading: z.string(), text: z.string(), url: z.string().nullable() })),
  }),
]);
const suggestion = z
  .object({
    id,
    kind: z.enum(SUGGESTION_KINDS),
    state: z.enum(['working', 'open', 'failed', 'accepted', 'edited', 'dismissed', 'stale']),
    text: z.string().nullable().meta({ description: 'While `working`: what is written so far, not checked yet.' }),
    error: z.string().nullable().meta({ description: 'Why there is none.' }),
    proposal: proposal
      .nullable()
      .meta({ description: 'Of `tags`, `disposition` and `article`: what is proposed, of what the tenant has.' }),
    citations: z.array(citation),
    demo: z.boolean().meta({ description: 'By the demo model: it quotes articles and understands nothing.' }),
    createdAt: time,
    decidedAt: nullableTime,
    dismissedBecause: z.enum(DISMISSALS).nullable().meta({ description: 'Why it was not wanted, if that was said.' }),
  })
  .meta({
    id: 'Suggestion',
    description: 'A draft for an agent. Nothing of it is sent by itself; `stale`: the contact wrote something since.',
  });

const list = route({
  method: 'get',
  path: '/conversations/{id}/suggestions',
  tag: TAG,
  summary: 'Drafts and proposals for the agent, the latest first',
  roles: AGENTS_AND_ADMINS,
  params: byId,
  answer: listOf(suggestion),
  handle: ({ work, principal, params, at }) =>
    work(async unit => {
      const { ai } = await visibleConversation(unit, principal, params.id, at);
      const rows = await listSuggestions(unit, params.id, {
        last: ai?.lastTurn ?? 0,
        current: ai?.turn?.number ?? null,
      });
      return {
        items: rows.map(row => ({
          id: row.id,
          kind: row.kind as SuggestionKind,
          state: row.state,
          text: row.text,
          error: row.error,
          proposal: row.proposal as ProposedThing | null,
          citations: row.citations as unknown as Citation[],
          demo: row.demo,
          createdAt: row.createdAt.toISOString(),
          decidedAt: row.decidedAt?.toISOString() ?? null,
          dismissedBecause: row.dismissedBecause as Dismissal | null,
        })),
        nextCursor: null,
      };
    }),
});

const request = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(['reply', 'summary', 'tags', 'disposition', 'article']) }),
  z.strictObject({
    kind: z.literal('rewrite'),
    how: z.enum(['shorter', 'friendlier', 'formal', 'translate']),
    text: text(4_096),
    language: languageTag.nullable().default(null),
  }),
]);
const ask = route({
  method: 'post',
  path: '/conversations/{id}/suggestions',
  tag: TAG,
  summary:
    'Ask the AI for a draft, another wording of one, a summary, tags for the contact, what the conversation was about, or articles to go on with; it appears in the list',
  roles: AGENTS_AND_ADMINS,
  params: byId,
  status: 202,
  body: request,
  answer: z.object({ id }),
  handle: async ({ app, work, principal, tenantId, params, body, at }) => {
    const suggestionId = await work(async unit => {
      await visibleConversation(unit, principal, params.id, at);
      if (((await activeAiPolicy(unit))?.mode ?? 'off') === 'off') throw problem(409, 'ai_off', 'The AI is off.');
      return requestSuggestion(unit, params.id, body, at);
    });
    await startWorkflowNow(app, SUGGESTION_WORKFLOW, {
      workflowId: suggestionWorkflowId(suggestionId),
      input: { tenantId, suggestionId },
      onConflict: 'USE_EXISTING',
    });
    return { id: suggestionId };
  },
});

const decide = route({
  method: 'post',
  path: '/conversations/{id}/suggestions/{suggestionId}/decide',
  tag: TAG,
  summary:
    'Say what became of a draft: used as it was, used after changes, or not. Accepted tags are given to the contact',
  roles: AGENTS_AND_ADMINS,
  params: byId.extend({ suggestionId: id }),
  answer: ok,
  body: z
    .strictObject({
      state: z.enum(['accepted', 'edited', 'dismissed']),
      distance: int(0, 10_000).nullable().default(null).meta({ description: 'Letters changed, of an edited one.' }),
      reason: z.enum(DISMISSALS).nullable().default(null).meta({ description: 'Why it is dismissed.' }),
    })
    .refine(({ state, reason }) => reason === null || state === 'dismissed', {
      message: 'is for what is dismissed',
      path: ['reason'],
    }),
  handle: ({ work, principal, params, body, at }) =>
    work(async unit => {
      await visibleConversation(unit, principal, params.id, at);
      const proposed = await proposalOf(unit, params.id, params.suggestionId);
      if (proposed === undefined) throw notFound('The draft');
      if (!(await decideSuggestion(unit, params.id, params.suggestionId, { ...body, by: principal.id }, at)))
        throw problem(409, 'already_decided', 'Somebody has decided about the draft.');
      if (body.state === 'accepted' && proposed !== null && 'tags' in proposed) {
        const { contact } = await visibleConversation(unit, principal, params.id, at);
        if (!(await addTags(unit, contact.id, proposed.tags, MOST_TAGS)))
          throw problem(409, 'too_many_tags', `A contact has ${MOST_TAGS} tags at most.`);
        await audit(unit, principal, 'contact.change', contact.id, at, { fields: 'tags' });
      }
      return OK;
    }),
});

const handBack = route({
  method: 'post',
  path: '/conversations/{id}/hand-back',
  tag: TAG,
  summary: 'Let the AI answer from now on',
  roles: AGENTS_AND_ADMINS,
  params: byId,
  idempotent: true,
  body: nothing,
  answer: conversation,
  handle: ({ work, principal, params, at }) =>
    work(unit =>
      changeConversation(
        { unit, principal, conversationId: params.id, at },
        'conversation.hand_back',
        async ({ lastMessage }) => {
          const policy = await activeAiPolicy(unit);
          if (policy === null || policy.mode === 'off' || policy.mode === 'suggest')
            throw problem(409, 'ai_off', 'The AI does not answer contacts.');
          const turn = { ...gatheringOf(policy), assists: true, waiting: lastMessage?.direction === 'inbound' };
          return { decide: state => assigneeOrAdmin(principal)(state.agentId) ?? startBot(state, turn) };
        },
      ),
    ),
});

export const suggestionRoutes = [list, ask, decide, handBack];

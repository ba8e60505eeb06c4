import { z } from 'zod';
import * as decide from '../../domain/conversation/decide.ts';
import { becomeAgent } from '../../store/acd/agents.ts';
import { queueOfMember } from '../../store/acd/queues.ts';
import { endConsults } from '../../store/conversation/consults.ts';
import { setDisposition } from '../../store/conversation/dispositions.ts';
import { otherOpenConversation, threadWindow } from '../../store/conversation/threads.ts';
import { isKnown } from '../../store/tenant/known.ts';
import { wakeDecider } from '../../store/acd/snoozed.ts';
import { nextExclusionEnd } from '../../store/acd/exclusions.ts';
import { ruledTransition } from '../../store/conversation/transition.ts';
import { newId } from '../../store/db/ids.ts';
import { queueRules, requireQueue, tenantSettings } from '../../store/tenant/settings.ts';
import { isInScope } from '../../store/conversation/scope.ts';
import { actorOf } from '../http/principal.ts';
import { problem } from '../http/problem.ts';
import { instant, nothing } from '../http/input.ts';
import { assigneeOrAdmin, requireAgent, unwrap, scopeOf, viewerOf, visibleConversation } from '../http/access.ts';
import { changeConversation, changed } from '../http/change-conversation.ts';
import { route } from '../http/route.ts';
import { byId, conversation, id } from '../http/schemas.ts';
import { AGENTS_AND_ADMINS } from '../http/roles.ts';
import { noteText, writeNote } from './write-note.ts';

const TAG = 'Conversation actions';
const onTheWay = {
  note: noteText
    .optional()
    .meta({ description: 'What whoever gets it is to know: a note that all colleagues who see it can read.' }),
};
const transfer = route({
  method: 'post',
  path: '/conversations/{id}/transfer',
  tag: TAG,
  summary: 'Hand over to a queue, or offer to an agent',
  roles: AGENTS_AND_ADMINS,
  params: byId,
  idempotent: true,
  body: z.union([z.strictObject({ queueId: id, ...onTheWay }), z.strictObject({ agentId: id, ...onTheWay })]),
  answer: conversation,
  handle: ({ work, principal, params, body, at }) =>
    work(unit =>
      changeConversation({ unit, principal, conversationId: params.id, at }, 'conversation.transfer', async seen => {
        const permit = assigneeOrAdmin(principal);
        const { note } = body;
        const say = async (): Promise<void> => {
          if (note !== undefined)
            await writeNote({ unit, principal, at }, seen, { text: note, privateTo: [], consultId: null });
        };
        if ('queueId' in body) {
          const queue = await queueRules(unit, body.queueId);
          if (queue === null) throw problem(400, 'invalid_request', 'There is no such queue.', { field: 'queueId' });
          return {
            decide: async state =>
              permit(state.agentId) ??
              decide.transferToQueue(state, queue, at, await nextExclusionEnd(unit, params.id, state, at)),
            follow: say,
            data: { to: body.queueId },
          };
        }
        const { agentId } = body;
        const { presence } = await requireAgent(unit, agentId);
        if (presence !== 'online')
          throw problem(409, 'agent_unavailable', 'The agent is not online.', { field: 'agentId' });
        return {
          decide: async state =>
            permit(state.agentId) ??
            decide.transferToAgent(state, agentId, newId(), await requireQueue(unit, state.queueId), at),
          follow: async () => {
            await say();
            await endConsults(unit, { conversationId: params.id, agentId }, at);
          },
          data: { to: agentId },
        };
      }),
    ),
});

const take = route({
  method: 'post',
  path: '/conversations/{id}/take',
  tag: TAG,
  summary: 'Take a waiting conversation from a queue that allows it, or one the AI answers from the AI',
  roles: AGENTS_AND_ADMINS,
  params: byId,
  idempotent: true,
  body: nothing,
  answer: conversation,
  handle: ({ work, principal, params, at }) =>
    work(unit =>
      changeConversation(
        { unit, principal, conversationId: params.id, at },
        'conversation.take',
        async ({ queueId, state: phase }) => {
          const queue = queueId === null ? null : await queueOfMember(unit, queueId, principal.id);
          if (queue === null || (!queue.pull && phase !== 'bot'))
            throw problem(403, 'pull_not_allowed', 'Agents cannot take from this queue what they choose.');
          return {
            decide: state =>
              state.queueId === queue.id && (queue.pull || state.phase === 'bot')
                ? decide.take(state, principal.id, newId(), queue.weight)
                : { refused: 'not_waiting' },
          };
        },
      ),
    ),
});

const assign = route({
  method: 'post',
  path: '/conversations/{id}/assign',
  tag: TAG,
  summary: 'Give to an agent without asking (administrators)',
  roles: ['TENANT_ADMIN'],
  params: byId,
  idempotent: true,
  body: z.strictObject({ agentId: id }),
  answer: conversation,
  handle: ({ work, principal, params, body: { agentId }, at }) =>
    work(unit =>
      changeConversation({ unit, principal, conversationId: params.id, at }, 'conversation.assign', async () => {
        await requireAgent(unit, agentId);
        return {
          decide: async state =>
            decide.assign(state, agentId, newId(), (await requireQueue(unit, state.queueId)).weight),
          data: { to: agentId },
        };
      }),
    ),
});

const takeOver = route({
  method: 'post',
  path: '/conversations/{id}/take-over',
  tag: TAG,
  summary: 'Take a conversation from whoever has it (administrators, whatever room they have)',
  roles: ['TENANT_ADMIN'],
  params: byId,
  idempotent: true,
  body: nothing,
  answer: conversation,
  handle: ({ work, principal, params, at }) =>
    work(unit =>
      changeConversation({ unit, principal, conversationId: params.id, at }, 'conversation.take_over', async () => {
        if (principal.kind !== 'user') throw problem(403, 'not_a_person', 'Only people take over.');
        await becomeAgent(unit, principal.id, at);
        return { decide: state => decide.assign(state, principal.id, newId(), 0) };
      }),
    ),
});

const close = route({
  method: 'post',
  path: '/conversations/{id}/close',
  tag: TAG,
  summary: 'End the talk: into wrap-up, or out of it; naming what it was about ends it at once',
  roles: AGENTS_AND_ADMINS,
  params: byId,
  idempotent: true,
  body: z.strictObject({ dispositionId: id.optional() }).optional(),
  answer: conversation,
  handle: ({ work, principal, params, body, at }) =>
    work(async unit => {
      const dispositionId = body?.dispositionId ?? null;
      if (dispositionId !== null) await visibleConversation(unit, principal, params.id, at);
      if (dispositionId !== null && !(await isKnown(unit, 'disposition', dispositionId)))
        throw problem(400, 'invalid_request', 'There is no such disposition (any more).', { field: 'dispositionId' });
      unwrap(
        await ruledTransition(
          unit,
          { conversationId: params.id, at, actor: actorOf(principal), lockThread: true, viewer: viewerOf(principal) },
          async (state, _, rules) => {
            const queue = await rules.queue();
            const reason = principal.role === 'AGENT' ? 'agent' : 'administrator';
            return (
              assigneeOrAdmin(principal)(state.agentId) ??
              decide.close(
                state,
                { reason, dispositionId, dispositionRequired: queue.dispositionRequired },
                at,
                rules.settings,
                queue,
              )
            );
          },
        ),
      );
      if (dispositionId !== null) await setDisposition(unit, params.id, dispositionId);
      return changed({ unit, principal, conversationId: params.id, at }, 'conversation.close');
    }),
});

const reopen = route({
  method: 'post',
  path: '/conversations/{id}/reopen',
  tag: TAG,
  summary: 'Open a closed conversation again; it waits in its queue',
  roles: AGENTS_AND_ADMINS,
  params: byId,
  idempotent: true,
  body: nothing,
  answer: conversation,
  handle: ({ work, principal, params, at }) =>
    work(unit =>
      changeConversation({ unit, principal, conversationId: params.id, at }, 'conversation.reopen', async () => {
        const [policy, scope] = [await tenantSettings(unit), await scopeOf(unit, principal)];
        return {
          lockThread: true,
          decide: async (state, row) => {
            const open = await otherOpenConversation(unit, row.thread_id, row.id);
            // The other conversation's id is given only to those who may see it.
            if (open !== null)
              throw problem(
                409,
                'conversation_open',
                'The contact has another open conversation on this number.',
                isInScope(scope, open) ? { extra: { conversationId: open.id } } : {},
              );
            const queue = await requireQueue(unit, row.queue_id ?? policy.defaultQueueId);
            return decide.reopen(
              state,
              { queue, priority: state.priority, needs: state.needs, rule: null },
              at,
              await threadWindow(unit, row.thread_id),
              policy,
            );
          },
        };
      }),
    ),
});

const LONGEST_SNOOZE_MS = 90 * 24 * 3_600_000;

const snooze = route({
  method: 'post',
  path: '/conversations/{id}/snooze',
  tag: TAG,
  summary:
    'Put aside until a time, or until the contact writes; then it is offered to the same agent, or waits in its queue when that agent is not there',
  roles: AGENTS_AND_ADMINS,
  params: byId,
  idempotent: true,
  body: z.strictObject({ until: instant }),
  answer: conversation,
  handle: ({ work, principal, params, body, at }) =>
    work(unit =>
      changeConversation({ unit, principal, conversationId: params.id, at }, 'conversation.snooze', () => {
        const until = Date.parse(body.until);
        if (until <= at || until > at + LONGEST_SNOOZE_MS)
          throw problem(400, 'invalid_request', 'The time must be in the future, within 90 days.', { field: 'until' });
        return {
          decide: state => assigneeOrAdmin(principal)(state.agentId) ?? decide.snooze(state, until),
          data: { until: body.until },
        };
      }),
    ),
});

const wake = route({
  method: 'post',
  path: '/conversations/{id}/wake',
  tag: TAG,
  summary: 'End the snoozing now',
  roles: AGENTS_AND_ADMINS,
  params: byId,
  idempotent: true,
  body: nothing,
  answer: conversation,
  handle: ({ work, principal, params, at }) =>
    work(unit =>
      changeConversation({ unit, principal, conversationId: params.id, at }, 'conversation.wake', () => {
        const awake = wakeDecider(unit, at, true);
        return { decide: async (state, row) => assigneeOrAdmin(principal)(state.agentId) ?? awake(state, row) };
      }),
    ),
});

export const handoverRoutes = [transfer, take, assign, takeOver, snooze, wake, close, reopen];

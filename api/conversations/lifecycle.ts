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
import { ruledTransition, transition } from '../../store/conversation/transition.ts';
import { newId } from '../../store/db/ids.ts';
import { queueRules, requireQueue, tenantSettings } from '../../store/tenant/settings.ts';
import { findConversation } from '../../store/views/conversations.ts';
import { isInScope } from '../../store/conversation/scope.ts';
import { actorOf } from '../http/principal.ts';
import { problem } from '../http/problem.ts';
import { instant, nothing } from '../http/input.ts';
import {
  audit,
  assigneeOrAdmin,
  requireAgent,
  unwrap,
  scopeOf,
  viewerOf,
  visibleConversation,
} from '../http/access.ts';
import { route } from '../http/route.ts';
import { byId, conversation, id } from '../http/schemas.ts';

const TAG = 'Conversation actions';
const PEOPLE = ['TENANT_ADMIN', 'AGENT'] as const;

const transfer = route({
  method: 'post',
  path: '/conversations/{id}/transfer',
  tag: TAG,
  summary: 'Hand over to a queue, or offer to an agent',
  roles: PEOPLE,
  params: byId,
  idempotent: true,
  body: z.union([z.strictObject({ queueId: id }), z.strictObject({ agentId: id })]),
  answer: conversation,
  handle: ({ work, principal, params, body, at }) =>
    work(async unit => {
      await visibleConversation(unit, principal, params.id, at);
      const permit = assigneeOrAdmin(principal);
      const request = { conversationId: params.id, at, actor: actorOf(principal) };
      if ('queueId' in body) {
        const queue = await queueRules(unit, body.queueId);
        if (queue === null) throw problem(400, 'invalid_request', 'There is no such queue.', { field: 'queueId' });
        unwrap(
          await transition(
            unit,
            request,
            async state =>
              permit(state.agentId) ??
              decide.transferToQueue(state, queue, at, await nextExclusionEnd(unit, params.id, state, at)),
          ),
        );
      } else {
        const { presence } = await requireAgent(unit, body.agentId);
        if (presence !== 'online')
          throw problem(409, 'agent_unavailable', 'The agent is not online.', { field: 'agentId' });
        unwrap(
          await transition(
            unit,
            request,
            async state =>
              permit(state.agentId) ??
              decide.transferToAgent(state, body.agentId, newId(), await requireQueue(unit, state.queueId), at),
          ),
        );
      }
      if ('agentId' in body) await endConsults(unit, { conversationId: params.id, agentId: body.agentId }, at);
      await audit(unit, principal, 'conversation.transfer', params.id, at, {
        to: 'queueId' in body ? body.queueId : body.agentId,
      });
      return mustExist(await findConversation(unit, { all: true }, params.id, at));
    }),
});

const take = route({
  method: 'post',
  path: '/conversations/{id}/take',
  tag: TAG,
  summary: 'Take a waiting conversation from a queue that allows it, or one the AI answers from the AI',
  roles: PEOPLE,
  params: byId,
  idempotent: true,
  body: nothing,
  answer: conversation,
  handle: ({ work, principal, params, at }) =>
    work(async unit => {
      const { queueId, state: phase } = await visibleConversation(unit, principal, params.id, at);
      const queue = queueId === null ? null : await queueOfMember(unit, queueId, principal.id);
      if (queue === null || (!queue.pull && phase !== 'bot'))
        throw problem(403, 'pull_not_allowed', 'Agents cannot take from this queue what they choose.');
      unwrap(
        await transition(unit, { conversationId: params.id, at, actor: actorOf(principal) }, state =>
          state.queueId === queue.id && (queue.pull || state.phase === 'bot')
            ? decide.take(state, principal.id, newId(), queue.weight)
            : { refused: 'not_waiting' },
        ),
      );
      await audit(unit, principal, 'conversation.take', params.id, at);
      return mustExist(await findConversation(unit, { all: true }, params.id, at));
    }),
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
  handle: ({ work, principal, params, body, at }) =>
    work(async unit => {
      await visibleConversation(unit, principal, params.id, at);
      await requireAgent(unit, body.agentId);
      unwrap(
        await transition(unit, { conversationId: params.id, at, actor: actorOf(principal) }, async state =>
          decide.assign(state, body.agentId, newId(), (await requireQueue(unit, state.queueId)).weight),
        ),
      );
      await audit(unit, principal, 'conversation.assign', params.id, at, { to: body.agentId });
      return mustExist(await findConversation(unit, { all: true }, params.id, at));
    }),
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
    work(async unit => {
      await visibleConversation(unit, principal, params.id, at);
      if (principal.kind !== 'user') throw problem(403, 'not_a_person', 'Only people take over.');
      await becomeAgent(unit, principal.id, at);
      unwrap(
        await transition(unit, { conversationId: params.id, at, actor: actorOf(principal) }, state =>
          decide.assign(state, principal.id, newId(), 0),
        ),
      );
      await audit(unit, principal, 'conversation.take_over', params.id, at);
      return mustExist(await findConversation(unit, { all: true }, params.id, at));
    }),
});

const close = route({
  method: 'post',
  path: '/conversations/{id}/close',
  tag: TAG,
  summary: 'End the talk: into wrap-up, or out of it; naming what it was about ends it at once',
  roles: PEOPLE,
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
      await audit(unit, principal, 'conversation.close', params.id, at);
      return mustExist(await findConversation(unit, { all: true }, params.id, at));
    }),
});

const reopen = route({
  method: 'post',
  path: '/conversations/{id}/reopen',
  tag: TAG,
  summary: 'Open a closed conversation again; it waits in its queue',
  roles: PEOPLE,
  params: byId,
  idempotent: true,
  body: nothing,
  answer: conversation,
  handle: ({ work, principal, params, at }) =>
    work(async unit => {
      await visibleConversation(unit, principal, params.id, at);
      const [policy, scope] = [await tenantSettings(unit), await scopeOf(unit, principal)];
      unwrap(
        await transition(
          unit,
          { conversationId: params.id, at, actor: actorOf(principal), lockThread: true },
          async (state, row) => {
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
        ),
      );
      await audit(unit, principal, 'conversation.reopen', params.id, at);
      return mustExist(await findConversation(unit, { all: true }, params.id, at));
    }),
});

const LONGEST_SNOOZE_MS = 90 * 24 * 3_600_000;

const snooze = route({
  method: 'post',
  path: '/conversations/{id}/snooze',
  tag: TAG,
  summary:
    'Put aside until a time, or until the contact writes; then it is offered to the same agent, or waits in its queue when that agent is not there',
  roles: PEOPLE,
  params: byId,
  idempotent: true,
  body: z.strictObject({ until: instant }),
  answer: conversation,
  handle: ({ work, principal, params, body, at }) =>
    work(async unit => {
      await visibleConversation(unit, principal, params.id, at);
      const until = Date.parse(body.until);
      if (until <= at || until > at + LONGEST_SNOOZE_MS)
        throw problem(400, 'invalid_request', 'The time must be in the future, within 90 days.', { field: 'until' });
      unwrap(
        await transition(
          unit,
          { conversationId: params.id, at, actor: actorOf(principal) },
          state => assigneeOrAdmin(principal)(state.agentId) ?? decide.snooze(state, until),
        ),
      );
      await audit(unit, principal, 'conversation.snooze', params.id, at, { until: body.until });
      return mustExist(await findConversation(unit, { all: true }, params.id, at));
    }),
});

const wake = route({
  method: 'post',
  path: '/conversations/{id}/wake',
  tag: TAG,
  summary: 'End the snoozing now',
  roles: PEOPLE,
  params: byId,
  idempotent: true,
  body: nothing,
  answer: conversation,
  handle: ({ work, principal, params, at }) =>
    work(async unit => {
      await visibleConversation(unit, principal, params.id, at);
      const awake = wakeDecider(unit, at, true);
      unwrap(
        await transition(
          unit,
          { conversationId: params.id, at, actor: actorOf(principal) },
          async (state, row) => assigneeOrAdmin(principal)(state.agentId) ?? awake(state, row),
        ),
      );
      await audit(unit, principal, 'conversation.wake', params.id, at);
      return mustExist(await findConversation(unit, { all: true }, params.id, at));
    }),
});

function mustExist<T>(view: T | null): T {
  if (view === null) throw new Error('the conversation vanished inside its own transaction');
  return view;
}

export const handoverRoutes = [transfer, take, assign, takeOver, snooze, wake, close, reopen];

/** Where a conversation waits, who is asked, and whose it becomes. */
import type { AiMode } from '../ai-mode.ts';
import type { NewEvent } from '../events.ts';
import type { ConversationPolicy, QueuePolicy, OverflowAction } from '../settings.ts';
import { firstStepAt, maxWaitAt, warningTime } from '../settings.ts';
import type { ConversationState, SkillNeed } from '../state.ts';
import { isOpen } from '../state.ts';
import type { Accepted, Decision } from './decision.ts';
import { accept, refuse } from './decision.ts';
import type { Excluded } from './offers.ts';
import { offerOf, rescind } from './offers.ts';

/** What a queue does with who waits in it. */
export type QueueRouting = Pick<QueuePolicy, 'id' | 'steps' | 'maxWait'>;

/** Where a conversation waits, for whom, and what decided so. */
export interface RoutingDecision {
  readonly queue: QueueRouting;
  readonly priority: number;
  readonly needs: readonly SkillNeed[];
  readonly rule: { readonly id: string; readonly version: number } | null;
  /** What the AI does, where the rule says so; else the AI's own policy decides. */
  readonly ai?: AiMode | null;
}

const waitingAs = ({ queue, priority, needs, rule }: RoutingDecision, at: number) => ({
  queueId: queue.id,
  enqueuedAt: at,
  priority,
  needs,
  stepAt: firstStepAt(queue, at),
  maxWaitAt: maxWaitAt(queue, at),
  rule,
});

/** A new conversation waits in its queue from `at` on. */
export function openConversation(route: RoutingDecision, at: number, policy: ConversationPolicy): Accepted {
  return accept({ type: 'opened', data: { ...waitingAs(route, at), policyVersion: policy.version } });
}
/**
 * A conversation that we begin. What is promised to contacts who wait does not run: this one does not wait until it
 * writes.
 * @param windowExpiresAt of the contact's last message on the number; null: it never wrote.
 */
export function openOutbound(
  route: RoutingDecision,
  at: number,
  windowExpiresAt: number | null,
  policy: ConversationPolicy,
): Accepted {
  const outbound =
    windowExpiresAt === null || windowExpiresAt <= at
      ? { windowExpiresAt: null, windowWarnsAt: null }
      : { windowExpiresAt, windowWarnsAt: warningTime(windowExpiresAt, at, policy) };
  return accept({ type: 'opened', data: { ...waitingAs(route, at), policyVersion: policy.version, outbound } });
}

/** By a person, or by the contact writing again within the reopen time. It waits anew. */
export function reopen(
  state: ConversationState,
  route: RoutingDecision,
  at: number,
  windowExpiresAt: number | null,
  policy: ConversationPolicy,
): Decision {
  if (state.phase !== 'closed') return refuse('conversation_not_closed');
  return accept({
    type: 'reopened',
    data: {
      ...waitingAs(route, at),
      windowExpiresAt,
      windowWarnsAt: warningTime(windowExpiresAt, at, policy),
      policyVersion: policy.version,
    },
  });
}

/** To another queue, or back to the own one: the contact keeps the time since when it waits. */
export function transferToQueue(
  state: ConversationState,
  queue: QueueRouting,
  at: number,
  excluded: Excluded,
): Decision {
  if (!isOpen(state.phase)) return refuse('conversation_closed');
  return accept(...rescind(state), {
    type: 'enqueued',
    data: {
      queueId: queue.id,
      enqueuedAt: waitsSince(state, at),
      priority: state.priority,
      needs: [],
      stepAt: firstStepAt(queue, at),
      maxWaitAt: maxWaitAt(queue, waitsSince(state, at)),
      retryAt: excluded,
    },
  });
}

/** Offered to one agent; when the agent does not accept, the conversation waits in its queue. */
export function transferToAgent(
  state: ConversationState,
  agentId: string,
  offerId: string,
  queue: QueuePolicy,
  at: number,
): Decision {
  if (!isOpen(state.phase)) return refuse('conversation_closed');
  if (state.agentId === agentId) return refuse('same_agent');
  return accept(
    ...rescind(state),
    {
      type: 'enqueued',
      data: {
        queueId: queue.id,
        enqueuedAt: waitsSince(state, at),
        priority: state.priority,
        needs: [],
        stepAt: firstStepAt(queue, at),
        maxWaitAt: maxWaitAt(queue, waitsSince(state, at)),
      },
    },
    offerOf(agentId, offerId, queue, at),
  );
}

/** By an administrator, without asking the agent. */
export function assign(state: ConversationState, agentId: string, assignmentId: string, weight: number): Decision {
  if (!isOpen(state.phase)) return refuse('conversation_closed');
  if (state.agentId === agentId && state.assignmentId !== null) return refuse('same_agent');
  return accept(...rescind(state), { type: 'assigned', data: { agentId, assignmentId, weight } });
}

/** By an agent who chose it from the line, where its queue allows that, or took it from the AI. */
export function take(state: ConversationState, agentId: string, assignmentId: string, weight: number): Decision {
  if (state.phase !== 'queued' && state.phase !== 'bot')
    return refuse(isOpen(state.phase) ? 'not_waiting' : 'conversation_closed');
  return accept({ type: 'assigned', data: { agentId, assignmentId, weight } });
}

export function retryMatch(state: ConversationState, at: number, excluded: Excluded): Decision {
  if (state.phase !== 'queued' || state.matchRetryAt === null) return refuse('already_done');
  if (at < state.matchRetryAt) return refuse('not_due', state.matchRetryAt);
  return accept({ type: 'match_retried', data: { nextRetryAt: excluded } });
}

/**
 * Takes the queue's next routing step. Steps that were removed meanwhile are no longer owed. What a step says to the
 * contact is sent by the caller.
 */
export function widen(
  state: ConversationState,
  at: number,
  { steps }: QueuePolicy,
  policy: ConversationPolicy,
  excluded: Excluded,
  engaged: readonly NewEvent[] = [],
): Decision {
  if (state.phase !== 'queued' || state.stepAt === null) return refuse('already_done');
  if (at < state.stepAt) return refuse('not_due', state.stepAt);
  const [step, next] = [steps[state.step], steps[state.step + 1]];
  if (step?.action === 'queue' || step?.action === 'close')
    return accept(...resort(state, step, { at, policy, excluded, engaged }));
  const needs =
    step?.action !== 'lower'
      ? state.needs
      : state.needs.map(need => ({ ...need, level: Math.min(need.level, step.level) })).filter(need => need.level > 0);
  // From the step's own time on, not from now: a late step does not delay the next.
  const nextStepAt = step === undefined || next === undefined ? null : state.stepAt + next.afterMs - step.afterMs;
  return accept(
    { type: 'widened', data: { step: state.step + 1, needs, nextStepAt } },
    ...(step?.action === 'ai' ? engaged : []),
  );
}
/**
 * The contact has waited for too long; what the queue wants done is done. What it says to the contact is sent by the
 * caller.
 */
export function endWait(
  state: ConversationState,
  at: number,
  { maxWait }: QueuePolicy,
  policy: ConversationPolicy,
  excluded: Excluded,
  engaged: readonly NewEvent[] = [],
): Decision {
  if (state.phase !== 'queued' || state.maxWaitAt === null) return refuse('already_done');
  if (at < state.maxWaitAt) return refuse('not_due', state.maxWaitAt);
  return accept(
    { type: 'max_wait_reached', data: {} },
    ...(maxWait === null ? [] : resort(state, maxWait, { at, policy, excluded, engaged })),
  );
}

/** `engaged`: how the AI takes it, where it is on. */
function resort(
  state: ConversationState,
  wanted: OverflowAction,
  {
    at,
    policy,
    excluded,
    engaged,
  }: {
    readonly at: number;
    readonly policy: ConversationPolicy;
    readonly excluded: Excluded;
    readonly engaged: readonly NewEvent[];
  },
): readonly NewEvent[] {
  switch (wanted.action) {
    case 'queue':
      return [
        {
          type: 'enqueued',
          data: {
            queueId: wanted.queueId,
            enqueuedAt: waitsSince(state, at),
            priority: state.priority,
            needs: state.needs,
            stepAt: null,
            maxWaitAt: null,
            retryAt: excluded,
            resorted: true,
          },
        },
      ];
    case 'close':
      return [{ type: 'closed', data: { reason: 'unanswered', archiveAt: at + policy.archiveAfterMs } }];
    case 'ai':
      return engaged;
    case 'message':
      return [];
  }
}

const waitsSince = (state: ConversationState, at: number): number => state.enqueuedAt ?? at;

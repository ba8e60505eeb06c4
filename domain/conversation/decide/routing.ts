/** Decisions about routing: where a conversation waits, who is offered it, and to whom it is assigned. */
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

/** The part of a queue's policy that applies while a conversation waits in it. */
export type QueueRouting = Pick<QueuePolicy, 'id' | 'steps' | 'maxWait'>;

/** Where a new conversation waits, with which priority and required skills, and which rule decided (null: none). */
export interface RoutingDecision {
  readonly queue: QueueRouting;
  readonly priority: number;
  readonly needs: readonly SkillNeed[];
  readonly rule: { readonly id: string; readonly version: number } | null;
  /** What the AI does, if the rule says so; otherwise the AI policy decides. */
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
 * A conversation that the tenant begins. No service-level clock starts, because the contact awaits no answer before it
 * writes.
 * @param windowExpiresAt the window of the contact's last message to the number; null: the contact has never written.
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

/** By a person, or by the contact writing again within `reopenWithinMs`. It waits anew from `at` on. */
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

/** Moves to another queue, or back to the current one. Keeps the waiting time, drops the required skills. */
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

/** Offers to one agent; if the agent does not accept, the conversation waits in `queue`. */
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

/** Assignment by an administrator, without an offer to the agent. */
export function assign(state: ConversationState, agentId: string, assignmentId: string, weight: number): Decision {
  if (!isOpen(state.phase)) return refuse('conversation_closed');
  if (state.agentId === agentId && state.assignmentId !== null) return refuse('same_agent');
  return accept(...rescind(state), { type: 'assigned', data: { agentId, assignmentId, weight } });
}

/** An agent takes a waiting conversation (pull; the caller checks that the queue allows it), or one from the AI. */
export function take(state: ConversationState, agentId: string, assignmentId: string, weight: number): Decision {
  if (state.phase !== 'queued' && state.phase !== 'bot')
    return refuse(isOpen(state.phase) ? 'not_waiting' : 'conversation_closed');
  return accept({ type: 'assigned', data: { agentId, assignmentId, weight } });
}

/** Due from `matchRetryAt` on: an agent's exclusion has ended, so the matcher is to look again. */
export function retryMatch(state: ConversationState, at: number, excluded: Excluded): Decision {
  if (state.phase !== 'queued' || state.matchRetryAt === null) return refuse('already_done');
  if (at < state.matchRetryAt) return refuse('not_due', state.matchRetryAt);
  return accept({ type: 'match_retried', data: { nextRetryAt: excluded } });
}

/**
 * Takes the queue's next routing step, if the queue still has it. The caller sends the step's text to the contact.
 * @param engaged the events by which the AI takes over, for a step with action `ai`; empty if the AI is off.
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
  // Counted from when this step was due, not from now: a late step does not delay the next one.
  const nextStepAt = step === undefined || next === undefined ? null : state.stepAt + next.afterMs - step.afterMs;
  return accept(
    { type: 'widened', data: { step: state.step + 1, needs, nextStepAt } },
    ...(step?.action === 'ai' ? engaged : []),
  );
}
/**
 * The maximum waiting time is reached: takes the queue's action for that. The caller sends its text to the contact.
 * @param engaged as of `widen`.
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

/** The events of an overflow action. */
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

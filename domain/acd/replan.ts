/** Recomputes a conversation's deadlines after the settings that they were derived from have changed. */
import { addOpenTime, openTimeBetween } from './hours.ts';
import type { ServicePolicy } from './sla.ts';
import { GOAL_OF, dueFor, goalFor } from './sla.ts';
import type { ConversationEvent, EventData, EventType, NewEvent } from '../conversation/events.ts';
import type { ConversationPolicy, QueuePolicy } from '../conversation/settings.ts';
import { WINDOW_MS, maxWaitAt, warningTime } from '../conversation/settings.ts';
import type { ConversationState, SlaClock } from '../conversation/state.ts';
import { isOpen } from '../conversation/state.ts';

/** The events deadlines are counted from. */
export const ANCHORS = [
  'opened',
  'reopened',
  'enqueued',
  'max_wait_reached',
  'idle_planned',
  'idle_reminded',
  'window_expiring',
  'sla_started',
  'sla_warned',
  'sla_paused',
  'sla_resumed',
  'closed',
] as const satisfies readonly EventType[];
export type Anchor = Extract<ConversationEvent, { readonly type: (typeof ANCHORS)[number] }>;

/** The settings now in force. */
export interface InForce {
  readonly policy: ConversationPolicy;
  /** The conversation's queue; null: it is in none. */
  readonly queue: QueuePolicy | null;
  readonly service: ServicePolicy;
}

/**
 * The events that make a conversation's deadlines what they would be if the current settings had always been in force;
 * empty if nothing changes. What has happened stays: steps taken, warnings given, targets breached. Offers and wrap-ups
 * in progress keep their times. A deadline that is then in the past is due at once.
 * @param log the conversation's anchor events (`ANCHORS`), by ascending `seq`.
 * @param oldestContentAt when the oldest content still stored was written, epoch milliseconds; null: none.
 */
export function replan(
  state: ConversationState,
  log: readonly Anchor[],
  { policy, queue, service }: InForce,
  oldestContentAt: number | null,
): NewEvent[] {
  const sla = state.sla.flatMap(clock => replanClock(clock, state, log, service) ?? []);
  const planned: Omit<EventData['policy_applied'], 'policyVersion'> = {
    archiveAt:
      state.archiveAt === null
        ? null
        : (lastOf(log, 'closed')?.at ?? state.archiveAt - policy.archiveAfterMs) + policy.archiveAfterMs,
    retentionAt:
      state.retentionAt === null || oldestContentAt === null ? state.retentionAt : oldestContentAt + policy.retentionMs,
    windowWarnsAt: windowWarnsAt(state, log, policy),
    sla,
    ...waiting(state, log, queue),
    idleAt: idleAt(state, log, queue),
  };
  const same = Object.entries(planned).every(
    ([name, value]) => JSON.stringify(value) === JSON.stringify(state[name as keyof ConversationState]),
  );
  if (same) return [];
  const gone = state.sla
    .filter(clock => !sla.some(kept => kept.target === clock.target))
    .map((clock): NewEvent => ({ type: 'sla_ended', data: { target: clock.target, outcome: 'canceled' } }));
  return [...gone, { type: 'policy_applied', data: { policyVersion: policy.version, ...planned } }];
}

const lastOf = <T extends Anchor['type']>(
  log: readonly Anchor[],
  type: T,
): Extract<Anchor, { readonly type: T }> | null =>
  (log.findLast(event => event.type === type) as Extract<Anchor, { readonly type: T }> | undefined) ?? null;

const entryOf = (log: readonly Anchor[], before = Infinity) =>
  log.findLast(
    (event): event is Extract<Anchor, { readonly type: 'opened' | 'reopened' | 'enqueued' }> =>
      event.seq <= before && (event.type === 'opened' || event.type === 'reopened' || event.type === 'enqueued'),
  );

function windowWarnsAt(
  { phase, windowExpiresAt, windowExpiryNoted }: ConversationState,
  log: readonly Anchor[],
  policy: ConversationPolicy,
): number | null {
  if (!isOpen(phase) || windowExpiresAt === null || windowExpiryNoted) return null;
  const opened = windowExpiresAt - WINDOW_MS;
  return (lastOf(log, 'window_expiring')?.at ?? -Infinity) > opened
    ? null
    : warningTime(windowExpiresAt, opened, policy);
}

/** A conversation that another queue's step moved here (`resorted`) does not take this queue's steps. */
function waiting(
  state: ConversationState,
  log: readonly Anchor[],
  queue: QueuePolicy | null,
): Pick<ConversationState, 'stepAt' | 'maxWaitAt'> {
  const entry = entryOf(log);
  if (
    queue === null ||
    entry === undefined ||
    entry.data.resorted === true ||
    (state.phase !== 'queued' && state.phase !== 'offered')
  )
    return { stepAt: state.stepAt, maxWaitAt: state.maxWaitAt };
  const next = queue.steps[state.step];
  const acted = (lastOf(log, 'max_wait_reached')?.seq ?? 0) > entry.seq;
  return {
    stepAt: next === undefined ? null : entry.at + next.afterMs,
    maxWaitAt: acted ? null : maxWaitAt(queue, state.enqueuedAt ?? entry.at),
  };
}

function idleAt(state: ConversationState, log: readonly Anchor[], queue: QueuePolicy | null): number | null {
  if (state.idleAt === null || queue === null) return state.idleAt;
  if (queue.idle === null) return null;
  const [planned, reminded] = [lastOf(log, 'idle_planned'), lastOf(log, 'idle_reminded')];
  if (state.idleReminded) return reminded === null ? state.idleAt : reminded.at + queue.idle.closeAfterMs;
  return planned === null ? state.idleAt : planned.at + queue.idle.remindAfterMs;
}

/**
 * The clock according to the current goals and hours; null if there is no such target any more. A clock that started in
 * another queue stays as it is.
 */
function replanClock(
  clock: SlaClock,
  { queueId, priority }: ConversationState,
  log: readonly Anchor[],
  { goals, hours }: ServicePolicy,
): SlaClock | null {
  const own = log.filter(event => 'target' in event.data && event.data.target === clock.target);
  const from = own.findLastIndex(event => event.type === 'sla_started');
  const [started, ...later] = from < 0 ? [] : own.slice(from);
  if (started === undefined || entryOf(log, started.seq)?.data.queueId !== queueId) return clock;
  const goal = goalFor(goals, priority);
  const openMs = goal?.[GOAL_OF[clock.target]] ?? null;
  if (goal === null || openMs === null) return null;
  let [running, spent] = [started.at as number | null, 0];
  for (const { type, at } of later) {
    if (type === 'sla_paused' && running !== null)
      [running, spent] = [null, spent + openTimeBetween(hours, running, at)];
    if (type === 'sla_resumed') running = at;
  }
  const left = Math.max(openMs - spent, 0);
  if (running === null) return { ...clock, remainingMs: left };
  const warned = later.some(event => event.type === 'sla_warned') || clock.breached;
  const { dueAt, warnsAt } = dueFor(hours, running, left, goal);
  return { ...clock, dueAt: left === 0 ? addOpenTime(hours, running, 0) : dueAt, warnsAt: warned ? null : warnsAt };
}

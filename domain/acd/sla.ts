/** Service levels of a queue and its idle policy: which clocks an event starts, pauses, resumes and ends. */
import type { NewEvent } from '../conversation/events.ts';
import type { IdlePolicy } from '../conversation/settings.ts';
import type { ConversationState, SlaClock, SlaTarget } from '../conversation/state.ts';
import type { BusinessHours } from './hours.ts';
import { addOpenTime, openTimeBetween } from './hours.ts';

/**
 * The targets for conversations from this priority up to the next goal's. Times are business time in milliseconds;
 * null: no such target.
 */
export interface SlaGoal {
  readonly minPriority: number;
  readonly firstResponseMs: number | null;
  readonly nextResponseMs: number | null;
  readonly resolutionMs: number | null;
  /** People are warned this long (business time) before a target is due; 0: never. */
  readonly warnBeforeMs: number;
}

/** A queue's service levels and idle policy. */
export interface ServicePolicy {
  readonly goals: readonly SlaGoal[];
  /** Null: always open. */
  readonly hours: BusinessHours | null;
  readonly idle: IdlePolicy | null;
}

export const NO_SERVICE_LEVELS: ServicePolicy = { goals: [], hours: null, idle: null };

/** The field of a goal that holds a target's time. */
export const GOAL_OF = {
  first_response: 'firstResponseMs',
  next_response: 'nextResponseMs',
  resolution: 'resolutionMs',
} as const;

/** The goal with the highest `minPriority` that the priority reaches; null if there is none. */
export function goalFor(goals: readonly SlaGoal[], priority: number): SlaGoal | null {
  return goals.reduce<SlaGoal | null>(
    (best, goal) =>
      goal.minPriority <= priority && (best === null || goal.minPriority > best.minPriority) ? goal : best,
    null,
  );
}

/**
 * The events to record before (`first`) and after (`then`) an event, given the state before it. A burst of messages
 * starts one response clock only; notes, templates and messages of the engine itself end none; a reply exactly at the
 * due time meets the target. Whether a target was met depends on the times alone, even if the timer that should have
 * recorded the breach was late.
 */
export function followUps(
  state: ConversationState,
  event: NewEvent,
  { goals, hours, idle }: ServicePolicy,
  at: number,
): { readonly first: readonly NewEvent[]; readonly then: readonly NewEvent[] } {
  const start = (target: SlaTarget, priority: number): NewEvent[] => {
    const goal = goalFor(goals, priority);
    const openMs = goal?.[GOAL_OF[target]] ?? null;
    return goal === null || openMs === null
      ? []
      : [{ type: 'sla_started', data: { target, ...dueFor(hours, at, openMs, goal) } }];
  };
  switch (event.type) {
    case 'opened':
      return event.data.outbound !== undefined
        ? NONE
        : {
            first: [],
            then: [...start('first_response', event.data.priority), ...start('resolution', event.data.priority)],
          };
    case 'reopened':
      return {
        first: [],
        then: [...start('next_response', event.data.priority), ...start('resolution', event.data.priority)],
      };
    // Targets concern answers by people: no clock runs while the AI is in charge, all of them start at the hand-over.
    case 'bot_started':
      return { first: [], then: state.sla.flatMap(canceled) };
    case 'enqueued':
      return state.phase === 'bot'
        ? {
            first: [],
            then: [...start('first_response', event.data.priority), ...start('resolution', event.data.priority)],
          }
        : NONE;
    case 'message_received': {
      if (event.data.windowExpiresAt === null || state.phase === 'bot') return NONE;
      const goal = goalFor(goals, state.priority);
      const resumed = state.sla.flatMap((clock): NewEvent[] =>
        clock.remainingMs === null
          ? []
          : [{ type: 'sla_resumed', data: { target: clock.target, ...dueFor(hours, at, clock.remainingMs, goal) } }],
      );
      return {
        first: [],
        then: [...(state.sla.some(isResponse) ? [] : start('next_response', state.priority)), ...resumed],
      };
    }
    case 'message_queued': {
      if (event.data.answers !== true) return NONE;
      const paused = state.sla.flatMap((clock): NewEvent[] =>
        isResponse(clock) || clock.dueAt === null || clock.breached || at > clock.dueAt
          ? []
          : [
              {
                type: 'sla_paused',
                data: { target: clock.target, remainingMs: openTimeBetween(hours, at, clock.dueAt) },
              },
            ],
      );
      const waits: NewEvent[] =
        idle !== null && state.phase === 'active'
          ? [{ type: 'idle_planned', data: { at: at + idle.remindAfterMs } }]
          : [];
      return {
        first: [],
        then: [...state.sla.filter(isResponse).flatMap(clock => ended(clock, at)), ...paused, ...waits],
      };
    }
    case 'closed':
      return {
        first: state.sla.flatMap(clock =>
          isResponse(clock) && !isLate(clock, at) ? canceled(clock) : ended(clock, at),
        ),
        then: [],
      };
    default:
      return NONE;
  }
}

/**
 * Whether `followUps` may return any events for such an event; if not, the queue's service policy need not be loaded.
 */
export function mayFollow(state: ConversationState, { type }: Pick<NewEvent, 'type'>): boolean {
  return (
    type === 'opened' ||
    type === 'reopened' ||
    type === 'message_received' ||
    type === 'message_queued' ||
    (type === 'enqueued' && state.phase === 'bot') ||
    (type === 'bot_started' && state.sla.length > 0) ||
    (type === 'closed' && state.sla.length > 0)
  );
}

const NONE = { first: [], then: [] } as const;
const isResponse = ({ target }: Pick<SlaClock, 'target'>): boolean => target !== 'resolution';
const isLate = ({ dueAt, breached }: SlaClock, at: number): boolean => breached || (dueAt !== null && at > dueAt);

/** When a target with `openMs` of business time left at `at` is due, and when people are warned (null: never). */
export function dueFor(
  hours: BusinessHours | null,
  at: number,
  openMs: number,
  goal: SlaGoal | null,
): { dueAt: number; warnsAt: number | null } {
  const early = openMs - (goal?.warnBeforeMs ?? 0);
  return {
    dueAt: addOpenTime(hours, at, openMs),
    warnsAt: goal === null || goal.warnBeforeMs === 0 || early <= 0 ? null : addOpenTime(hours, at, early),
  };
}

function ended(clock: SlaClock, at: number): NewEvent[] {
  const { target, breached } = clock;
  const late = isLate(clock, at);
  return [
    ...(late && !breached ? [{ type: 'sla_breached', data: { target } } as const] : []),
    { type: 'sla_ended', data: { target, outcome: late ? 'breached' : 'met' } },
  ];
}

const canceled = ({ target }: SlaClock): NewEvent[] => [{ type: 'sla_ended', data: { target, outcome: 'canceled' } }];

/**
 * Applies a change to a conversation: the decided events together with those that follow from them (service-level
 * clocks, AI turns), their effects elsewhere, and the resulting state. Pure; every writer of events goes through here,
 * so that none can leave out the follow-up events.
 */
import type { Effect } from './conversation/effects.ts';
import { effectsOf } from './conversation/effects.ts';
import type { NewEvent } from './conversation/events.ts';
import { apply } from './conversation/fold.ts';
import type { ConversationState } from './conversation/state.ts';
import type { ServicePolicy } from './acd/sla.ts';
import { NO_SERVICE_LEVELS, followUps } from './acd/sla.ts';
import { turnAfter } from './ai/turns.ts';

export interface Advance {
  /** In order, each with its sequence number in the conversation's log. */
  readonly events: readonly (NewEvent & { readonly seq: number })[];
  /** Changes to offers, assignments, capacity and matching, in order. */
  readonly effects: readonly Effect[];
  readonly after: ConversationState;
}

/**
 * The events that happened, completed by those that follow, with effects and resulting state.
 * @param policies the service levels of the queues that the events concern (`queueOf`), by queue id; a queue that is
 * missing has none.
 * @param at when it happens, epoch milliseconds.
 * @throws IllegalEventError if an event is not allowed in the state it meets.
 */
export function advance(
  before: ConversationState,
  happened: readonly NewEvent[],
  policies: ReadonlyMap<string, ServicePolicy>,
  at: number,
): Advance {
  const events: (NewEvent & { readonly seq: number })[] = [];
  const effects: Effect[] = [];
  let state = before;
  const take = (event: NewEvent): void => {
    effects.push(...effectsOf(state, event));
    const sequenced = { ...event, seq: state.lastSeq + 1 };
    events.push(sequenced);
    state = apply(state, sequenced);
  };
  for (const event of happened) {
    const { first, then } = followUps(state, event, policies.get(queueOf(state, event) ?? '') ?? NO_SERVICE_LEVELS, at);
    for (const each of [...first, event, ...then]) take(each);
    for (const each of turnAfter(state, event, at)) take(each);
  }
  return { events, effects, after: state };
}

/**
 * The queue whose service levels apply to an event: the queue it leads to, otherwise the conversation's current one.
 */
export const queueOf = (state: ConversationState, event: NewEvent): string | null =>
  'queueId' in event.data ? (event.data.queueId ?? null) : state.queueId;

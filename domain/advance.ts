/**
 * What a change makes of a conversation: the events that happened with those that follow from them, what they change
 * elsewhere, and the state after. Pure; every writer of events comes through here, so that none can forget what follows.
 */
import type { Effect } from './conversation/effects.ts';
import { effectsOf } from './conversation/effects.ts';
import type { NewEvent } from './conversation/events.ts';
import { apply } from './conversation/fold.ts';
import type { ConversationState } from './conversation/state.ts';
import type { ServicePolicy } from './acd/sla.ts';
import { NOTHING_PROMISED, followUps } from './acd/sla.ts';
import { turnAfter } from './ai/turns.ts';

export interface Advance {
  /** In order, each with its place in the conversation's log. */
  readonly events: readonly (NewEvent & { readonly seq: number })[];
  /** What they change of offers, assignments, capacity and matching, in order. */
  readonly effects: readonly Effect[];
  readonly after: ConversationState;
}

/**
 * @param promises of the queues that the events are in or lead to, by id; what is not there promises nothing.
 * @param at when it happens, epoch milliseconds.
 * @throws IllegalEventError when an event cannot happen in the state it meets.
 */
export function advance(
  before: ConversationState,
  happened: readonly NewEvent[],
  promises: ReadonlyMap<string, ServicePolicy>,
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
    const { first, then } = followUps(state, event, promises.get(queueOf(state, event) ?? '') ?? NOTHING_PROMISED, at);
    for (const each of [...first, event, ...then]) take(each);
    for (const each of turnAfter(state, event, at)) take(each);
  }
  return { events, effects, after: state };
}

/** The queue whose promises an event is about: where it leads, else where the conversation is. */
export const queueOf = (state: ConversationState, event: NewEvent): string | null =>
  'queueId' in event.data ? (event.data.queueId ?? null) : state.queueId;

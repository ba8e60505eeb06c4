/** Logs of conversations that the table of states and events allows. */
import { fc } from './fast-check.ts';
import type { ConversationEvent, EventType } from '../../domain/conversation/events.ts';
import { TRANSITIONS } from '../../domain/conversation/events.ts';
import { apply } from '../../domain/conversation/fold.ts';
import type { Phase } from '../../domain/conversation/state.ts';
import { INITIAL_STATE } from '../../domain/conversation/state.ts';
import { sampleEvent } from './sample-events.ts';

const TYPES = Object.keys(TRANSITIONS) as EventType[];

/** A legal log, drawn by walking the table. */
export const legalLogs = fc.array(fc.nat(), { maxLength: 60 }).map(choices => {
  const log: ConversationEvent[] = [];
  let state = INITIAL_STATE;
  for (const choice of choices) {
    const phase: Phase | 'new' = state.lastSeq === 0 ? 'new' : state.phase;
    const legal = TYPES.filter(type => TRANSITIONS[type][phase] !== null);
    const type = legal[choice % Math.max(legal.length, 1)];
    if (type === undefined) break;
    const event = {
      ...sampleEvent(type),
      seq: state.lastSeq + 1,
      at: choice,
      prevWakeSeq: state.lastSeq,
    } as ConversationEvent;
    log.push(event);
    state = apply(state, event);
  }
  return log;
});

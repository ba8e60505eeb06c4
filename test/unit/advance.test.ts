/** The loop that every writer of events uses: log, state and consequences agree. */
import { describe, expect, test } from '@jest/globals';
import { fc } from '../support/fast-check.ts';
import { advance } from '../../domain/advance.ts';
import type { ServicePolicy } from '../../domain/acd/sla.ts';
import type { EventType } from '../../domain/conversation/events.ts';
import { TRANSITIONS } from '../../domain/conversation/events.ts';
import { apply } from '../../domain/conversation/fold.ts';
import type { ConversationState } from '../../domain/conversation/state.ts';
import { INITIAL_STATE } from '../../domain/conversation/state.ts';
import { sampleEvent } from '../support/sample-events.ts';

const TYPES = Object.keys(TRANSITIONS) as EventType[];
const allowed = (state: ConversationState): EventType[] =>
  TYPES.filter(type => TRANSITIONS[type][state.lastSeq === 0 ? 'new' : state.phase] !== null);
const PROMISED: ServicePolicy = {
  goals: [{ minPriority: 0, firstResponseMs: 60_000, nextResponseMs: 60_000, resolutionMs: 600_000, warnBeforeMs: 0 }],
  hours: null,
  idle: { remindAfterMs: 60_000, reminder: '?', closeAfterMs: 60_000, farewell: null },
};
/** Every queue that a sample names promises something. */
const PROMISES = new Map(
  TYPES.flatMap(type => {
    const { data } = sampleEvent(type);
    return 'queueId' in data && data.queueId !== null ? [[data.queueId, PROMISED] as const] : [];
  }),
);

/** Histories of allowed events, drawn one by one on the state they meet. */
const histories = fc.array(fc.nat(), { minLength: 1, maxLength: 30 });

describe('a change', () => {
  test('numbers what happened and what follows without a gap, and ends in their fold', () => {
    fc.assert(
      fc.property(histories, draws => {
        let state = INITIAL_STATE;
        for (const draw of draws) {
          const types = allowed(state);
          if (types.length === 0) return;
          const { events, after } = advance(state, [sampleEvent(types[draw % types.length]!)], PROMISES, 1_000);
          expect(events.map(event => event.seq)).toEqual(events.map((_, index) => state.lastSeq + 1 + index));
          expect(after).toEqual(events.reduce(apply, state));
          state = after;
        }
      }),
    );
  });

  test('is the same in one piece and event by event', () => {
    fc.assert(
      fc.property(histories, draws => {
        let state = INITIAL_STATE;
        const happened: Parameters<typeof advance>[1][number][] = [];
        const effects: unknown[] = [];
        for (const draw of draws) {
          const types = allowed(state);
          if (types.length === 0) break;
          const event = sampleEvent(types[draw % types.length]!);
          const step = advance(state, [event], PROMISES, 1_000);
          happened.push(event);
          effects.push(...step.effects);
          state = step.after;
        }
        const whole = advance(INITIAL_STATE, happened, PROMISES, 1_000);
        expect(whole.after).toEqual(state);
        expect(whole.effects).toEqual(effects);
      }),
    );
  });

  test('of a queue that promises nothing starts no clock', () => {
    const opened = [sampleEvent('opened')];
    expect(advance(INITIAL_STATE, opened, new Map(), 1_000).events).toHaveLength(1);
    expect(advance(INITIAL_STATE, opened, PROMISES, 1_000).events.map(event => event.type)).toEqual([
      'opened',
      'sla_started',
      'sla_started',
    ]);
  });
});

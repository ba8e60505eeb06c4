import { describe, expect, test } from '@jest/globals';
import { fc } from '../support/fast-check.ts';
import type { EventType } from '../../domain/conversation/events.ts';
import { TRANSITIONS } from '../../domain/conversation/events.ts';
import { IllegalEventError, apply, fold, foldAll } from '../../domain/conversation/fold.ts';
import { movesConversation } from '../../domain/conversation/placement.ts';
import { deadlines, earliestDue, plan } from '../../domain/conversation/plan.ts';
import type { ConversationState } from '../../domain/conversation/state.ts';
import { INITIAL_STATE, PHASES } from '../../domain/conversation/state.ts';
import { legalLogs as logs } from '../support/legal-logs.ts';
import { sampleEvent } from '../support/sample-events.ts';

const TYPES = Object.keys(TRANSITIONS) as EventType[];

describe('the table of states and events', () => {
  test.each(TYPES)('%s has a cell for every phase', type => {
    expect(Object.keys(TRANSITIONS[type]).sort()).toEqual([...PHASES, 'new'].sort());
  });

  test.each(PHASES.flatMap(phase => TYPES.map(type => [phase, type] as const)))(
    '%s + %s does what the table says',
    (phase, type) => {
      const before: ConversationState = {
        ...INITIAL_STATE,
        phase,
        lastSeq: 5,
        queueId: 'q',
        agentId: 'a',
        offerId: 'o',
        assignmentId: 's',
        weight: 1,
      };
      const event = { ...sampleEvent(type), seq: 6 };
      const expected = TRANSITIONS[type][phase];
      if (expected === null) expect(() => apply(before, event)).toThrow(IllegalEventError);
      else expect(apply(before, event)).toMatchObject({ phase: expected, lastSeq: 6 });
    },
  );

  test.each(
    PHASES.flatMap(phase =>
      TYPES.filter(type => TRANSITIONS[type][phase] !== null && !movesConversation(type)).map(
        type => [phase, type] as const,
      ),
    ),
  )('%s + %s leaves the conversation with whom it is', (phase, type) => {
    const before: ConversationState = {
      ...INITIAL_STATE,
      phase,
      lastSeq: 5,
      queueId: 'before',
      agentId: 'before',
      offerId: 'o',
      assignmentId: 's',
      weight: 1,
      broadcast: [{ offerId: 'o2', agentId: 'b', weight: 1 }],
    };
    expect(apply(before, { ...sampleEvent(type), seq: 6 })).toMatchObject({ queueId: 'before', agentId: 'before' });
  });

  test('nothing is allowed after erasure', () => {
    for (const type of TYPES) expect(TRANSITIONS[type].erased).toBeNull();
  });

  test('only opening begins a conversation', () => {
    expect(TYPES.filter(type => TRANSITIONS[type].new !== null)).toEqual(['opened']);
  });
});

describe('folding', () => {
  test('events that were folded before change nothing', () => {
    fc.assert(
      fc.property(logs, fc.nat(), (log, cut) => {
        const at = log.length === 0 ? 0 : cut % log.length;
        const half = foldAll(log.slice(0, at));
        expect(fold(half, log)).toEqual(foldAll(log));
        expect(fold(foldAll(log), log)).toEqual(foldAll(log));
      }),
    );
  });

  test('whoever holds an agent’s capacity holds it in one phase only', () => {
    fc.assert(
      fc.property(logs, log => {
        const state = foldAll(log);
        if (state.phase === 'closed' || state.phase === 'archived' || state.phase === 'erased')
          expect(state).toMatchObject({ agentId: null, offerId: null, assignmentId: null, weight: 0 });
        if (state.phase === 'offered')
          expect([state.offerId === null, state.agentId === null, state.weight === 0]).toEqual(
            Array(3).fill(state.broadcast.length > 0),
          );
        else expect(state.broadcast).toEqual([]);
        if (state.phase === 'queued') expect(state).toMatchObject({ offerId: null, assignmentId: null, weight: 0 });
      }),
    );
  });
});

describe('deadlines', () => {
  test('a deadline is due at its time and not one millisecond before', () => {
    fc.assert(
      fc.property(logs, log => {
        const state = foldAll(log);
        for (const { at, command } of deadlines(state).filter(each => each.at > 0)) {
          expect(plan(state, at - 1).due).not.toContainEqual(command);
          expect(plan(state, at).due).toContainEqual(command);
        }
      }),
    );
  });

  test('the stored due time is the earliest of all', () => {
    fc.assert(
      fc.property(logs, log => {
        const state = foldAll(log);
        const all = deadlines(state).map(deadline => deadline.at);
        expect(earliestDue(state)).toBe(all.length === 0 ? null : Math.min(...all));
      }),
    );
  });

  test('an erased conversation asks for nothing', () => {
    expect(deadlines({ ...INITIAL_STATE, phase: 'erased', lastSeq: 9, retentionAt: 1 })).toEqual([]);
  });
});

import { describe, expect, test } from '@jest/globals';
import { fc } from '../support/fast-check.ts';
import type { BusinessHours } from '../../domain/acd/hours.ts';
import { addOpenTime, isOpenAt, nextOpening, openTimeBetween } from '../../domain/acd/hours.ts';
import type { ServicePolicy } from '../../domain/acd/sla.ts';
import { followUps } from '../../domain/acd/sla.ts';
import type { NewEvent } from '../../domain/conversation/events.ts';
import { apply } from '../../domain/conversation/fold.ts';
import { INITIAL_STATE } from '../../domain/conversation/state.ts';

const HOUR = 3_600_000;
const at = (time: string): number => Date.parse(time);
const nine = [{ from: '09:00', to: '17:00' }];
const berlin: BusinessHours = {
  timeZone: 'Europe/Berlin',
  week: { mon: nine, tue: nine, wed: nine, thu: nine, fri: nine },
  holidays: ['2026-12-25'],
};
const night: BusinessHours = {
  timeZone: 'Europe/Berlin',
  week: { sun: [{ from: '02:00', to: '03:00' }] },
  holidays: [],
};

describe('business time', () => {
  test.each([
    ['within a day', berlin, '2026-11-24T09:00:00Z', 2 * HOUR, '2026-11-24T11:00:00Z'],
    ['over a night', berlin, '2026-11-24T15:00:00Z', 2 * HOUR, '2026-11-25T09:00:00Z'],
    ['to the very end of a day', berlin, '2026-11-24T15:00:00Z', HOUR, '2026-11-24T16:00:00Z'],
    ['over a weekend', berlin, '2026-11-27T15:30:00Z', HOUR, '2026-11-30T08:30:00Z'],
    ['over a holiday and the weekend behind it', berlin, '2026-12-24T15:30:00Z', HOUR, '2026-12-28T08:30:00Z'],
    [
      'over the end of summer time: the same hours on the wall',
      berlin,
      '2026-10-23T14:00:00Z',
      2 * HOUR,
      '2026-10-26T09:00:00Z',
    ],
    ['over its beginning', berlin, '2027-03-26T15:00:00Z', 2 * HOUR, '2027-03-29T08:00:00Z'],
    ['from before it opens', berlin, '2026-11-24T03:00:00Z', HOUR, '2026-11-24T09:00:00Z'],
    ['an hour that comes twice counts twice', night, '2026-10-24T12:00:00Z', 2 * HOUR, '2026-10-25T02:00:00Z'],
    ['an hour that is left out does not count', night, '2027-03-27T12:00:00Z', HOUR, '2027-04-04T01:00:00Z'],
    ['without hours', null, '2026-12-25T00:00:00Z', HOUR, '2026-12-25T01:00:00Z'],
  ])('%s', (_, hours, from, openMs, expected) => {
    expect(new Date(addOpenTime(hours, at(from), openMs)).toISOString()).toBe(new Date(at(expected)).toISOString());
    expect(openTimeBetween(hours, at(from), at(expected))).toBe(openMs);
  });

  test('hours that never open end after a year, and say so', () => {
    expect(nextOpening({ timeZone: 'Etc/UTC', week: {}, holidays: [] }, 0)).toBeNull();
    expect(addOpenTime({ timeZone: 'Etc/UTC', week: {}, holidays: [] }, 0, 1)).toBe(366 * 24 * HOUR);
    expect(nextOpening(berlin, at('2026-12-24T16:00:00Z'))).toBe(at('2026-12-28T08:00:00Z'));
  });

  test('counts as asking every minute would, in zones with odd offsets too', () => {
    const zones = [
      'Europe/Berlin',
      'America/St_Johns',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
      'America/New_York',
      'Etc/UTC',
    ];
    const time = fc
      .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom('00', '15', '30'))
      .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${minute}`);
    const span = fc
      .tuple(time, time)
      .filter(([from, to]) => from < to)
      .map(([from, to]) => ({ from, to }));
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.array(span, { maxLength: 3 }),
        fc.array(span, { maxLength: 2 }),
        fc.constantFrom('2026-10-24T20:00:00Z', '2027-03-13T22:00:00Z', '2027-04-03T08:00:00Z', '2026-11-01T00:00:00Z'),
        fc.integer({ min: 1, max: 40 }),
        (timeZone, sat, sun, start, hoursLong) => {
          const hours = { timeZone, week: { sat, sun, mon: nine }, holidays: [] };
          const from = at(start);
          let minutes = 0;
          for (let minute = 0; minute < hoursLong * 60; minute += 1)
            if (isOpenAt(hours, from + minute * 60_000)) minutes += 1;
          expect(openTimeBetween(hours, from, from + hoursLong * HOUR)).toBe(minutes * 60_000);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('promises', () => {
  const policy: ServicePolicy = {
    hours: null,
    idle: null,
    goals: [
      { minPriority: 0, firstResponseMs: 100, nextResponseMs: 50, resolutionMs: 1_000, warnBeforeMs: 20 },
      { minPriority: 3, firstResponseMs: 10, nextResponseMs: null, resolutionMs: null, warnBeforeMs: 0 },
    ],
  };
  const opened = (priority: number): NewEvent => ({
    type: 'opened',
    data: { queueId: 'q', enqueuedAt: 0, priority, policyVersion: 1 },
  });
  const heard: NewEvent = {
    type: 'message_received',
    data: { messageId: 'm', windowExpiresAt: 9_000, retentionAt: 9_000 },
  };
  const said = (answers: boolean): NewEvent => ({
    type: 'message_queued',
    data: { messageId: 'r', attemptId: 't', retentionAt: 9_000, ...(answers ? { answers } : {}) },
  });
  const closed: NewEvent = { type: 'closed', data: { reason: 'agent', archiveAt: 9_999 } };
  const assigned: NewEvent = { type: 'assigned', data: { agentId: 'a', assignmentId: 's', weight: 1 } };

  /** What follows from events at their times, as `target outcome`, and the clocks that run at the end. */
  function run(log: readonly (readonly [number, NewEvent])[], using = policy): { told: string[]; running: string[] } {
    let state = INITIAL_STATE;
    const told: string[] = [];
    for (const [time, event] of log) {
      const { first, then } = followUps(state, event, using, time);
      for (const each of [...first, event, ...then]) {
        state = apply(state, { ...each, seq: state.lastSeq + 1 });
        if (each.type.startsWith('sla_'))
          told.push([time, each.type.slice(4), ...Object.values<unknown>(each.data)].join(' '));
      }
    }
    return { told, running: state.sla.map(clock => `${clock.target} ${clock.dueAt ?? `paused ${clock.remainingMs}`}`) };
  }

  test('a burst is one wait; what no person says ends none; an answer at the very moment keeps the promise', () => {
    expect(
      run([
        [0, opened(0)],
        [0, heard],
        [5, heard],
        [10, assigned],
        [20, said(false)],
        [100, said(true)],
        [200, heard],
        [210, heard],
        [251, said(true)],
      ]),
    ).toEqual({
      told: [
        '0 started first_response 100 80',
        '0 started resolution 1000 980',
        '100 ended first_response met',
        '100 paused resolution 900',
        '200 started next_response 250 230',
        '200 resumed resolution 1100 1080',
        '251 breached next_response',
        '251 ended next_response breached',
        '251 paused resolution 849',
      ],
      running: ['resolution paused 849'],
    });
  });
  test('a priority has its own goals', () => {
    expect(
      run([
        [0, opened(4)],
        [0, heard],
      ]).running,
    ).toEqual(['first_response 10']);
    expect(
      run([
        [0, opened(2)],
        [0, heard],
      ]).running,
    ).toEqual(['first_response 100', 'resolution 1000']);
  });
  test('closing keeps or breaks the resolution, and takes back a promise to answer that was not due', () => {
    expect(
      run([
        [0, opened(0)],
        [0, heard],
        [50, closed],
      ]).told.slice(2),
    ).toEqual(['50 ended first_response canceled', '50 ended resolution met']);
    expect(
      run([
        [0, opened(0)],
        [0, heard],
        [1_001, closed],
      ]).told.slice(2),
    ).toEqual([
      '1001 breached first_response',
      '1001 ended first_response breached',
      '1001 breached resolution',
      '1001 ended resolution breached',
    ]);
  });
  test('who answers starts the wait for the contact, and the contact ends it', () => {
    const idle = { remindAfterMs: 30, reminder: 'r', closeAfterMs: 40, farewell: null };
    const follow = followUps(
      { ...INITIAL_STATE, phase: 'active', lastSeq: 3 },
      said(true),
      { goals: [], hours: null, idle },
      500,
    );
    expect(follow.then).toEqual([{ type: 'idle_planned', data: { at: 530 } }]);
    expect(
      apply({ ...INITIAL_STATE, phase: 'active', lastSeq: 3, idleAt: 530 }, { ...heard, seq: 4 }).idleAt,
    ).toBeNull();
  });
});

import { describe, expect, test } from '@jest/globals';
import { fc } from '../support/fast-check.ts';
import type { BusinessHours } from '../../domain/acd/hours.ts';
import { isOpenAt } from '../../domain/acd/hours.ts';
import type { Candidate, Strategy, WaitingConversation } from '../../domain/acd/match.ts';
import { STRATEGIES, hasSkills, isFree, pair } from '../../domain/acd/match.ts';
import type { RoutingFacts, RuleConditions } from '../../domain/acd/rules.ts';
import { firstMatch } from '../../domain/acd/rules.ts';
import { widen } from '../../domain/conversation/decide.ts';
import { apply } from '../../domain/conversation/fold.ts';
import type { RoutingStep } from '../../domain/conversation/settings.ts';
import { INITIAL_STATE } from '../../domain/conversation/state.ts';
import { finds, patternFault } from '../../store/acd/routing/pattern.ts';

const agent = (agentId: string, more: Partial<Candidate> = {}): Candidate => ({
  agentId,
  presence: 'online',
  used: 0,
  max: 2,
  idleSince: 0,
  lastOfferAt: null,
  skills: {},
  neededBefore: null,
  ...more,
});
const waits = (conversationId: string, more: Partial<WaitingConversation> = {}): WaitingConversation => ({
  conversationId,
  needs: [],
  excludedAgentIds: [],
  stickyAgentId: null,
  waitKey: 0,
  ...more,
});

describe('pairing', () => {
  const agents = fc.uniqueArray(
    fc.record({
      agentId: fc.uuid(),
      presence: fc.constantFrom('online', 'online', 'online', 'away'),
      used: fc.integer({ min: 0, max: 3 }),
      max: fc.integer({ min: 0, max: 4 }),
      idleSince: fc.nat(100),
      lastOfferAt: fc.option(fc.nat(100)),
      neededBefore: fc.constant(null),
      skills: fc.dictionary(fc.constantFrom('s', 't'), fc.integer({ min: 1, max: 5 })),
    }),
    { selector: each => each.agentId, maxLength: 8 },
  );
  const need = fc.option(fc.record({ skillId: fc.constantFrom('s', 't'), level: fc.integer({ min: 1, max: 5 }) }));

  test('nobody gets more than fits or what is not theirs to get, nobody waits beside somebody who could take it, each reason is true', () => {
    fc.assert(
      fc.property(
        agents,
        fc.array(need, { maxLength: 12 }),
        fc.integer({ min: 1, max: 2 }),
        fc.nat(),
        fc.constantFrom(...STRATEGIES),
        fc.integer({ min: 1, max: 3 }),
        (line, needs, weight, seed, strategy, broadcast) => {
          const waiting = needs.map((each, index) =>
            waits(`c${index}`, {
              needs: each === null ? [] : [each],
              excludedAgentIds: line
                .filter((_agent, at) => (seed >> ((index + at) % 30)) & 1)
                .map(({ agentId }) => agentId),
              stickyAgentId: line[index % 5]?.agentId ?? null,
            }),
          );
          const pairs = pair(waiting, line, { weight, strategy, broadcast }, 1_000);
          expect(new Set(pairs.map(each => each.conversationId)).size).toBe(pairs.length);
          const usedBy = (id: string): number =>
            pairs.filter(each => [each.agentId, ...each.othersAsked].includes(id)).length * weight;
          for (const each of line)
            if (usedBy(each.agentId) > 0)
              expect([each.presence, usedBy(each.agentId) + each.used <= each.max]).toEqual(['online', true]);
          for (const { conversationId, agentId, othersAsked, passedOver } of pairs) {
            const conversation = waiting.find(each => each.conversationId === conversationId)!;
            const asked = [agentId, ...othersAsked];
            for (const each of asked)
              expect([
                conversation.excludedAgentIds.includes(each),
                hasSkills(
                  line.find(({ agentId: found }) => found === each)!,
                  conversation.needs,
                ),
              ]).toEqual([false, true]);
            expect([new Set(asked).size, asked.length <= broadcast, passedOver.length]).toEqual([
              asked.length,
              true,
              line.length - asked.length,
            ]);
            for (const { agentId: other, why } of passedOver) {
              const one = line.find(each => each.agentId === other)!;
              if (why === 'not_online') expect(one.presence).not.toBe('online');
              if (why === 'lacks_skill') expect(hasSkills(one, conversation.needs)).toBe(false);
              if (why === 'excluded') expect(conversation.excludedAgentIds).toContain(other);
            }
          }
          for (const each of waiting) {
            if (pairs.some(made => made.conversationId === each.conversationId)) continue;
            for (const one of line)
              expect(
                isFree({ ...one, used: one.used + usedBy(one.agentId) }, weight) &&
                  hasSkills(one, each.needs) &&
                  !each.excludedAgentIds.includes(one.agentId),
              ).toBe(false);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  const order = (
    strategy: Strategy,
    line: readonly Candidate[],
    needs: readonly { skillId: string; level: number }[] = [],
  ): string[] =>
    pair(
      ['1', '2', '3', '4'].map(id => waits(id, { needs })),
      line,
      { weight: 1, strategy, broadcast: 1 },
      1_000,
    ).map(each => each.agentId);
  test('longest idle: who waited longest for work, then the end of the line', () =>
    expect(order('longest_idle', [agent('a', { idleSince: 20 }), agent('b', { idleSince: 10 })])).toEqual([
      'b',
      'a',
      'b',
      'a',
    ]));
  test('least loaded: who has the smallest part of their room taken', () =>
    expect(order('least_loaded', [agent('a', { used: 1, max: 4 }), agent('b', { max: 2 })])).toEqual([
      'b',
      'a',
      'b',
      'a',
    ]));
  test('round robin: who was offered something longest ago, busy or not', () =>
    expect(
      order('round_robin', [
        agent('a', { lastOfferAt: 5, idleSince: 1 }),
        agent('b', { lastOfferAt: 3, idleSince: 9 }),
        agent('c'),
      ]),
    ).toEqual(['c', 'b', 'a', 'c']));
  test('most skilled: the best until they are full', () =>
    expect(
      order(
        'most_skilled',
        [agent('a', { skills: { s: 3 } }), agent('b', { skills: { s: 5 } }), agent('c', { skills: { s: 1 } })],
        [{ skillId: 's', level: 2 }],
      ),
    ).toEqual(['b', 'b', 'a', 'a']));
  test('the contact’s last agent comes first where they can take it, and holds nobody up where they cannot', () => {
    const line = [agent('a', { idleSince: 1 }), agent('b', { idleSince: 2, used: 1 })];
    expect(
      pair(
        [waits('1', { stickyAgentId: 'b' }), waits('2', { stickyAgentId: 'b' })],
        line,
        { weight: 1, strategy: 'longest_idle', broadcast: 1 },
        10,
      ).map(each => [each.agentId, each.sticky]),
    ).toEqual([
      ['b', true],
      ['a', false],
    ]);
  });
});

describe('routing rules', () => {
  const facts: RoutingFacts = {
    numberId: 'n1',
    kind: 'text',
    text: 'Wo bleibt meine RECHNUNG? Nr. 4711',
    returning: false,
    fromAd: false,
    contact: { language: 'de', vip: false, tags: ['trade', 'north'], attributes: { plan: 'gold' } },
    at: Date.parse('2026-11-24T10:00:00Z'),
  };
  const hours: BusinessHours = { timeZone: 'UTC', week: { tue: [{ from: '09:00', to: '17:00' }] }, holidays: [] };
  const holds = (when: RuleConditions, more: Partial<RoutingFacts> = {}, open: BusinessHours | null = hours): boolean =>
    firstMatch(
      { rules: [{ id: 'r', name: 'r', when, route: { queueId: 'q', priority: 0, needs: [] } }], hours: open },
      { ...facts, ...more },
      finds,
    ) !== null;
  test.each<[string, RuleConditions, Partial<RoutingFacts>, boolean]>([
    ['nothing', {}, {}, true],
    ['the number', { numberIds: ['n0', 'n1'] }, {}, true],
    ['another number', { numberIds: ['n2'] }, {}, false],
    ['the kind', { kinds: ['text'] }, {}, true],
    ['another kind', { kinds: ['image'] }, {}, false],
    ['a word, capitalised otherwise', { words: ['rechnung'] }, {}, true],
    ['a part of a word', { words: ['rech'] }, {}, false],
    ['two words in a row', { words: ['meine rechnung'] }, {}, true],
    ['words of no letters', { words: ['?'] }, {}, false],
    ['a word without text', { words: ['rechnung'] }, { text: null }, false],
    ['a pattern', { pattern: '\\b\\d{4}\\b' }, {}, true],
    ['a pattern that is not there', { pattern: '^4711' }, {}, false],
    ['returning', { returning: true }, { returning: true }, true],
    ['not returning', { returning: true }, {}, false],
    ['from an ad', { fromAd: true }, { fromAd: true }, true],
    ['open', { hours: 'open' }, {}, true],
    ['closed', { hours: 'closed' }, {}, false],
    ['the language', { languages: ['de', 'nl'] }, {}, true],
    ['another language', { languages: ['fr'] }, {}, false],
    [
      'a language nobody knows',
      { languages: ['de'] },
      { contact: { language: null, vip: false, tags: [], attributes: {} } },
      false,
    ],
    ['a VIP', { vip: true }, {}, false],
    ['no VIP', { vip: false }, {}, true],
    ['any tag', { tags: ['south', 'north'] }, {}, true],
    ['another tag', { tags: ['south'] }, {}, false],
    ['an attribute', { attributes: { plan: 'gold' } }, {}, true],
    ['two attributes, one of them missing', { attributes: { plan: 'gold', city: 'Rome' } }, {}, false],
    ['a name every object has', { attributes: { constructor: 'x' } }, {}, false],
    ['one of two', { words: ['rechnung'], returning: true }, {}, false],
  ])('%s', (_, when, more, expected) => expect(holds(when, more)).toBe(expected));
  test('without hours it is always open', () => expect(holds({ hours: 'open' }, {}, null)).toBe(true));
  test.each([
    ['a+b', null],
    ['(', 'regular'],
    ['(?=a)', 'regular'],
    ['(a| ){1,1000}b', 'too large'],
    ['([a ]{0,300}){3}', 'too large'],
  ])('the pattern %s', (pattern, fault) => expect(patternFault(pattern) ?? '').toContain(fault ?? ''));
  test('a pattern is found in the beginning of a text', () =>
    expect([finds('z', `${'a'.repeat(999)}z`), finds('z', `${'a'.repeat(1_000)}z`)]).toEqual([true, false]));
  test('a pattern that would keep a backtracking engine busy for years takes no time', () =>
    expect(finds('^(a+)+$', `${'a'.repeat(900)}!`)).toBe(false));
});

describe('business hours', () => {
  const berlin: BusinessHours = {
    timeZone: 'Europe/Berlin',
    week: {
      sun: [{ from: '01:00', to: '04:00' }],
      mon: [
        { from: '09:00', to: '12:00' },
        { from: '13:00', to: '24:00' },
      ],
    },
    holidays: ['2026-12-28'],
  };
  test.each([
    ['2026-11-23T07:59:59Z', false],
    ['2026-11-23T08:00:00Z', true],
    ['2026-11-23T10:59:00Z', true],
    ['2026-11-23T11:00:00Z', false],
    ['2026-11-23T22:59:00Z', true],
    ['2026-11-23T23:00:00Z', false],
    // Summer time ends at 01:00 UTC: 02:30 on the wall is twice.
    ['2026-10-25T00:30:00Z', true],
    ['2026-10-25T01:30:00Z', true],
    ['2026-10-25T03:00:00Z', false],
    // It begins at 01:00 UTC: there is no 02:30.
    ['2027-03-28T00:30:00Z', true],
    ['2027-03-28T01:30:00Z', true],
    ['2027-03-28T02:00:00Z', false],
    ['2026-12-28T10:00:00Z', false],
  ])('%s: %s', (at, open) => expect(isOpenAt(berlin, Date.parse(at))).toBe(open));
});

describe('routing steps', () => {
  const steps: RoutingStep[] = [
    { afterMs: 60, action: 'lower', level: 2 },
    { afterMs: 100, action: 'lower', level: 0 },
    { afterMs: 300, action: 'queue', queueId: 'other' },
  ];
  const queue = {
    id: 'q',
    acceptTimeoutMs: 1,
    wrapUpMs: 0,
    weight: 1,
    broadcast: 1,
    excludeMs: 1,
    steps,
    maxWait: null,
    idle: null,
  };
  const policy = { version: 1, reopenWithinMs: 1, archiveAfterMs: 1, windowWarningMs: 0, retentionMs: 1 };
  const needs = [
    { skillId: 's', level: 4 },
    { skillId: 't', level: 1 },
  ];
  test('lower what is needed, then nothing, then another queue; the time of waiting is kept, a late step delays no other', () => {
    let state = apply(INITIAL_STATE, {
      type: 'opened',
      seq: 1,
      data: { queueId: 'q', enqueuedAt: 1_000, priority: 0, needs, stepAt: 1_060, policyVersion: 1 },
    });
    const seen: unknown[] = [];
    for (const at of [1_059, 1_075, 1_100, 1_300]) {
      const decision = widen(state, at, queue, policy, null);
      if ('refused' in decision) seen.push(decision.refused);
      else
        for (const event of decision.events) {
          state = apply(state, { ...event, seq: state.lastSeq + 1 });
          seen.push([state.queueId, state.needs.map(each => each.level), state.stepAt, state.enqueuedAt]);
        }
    }
    expect(seen).toEqual(['not_due', ['q', [2, 1], 1_100, 1_000], ['q', [], 1_300, 1_000], ['other', [], null, 1_000]]);
    expect(widen(state, 9_999, queue, policy, null)).toEqual({ refused: 'already_done' });
  });
  test('removed meanwhile, they are owed no more', () => {
    const state = apply(INITIAL_STATE, {
      type: 'opened',
      seq: 1,
      data: { queueId: 'q', enqueuedAt: 0, priority: 0, needs, stepAt: 60, policyVersion: 1 },
    });
    expect(widen(state, 60, { ...queue, steps: [] }, policy, null)).toEqual({
      events: [{ type: 'widened', data: { step: 1, needs, nextStepAt: null } }],
    });
  });
});

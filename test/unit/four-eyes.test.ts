import { describe, expect, test } from '@jest/globals';
import { fc } from '../support/fast-check.ts';
import type { Consent, Proposer } from '../../domain/access/four-eyes.ts';
import { judgeApproval, missingConsents } from '../../domain/access/four-eyes.ts';

const person = (id: string): Consent => ({ kind: 'user', id, active: true });
const byUser: Proposer = { kind: 'user', id: 'ada', keyMaker: null };
const byKeyOfAda: Proposer = { kind: 'api_key', id: 'key', keyMaker: 'ada' };
const byOldKey: Proposer = { kind: 'api_key', id: 'key', keyMaker: null };
const refused = (why: string) => ({ kind: 'refused', why });

describe('the rule of four eyes', () => {
  test.each([
    ['a person’s proposal needs another person', byUser, person('bob'), [], { kind: 'approved' }],
    ['nobody agrees to the own proposal', byUser, person('ada'), [], refused('own')],
    ['an API key agrees to nothing', byUser, { ...person('key'), kind: 'api_key' }, [], refused('not_a_person')],
    [
      'an API key does not agree to what it proposed',
      byKeyOfAda,
      { ...person('key'), kind: 'api_key' },
      [],
      refused('not_a_person'),
    ],
    ['whoever made the key does not agree to what it proposed', byKeyOfAda, person('ada'), [], refused('own_key')],
    ['another person does', byKeyOfAda, person('bob'), [], { kind: 'approved' }],
    [
      'of a key from before it takes two people: the first',
      byOldKey,
      person('ada'),
      [],
      { kind: 'counted', missing: 1 },
    ],
    ['the second', byOldKey, person('bob'), [person('ada')], { kind: 'approved' }],
    ['but not the same one twice', byOldKey, person('ada'), [person('ada')], refused('already_approved')],
    [
      'who is disabled, or no administrator, does not count',
      byUser,
      { ...person('bob'), active: false },
      [],
      refused('not_an_administrator'),
    ],
    [
      'who was disabled after having agreed does not count any more',
      byOldKey,
      person('bob'),
      [{ ...person('ada'), active: false }],
      { kind: 'counted', missing: 1 },
    ],
    [
      'who proposed is not known at all',
      { kind: 'user', id: null, keyMaker: null },
      person('ada'),
      [],
      { kind: 'counted', missing: 1 },
    ],
    [
      'another kind of proposer is nobody one knows',
      { kind: 'platform', id: 'ada', keyMaker: null },
      person('bob'),
      [],
      { kind: 'counted', missing: 1 },
    ],
  ] as const)('%s', (_, proposer, approver, before, verdict) =>
    expect(judgeApproval(proposer, approver, before)).toEqual(verdict),
  );

  test('whatever happens, what takes effect was wanted by two people', () => {
    const people = fc.constantFrom('ada', 'bob', 'cleo');
    const proposers = fc.oneof(
      people.map(id => ({ proposer: { kind: 'user', id, keyMaker: null }, really: id })),
      people.map(id => ({ proposer: { kind: 'api_key', id: 'key', keyMaker: id }, really: id })),
      people.map(id => ({ proposer: { kind: 'api_key', id: 'key', keyMaker: null }, really: id })),
    );
    const steps = fc.array(
      fc.record({
        id: people,
        kind: fc.constantFrom('user', 'user', 'user', 'api_key'),
        active: fc.constantFrom(true, true, false),
      }),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(proposers, steps, ({ proposer, really }, tries) => {
        const before: Consent[] = [];
        for (const each of tries) {
          const verdict = judgeApproval(proposer, each, before);
          if (verdict.kind === 'refused') continue;
          before.push(each);
          expect(verdict).toEqual(
            missingConsents(proposer, before) === 0
              ? { kind: 'approved' }
              : { kind: 'counted', missing: missingConsents(proposer, before) },
          );
          if (verdict.kind !== 'approved') continue;
          expect(before.every(consent => consent.kind === 'user' && consent.active)).toBe(true);
          expect(new Set([really, ...before.map(consent => consent.id)]).size).toBeGreaterThanOrEqual(2);
          return;
        }
      }),
    );
  });
});

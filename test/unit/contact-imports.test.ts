/** What a file of contacts says, what of it changes, what can be taken back; and cells that are no formulas. */
import { describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import type { ImportedFacts } from '../../domain/contacts/import-changes.ts';
import { NOTHING_KNOWN, changed, changesOf, isEmpty, isNone, takenBack } from '../../domain/contacts/import-changes.ts';
import { readColumns } from '../../domain/contacts/import-columns.ts';
import type { Wanted } from '../../domain/contacts/import-line.ts';
import { readLine } from '../../domain/contacts/import-line.ts';
import { csvLine, delimiterOf, guarded, unguarded } from '../../domain/text/csv.ts';
import { fc } from '../support/fast-check.ts';

describe('cells', () => {
  test.each(['=1+1', '+SUM(A1)', '-2', '@cmd', '\tx', '\r=x'])('%j is no formula in a file', cell =>
    expect(guarded(cell)).toBe(`'${cell}`),
  );
  test.each(['+491701234567', 'Ada', "'quoted", '1+1', ''])('%j stays as it is', cell =>
    expect(guarded(cell)).toBe(cell),
  );

  test('whatever is written is read as it was, and never begins a formula', () =>
    fc.assert(
      fc.property(
        fc.array(
          fc.string({ unit: 'binary' }).filter(cell => !cell.startsWith("'")),
          { minLength: 2 },
        ),
        cells => {
          const [read = []]: string[][] = parse(csvLine(cells), { relax_column_count: true });
          expect(read.map(unguarded)).toEqual(cells);
          expect(read.filter(cell => /^[=+\-@\t\r]/.test(cell) && !/^\+\d{5,20}$/.test(cell))).toEqual([]);
        },
      ),
    ));

  test.each([
    ['phone,name', ','],
    ['phone;name;tags', ';'],
    ['phone\tname', '\t'],
    ['"a,b,c";phone;name', ';'],
    ['phone', ','],
  ])('%j is parted by %j', (line, delimiter) => expect(delimiterOf(line)).toBe(delimiter));
});

describe('columns', () => {
  test('are known by what people call them; others are attributes, or ignored', () =>
    expect(
      readColumns([
        'Phone number',
        'Full Name',
        'E-mail',
        'attributes.plan',
        'Order No',
        '城市',
        'profile_name',
        '__proto__',
        '',
      ]),
    ).toEqual([
      'phone',
      'name',
      'attributes.email',
      'attributes.plan',
      'attributes.Order_No',
      'ignored',
      'ignored',
      'ignored',
      'ignored',
    ]));
  test.each([
    [['name'], { fault: 'no_phone_column', field: '' }],
    [['phone', 'Mobile'], { fault: 'column_twice', field: 'Mobile' }],
    [Array.from({ length: 101 }, (_, place) => `c${place}`), { fault: 'too_many_columns', field: '' }],
  ])('%j is refused', (header, fault) => expect(readColumns(header)).toEqual(fault));
});

const COLUMNS = ['phone', 'name', 'language', 'vip', 'tags', 'consent', 'attributes.plan'];
const line = (...cells: string[]) => readLine(cells, COLUMNS, '+49 30 123456');

describe('lines', () => {
  test('say what they say, and nothing of what they leave empty', () => {
    expect(line('0170 1234567')).toEqual({ digits: '491701234567' });
    expect(line(' +55 11 98765-4321 ', " '=Ada ", 'pt-BR', 'Yes', 'b; a,b', 'form', 'gold')).toEqual({
      digits: '5511987654321',
      givenName: '=Ada',
      language: 'pt',
      vip: true,
      tags: ['a', 'b'],
      consentSource: 'form',
      attributes: { plan: 'gold' },
    });
  });
  test.each([
    [[''], 'no_phone_number', 'phone'],
    [['12'], 'invalid_phone_number', 'phone'],
    [['+49 1'], 'invalid_phone_number', 'phone'],
    [['0170 1234567', '', 'german'], 'invalid_language', 'language'],
    [['0170 1234567', '', '', 'perhaps'], 'invalid_flag', 'vip'],
    [['0170 1234567', 'x'.repeat(201)], 'too_long', 'name'],
    [['0170 1234567', '', '', '', 'x'.repeat(51)], 'too_long', 'tags'],
    [['0170 1234567', 'a\u0000b'], 'not_text', 'name'],
    [['0170 1234567', 'Ad\uFFFD'], 'not_text', 'name'],
    [['0170 1234567', '', '', '', '', '', '', 'more'], 'too_many_cells', null],
  ] as const)('%j: %s', (cells, refused, field) => expect(line(...cells)).toEqual({ refused, field }));
});

const word = fc.constantFrom('a', 'b', 'c');
const known = fc.record<ImportedFacts>({
  givenName: fc.option(word),
  language: fc.option(fc.constantFrom('de', 'en')),
  vip: fc.boolean(),
  consentSource: fc.option(word),
  tags: fc.uniqueArray(word).map(tags => tags.sort()),
  attributes: fc.dictionary(word, word, { noNullPrototype: true }),
});
const wanted = fc.record<Wanted, 'digits'>(
  {
    digits: fc.constant('491701234567'),
    givenName: word,
    language: fc.constantFrom('de', 'en'),
    vip: fc.boolean(),
    consentSource: word,
    tags: fc.uniqueArray(word),
    attributes: fc.dictionary(word, word, { noNullPrototype: true }),
  },
  { requiredKeys: ['digits'] },
);
const changesFrom = (before: ImportedFacts, says: Wanted) => {
  const changes = changesOf(before, says);
  if ('refused' in changes) throw new Error(changes.refused);
  return changes;
};

describe('changes', () => {
  test('done twice are the same as once, and taken back leave what was there', () =>
    fc.assert(
      fc.property(known, wanted, (before, says) => {
        const changes = changesFrom(before, says);
        const after = changed(before, changes);
        expect(isNone(changesFrom(after, says))).toBe(true);
        expect(takenBack(after, changes)).toEqual({ facts: before, whole: true });
      }),
    ));
  test('of a new contact leave nothing when they are taken back', () =>
    fc.assert(
      fc.property(wanted, says => {
        const changes = changesFrom(NOTHING_KNOWN, says);
        expect(isEmpty(takenBack(changed(NOTHING_KNOWN, changes), changes).facts)).toBe(true);
      }),
    ));
  test('what somebody has changed since stays, and only that', () => {
    const changes = changesFrom(NOTHING_KNOWN, {
      digits: '1',
      givenName: 'Ada',
      language: 'en',
      attributes: { plan: 'gold', size: '1' },
    });
    const since = {
      ...changed(NOTHING_KNOWN, changes),
      givenName: 'Countess',
      attributes: { plan: 'gold', size: '2' },
    };
    expect(takenBack(since, changes)).toEqual({
      facts: { ...NOTHING_KNOWN, givenName: 'Countess', attributes: { size: '2' } },
      whole: false,
    });
  });
  test('a noted consent is proof and stays', () =>
    expect(
      isNone(changesFrom({ ...NOTHING_KNOWN, consentSource: 'form' }, { digits: '1', consentSource: 'call' })),
    ).toBe(true));
  test('more than a contact can have is refused', () => {
    const full = Array.from({ length: 50 }, (_, place) => `t${place}`);
    expect(changesOf({ ...NOTHING_KNOWN, tags: full }, { digits: '1', tags: ['more'] })).toEqual({
      refused: 'too_many_tags',
      field: 'tags',
    });
    const attributes = Object.fromEntries(full.map(name => [name, 'x']));
    expect(changesOf({ ...NOTHING_KNOWN, attributes }, { digits: '1', attributes: { more: 'x' } })).toEqual({
      refused: 'too_many_attributes',
      field: null,
    });
  });
});

/** What a file of contacts says, what of it changes, what can be taken back; and cells that are no formulas. */
import { describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import type { ExportedContact } from '../../domain/contacts/export-line.ts';
import { exportCells, exportColumns } from '../../domain/contacts/export-line.ts';
import type { ImportedFacts } from '../../domain/contacts/import-changes.ts';
import {
  NOTHING_KNOWN,
  changed,
  changesOf,
  dated,
  isEmpty,
  isNone,
  takenBack,
} from '../../domain/contacts/import-changes.ts';
import { readColumns } from '../../domain/contacts/import-columns.ts';
import type { Wanted } from '../../domain/contacts/import-line.ts';
import { readLine } from '../../domain/contacts/import-line.ts';
import { tagsCell, tagsIn } from '../../domain/contacts/tags-cell.ts';
import { csvLine, delimiterOf, guarded, unguarded } from '../../domain/text/csv.ts';
import { fc } from '../support/fast-check.ts';

describe('cells', () => {
  test.each(['=1+1', '+SUM(A1)', '-2', '@cmd', '\tx', '\r=x'])('%j is no formula in a file', cell =>
    expect(guarded(cell)).toBe(`'${cell}`),
  );
  test.each(["'=1", "''-1"])('%j is told from what is written so', cell => expect(guarded(cell)).toBe(`'${cell}`));
  test.each(['+491701234567', 'Ada', "'quoted", '1+1', ''])('%j stays as it is', cell =>
    expect(guarded(cell)).toBe(cell),
  );

  test('whatever is written is read as it was, and never begins a formula', () =>
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom("'", '=', '"', ' ', 'a') })),
          {
            minLength: 2,
          },
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
    [Array.from({ length: 1_001 }, (_, place) => `c${place}`), { fault: 'too_many_columns', field: '' }],
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
  consentAt: fc.constant(null),
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
  return dated(changes, before, 1_000);
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
        expect(takenBack(changed(NOTHING_KNOWN, changes), changes).facts).toEqual(NOTHING_KNOWN);
        expect(isEmpty(NOTHING_KNOWN)).toBe(true);
      }),
    ));
  test('a consent that somebody has noted since, in the same words, is another one and stays', () => {
    const changes = changesFrom(NOTHING_KNOWN, { digits: '1', consentSource: 'form' });
    const since = { ...NOTHING_KNOWN, consentSource: 'form', consentAt: new Date(2_000).toISOString() };
    expect(takenBack(since, changes)).toEqual({ facts: since, whole: false });
  });
  test('a consent of lines that do not say its time is taken back, and one that is another stays with its time', () => {
    const changes = changesOf(NOTHING_KNOWN, { digits: '1', consentSource: 'form' });
    if ('refused' in changes) throw new Error(changes.refused);
    const noted = { ...NOTHING_KNOWN, consentSource: 'form', consentAt: new Date(2_000).toISOString() };
    expect(takenBack(noted, changes)).toEqual({ facts: NOTHING_KNOWN, whole: true });
    const other = { ...noted, consentSource: 'call' };
    expect(takenBack(other, changes)).toEqual({ facts: other, whole: false });
  });
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

/** As the API takes them; what stands around a name or a value is not kept by a file. */
const kept = (max: number) =>
  fc
    .oneof(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: max }),
      fc.string({
        unit: fc.constantFrom(',', ';', '|', '"', "'", '=', '+', '-', '@', ' ', '\n', '\t', 'a'),
        minLength: 1,
        maxLength: max,
      }),
    )
    .map(value => value.slice(0, max).toWellFormed())
    .filter(
      value =>
        /[^\s\p{Cc}\p{Default_Ignorable_Code_Point}]/u.test(value) &&
        !value.includes('\u0000') &&
        !value.includes('\uFFFD'),
    );
const around = (max: number) =>
  kept(max)
    .map(value => value.trim())
    .filter(value => value !== '');
const attributeName = fc.stringMatching(/^[\w.-]{1,50}$/).filter(name => name !== '__proto__');
const exported = fc.record<ExportedContact>({
  digits: fc.constantFrom('491701234567', '5511987654321', '12025550123'),
  givenName: fc.option(around(200)),
  profileName: fc.option(kept(100)),
  username: fc.option(word),
  language: fc.option(fc.constantFrom('de', 'en')),
  vip: fc.boolean(),
  tags: fc.uniqueArray(kept(50), { maxLength: 50 }).map(tags => tags.sort()),
  consentSource: fc.option(around(200)),
  consentAt: fc.constant(null),
  attributes: fc.dictionary(attributeName, around(500), { noNullPrototype: true, maxKeys: 50 }),
  trainingConsent: fc.boolean(),
  marketingStopped: fc.boolean(),
  blocked: fc.boolean(),
  createdAt: fc.constant('2027-01-01T00:00:00.000Z'),
});

describe('a file that was taken', () => {
  test('is brought again as it was, whatever contacts have', () =>
    fc.assert(
      fc.property(fc.array(exported, { minLength: 1, maxLength: 4 }), contacts => {
        const names = [...new Set(contacts.flatMap(({ attributes }) => Object.keys(attributes)))].sort();
        const file = [exportColumns(names), ...contacts.map(each => exportCells(each, names))].map(csvLine).join('');
        const [header = [], ...rows]: string[][] = parse(file, { relax_column_count: true, relax_quotes: true });
        const columns = readColumns(header);
        if ('fault' in columns) throw new Error(columns.fault);
        for (const [place, contact] of contacts.entries()) {
          const says = readLine(rows[place]!, columns, '+49 30 123456');
          if ('refused' in says) throw new Error(`${says.refused} ${says.field}`);
          const { givenName, language, vip, tags, consentSource, attributes } = contact;
          const found = { ...NOTHING_KNOWN, givenName, language, vip, tags, consentSource, attributes };
          // Who has it all already is not changed, and who is new has it all.
          expect(isNone(changesFrom(found, says))).toBe(true);
          expect({ ...changed(NOTHING_KNOWN, changesFrom(NOTHING_KNOWN, says)), consentAt: null }).toEqual(found);
        }
      }),
    ));
  test('has columns for as many attributes as an import takes', () =>
    expect(readColumns(exportColumns(Array.from({ length: 900 }, (_, place) => `a${place}`)))).toHaveLength(912));
  test('has as many tags, each as long, as a contact can have', () => {
    const tags = Array.from({ length: 50 }, (_, place) => `${place}`.padEnd(50, '"'))
      .map(each => `"${each.slice(1)}`)
      .sort();
    const line = readLine(['0170 1234567', tagsCell(tags)], ['phone', 'tags'], '+49 30 123456');
    expect(line).toMatchObject({ tags: [...new Set(tags)] });
  });
  test.each([
    ['a; b,c|d', ['a', 'b', 'c', 'd']],
    ['"a, b"; c', ['a, b', 'c']],
    ['5" pipe, "6" pipe', ['"6" pipe', '5" pipe']],
    ['"never closed, b', ['"never closed', 'b']],
    [' ; ,"" ', []],
  ])('%j has the tags %j', (cell, tags) => expect(tagsIn(cell)).toEqual(tags));
});

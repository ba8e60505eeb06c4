/** What is kept of texts, what is asked for, and what is marked in a hit. */
import { describe, expect, test } from '@jest/globals';
import { partsOf, snippetOf } from '../../domain/search/highlight.ts';
import { asked, askedOfContacts, hasPhrase } from '../../domain/search/query.ts';
import { contactTerms, termsOf } from '../../domain/search/terms.ts';
import { fc } from '../support/fast-check.ts';
import { SHAPES } from '../support/adversarial.ts';

const marked = ({ text, ranges }: ReturnType<typeof snippetOf>): string[] =>
  ranges.map(({ start, end }) => text.slice(start, end));
const found = (text: string, question: string): boolean => {
  const terms = contactTerms({ name: text, username: null, numbers: [text.replaceAll(/\D/g, '')] });
  return askedOfContacts(question).every(part => terms.some(term => term.startsWith(part)));
};

describe('numbers', () => {
  test.each([
    '+49 (170) 123-4567',
    '+49 (0)170 1234567',
    '0049 170 1234567',
    '0170 1234567',
    '0170/123 45 67',
    '1701234567',
    '1234567',
    '٠١٧٠ ١٢٣٤٥٦٧',
  ])('%s finds 491701234567', question => expect(found('491701234567', question)).toBe(true));
  test.each(['+49 170 1234568', '0171 1234567', '4567 123'])('%s does not', question =>
    expect(found('491701234567', question)).toBe(false),
  );
  test('a number that has two forms is found by both', () => {
    expect(found('5215512345678', '+52 55 1234 5678')).toBe(true);
    expect(found('525512345678', '+52 1 55 1234 5678')).toBe(true);
  });
  test('a name and a number together', () => expect(askedOfContacts('Ada 0170 1234')).toEqual(['1701234', 'ada']));
});

describe('names', () => {
  test.each([
    ['Müller-Lüdenscheid', 'luden'],
    ['José', 'jose'],
    ['Muhammad Ali', 'ali muh'],
    ['山田太郎', '太郎'],
    ['李', '李'],
    ['Al', 'al'],
  ])('%s is found by %s', (name, question) => expect(found(name, question)).toBe(true));
});

describe('questions about messages', () => {
  test('words, a phrase, and one that is being typed', () => {
    const { words, phrases } = asked('refund "broken wheel" bic');
    expect(words).toEqual([
      { word: 'refund', exact: false, begins: false },
      { word: 'bic', exact: false, begins: true },
      { word: 'broken', exact: true, begins: false },
      { word: 'wheel', exact: true, begins: false },
    ]);
    expect(phrases).toEqual([['broken', 'wheel']]);
  });
  test('a word that is followed by a space is whole', () => expect(asked('bic ').words[0]!.begins).toBe(false));
  test('a run without spaces is a phrase of pairs', () =>
    expect(asked('申请退款').phrases).toEqual([['申请', '请退', '退款']]));
  test('at most eight words are looked for', () =>
    expect(asked('a1 b1 c1 d1 e1 f1 g1 h1 i1 j1').words).toHaveLength(8));
  test('a phrase stands in one piece', () => {
    expect(hasPhrase(['a', 'b', 'a', 'c'], ['a', 'c'])).toBe(true);
    expect(hasPhrase(['a', 'b', 'c'], ['a', 'c'])).toBe(false);
  });
});

describe('what is marked', () => {
  test('words as they stand, whatever their spelling', () =>
    expect(marked(snippetOf('Das GERÄT, Gerät!', word => word === 'gerat'))).toEqual(['GERÄT', 'Gerät']));
  test('pairs of characters that touch are one piece', () =>
    expect(marked(snippetOf('我想申请退款。', word => ['申请', '请退', '退款'].includes(word)))).toEqual(['申请退款']));
  test('a long text is cut around the first find', () => {
    const { text, ranges } = snippetOf(
      `${'lorem '.repeat(100)}needle ${'ipsum '.repeat(100)}`,
      word => word === 'needle',
    );
    expect(text.length).toBeLessThanOrEqual(202);
    expect(text.startsWith('…') && text.endsWith('…')).toBe(true);
    expect(marked({ text, ranges })).toEqual(['needle']);
  });
  test('a part inside of a name, and of a number', () => {
    expect(marked(partsOf('Anna Müller', ['ull']))).toEqual(['üll']);
    expect(marked(partsOf('+491701234567', ['1701234']))).toEqual(['1701234']);
  });
  test('whatever the text, what is marked lies in it, in order', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'grapheme', maxLength: 400 }), fc.constantFrom('退款', 'ร้าน', '😀')),
        text => {
          for (const { text: shown, ranges } of [
            snippetOf(text, word => word.length % 2 === 0),
            partsOf(text, ['a', ' ']),
          ]) {
            let end = 0;
            for (const range of ranges) {
              expect(range.start).toBeGreaterThanOrEqual(end);
              expect(range.end).toBeGreaterThan(range.start);
              ({ end } = range);
            }
            expect(end).toBeLessThanOrEqual(shown.length);
            expect(shown.isWellFormed()).toBe(text.isWellFormed());
          }
        },
      ),
    );
  });
});

test.each([...SHAPES])('texts that are made to be slow are not: %s', (_name, shape) => {
  const text = shape(20_000);
  expect(termsOf(text).length).toBeLessThanOrEqual(500);
  asked(text.slice(0, 200));
  askedOfContacts(text.slice(0, 200));
  snippetOf(text, () => true);
  partsOf(text.slice(0, 500), ['a']);
});

/** Whom the text of a note mentions, and who is offered while one types. */
import { describe, expect, test } from '@jest/globals';
import { atWordAt, fitting, mentionedIn } from '../../web/src/features/composer/mentioned.ts';

const people = ['Ana Lima', 'Ana', 'Ben O’Neill', 'Lucía Pérez', 'Mei-Lin 王'].map(name => ({ id: name, name }));
const names = (query: string): string[] => fitting(people, query).map(({ name }) => name);

describe('at the caret', () => {
  test.each([
    ['@', '', 0],
    ['@lu', 'lu', 0],
    ['Look @ana li', 'ana li', 5],
    ['(@ben', 'ben', 1],
    ['first line\n@b', 'b', 11],
    ['问@王', null, 0],
  ])('“%s” looks for “%s”', (text, query, from) => {
    expect(atWordAt(text, text.length)).toEqual(query === null ? null : { query, from, to: text.length });
  });
  test.each(['', 'lu', 'ana@example.com', '@ lu', '@ana\nnext', `@${'x'.repeat(101)}`])(
    '“%s” looks for nobody',
    text => {
      expect(atWordAt(text, text.length)).toBeNull();
    },
  );
  test('what stands behind the caret does not count', () => {
    expect(atWordAt('@lucia', 3)).toEqual({ query: 'lu', from: 0, to: 3 });
  });
});

test('a name fits by its beginning or that of a part, whatever its case and accents; whose name begins so first', () => {
  expect(names('')).toHaveLength(people.length);
  expect(names('lu')).toEqual(['Lucía Pérez']);
  expect(names('LUCIA PEREZ')).toEqual(['Lucía Pérez']);
  expect(names('li')).toEqual(['Ana Lima', 'Mei-Lin 王']);
  expect(names('王')).toEqual(['Mei-Lin 王']);
  expect(names('ana')).toEqual(['Ana Lima', 'Ana']);
  expect(names('ima')).toEqual([]);
});

describe('in a text', () => {
  test.each([
    ['@Ana Lima, look', ['Ana Lima']],
    ['@Ana look', ['Ana']],
    ['@Ana, @Ben O’Neill and @Ana', ['Ana', 'Ben O’Neill']],
    ['@Anabel', []],
    ['mail@Ana', []],
    ['Ana', []],
    ['(@Mei-Lin 王)', ['Mei-Lin 王']],
  ])('“%s” mentions %j', (text, ids) => {
    expect(mentionedIn(text, people)).toEqual(ids);
  });
  test('two of one name are both meant', () => {
    const twins = [1, 2].map(number => ({ id: String(number), name: 'Ana' }));
    expect(mentionedIn('@Ana', twins)).toEqual(['1', '2']);
  });
  test('at most as many as the API takes', () => {
    const many = Array.from({ length: 30 }, (_, number) => ({ id: String(number), name: `P${number}` }));
    expect(mentionedIn(many.map(({ name }) => `@${name}`).join(' '), many)).toHaveLength(20);
  });
});

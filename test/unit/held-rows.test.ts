import { expect, test } from '@jest/globals';
import { heldRows, rowsOf } from '../../web/src/ui/data-list/held-rows.ts';
import { fc } from '../support/fast-check.ts';

const idOf = (id: string): string => id;
const letters = (text: string): readonly string[] => Array.from(text);
const held = (shown: string, now: string) => {
  const { rows, news } = heldRows(rowsOf(letters(shown), idOf), letters(now), idOf);
  return { rows: rows.map(({ id, isGone }) => (isGone ? `-${id}` : id)).join(''), news };
};

test.each([
  ['abc', 'abc', { rows: 'abc', news: 0 }],
  ['abc', 'xyabc', { rows: 'abc', news: 2 }],
  ['abc', 'abcde', { rows: 'abcde', news: 0 }],
  ['abc', 'axbcd', { rows: 'abcd', news: 1 }],
  ['abc', 'cab', { rows: 'abc', news: 1 }],
  ['abc', 'bca', { rows: 'abc', news: 0 }],
  ['abc', 'ac', { rows: 'a-bc', news: 0 }],
  ['abc', 'dexcab', { rows: 'abc', news: 4 }],
  ['', 'ab', { rows: 'ab', news: 0 }],
  ['ab', 'cd', { rows: '-a-bcd', news: 0 }],
])('%p, which is %p by now, stands as %p', (shown, now, expected) => {
  expect(held(shown, now)).toEqual(expected);
});

test('rows that are held never move, and what is new and not shown is counted', () => {
  const list = fc.uniqueArray(fc.integer({ min: 0, max: 60 }).map(String), { maxLength: 40 });
  fc.assert(
    fc.property(list, list, (shown, now) => {
      const { rows, news } = heldRows(rowsOf(shown, idOf), now, idOf);
      expect(rows.slice(0, shown.length).map(({ id }) => id)).toEqual(shown);
      expect(rows.filter(({ isGone }) => isGone).map(({ id }) => id)).toEqual(shown.filter(id => !now.includes(id)));
      const seen = new Set(rows.map(({ id }) => id));
      expect(news).toBeGreaterThanOrEqual(now.filter(id => !seen.has(id)).length);
      expect(news).toBeLessThanOrEqual(now.length);
    }),
  );
});

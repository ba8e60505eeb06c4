/** Names and values that are not ours to know: how many of them are taken. */
import { expect, test } from '@jest/globals';
import { json } from '../../api/http/input.ts';

const three = json({ names: 3, longest: 10 });

test.each([
  ['as many fields as there may be', { a: 1, b: 2, c: 3 }, true],
  ['one field more', { a: 1, b: 2, c: 3, d: 4 }, false],
  ['a list with two values', { a: [1, 2] }, true],
  ['a list with three values', { a: [1, 2, 3] }, false],
  ['nothing', {}, true],
])('%s', (_, value, taken) => {
  expect(three.safeParse(value).success).toBe(taken);
});

/** Which row keys go to: as one sees them, and none that has gone. */
import { expect, test } from '@jest/globals';
import { rowBeside } from '../../web/src/features/inbox/row-beside.ts';

const rows = ['a', 'b gone', 'c', 'd gone'].map(text => ({ id: text[0]!, isGone: text.endsWith('gone') }));

test.each([
  ['a', 1, 'c'],
  ['a', -1, null],
  ['b', 1, 'c'],
  ['b', -1, 'a'],
  ['c', -1, 'a'],
  ['c', 1, null],
  ['elsewhere', 1, undefined],
  [null, -1, undefined],
] as const)('from %s by %d to %s', (id, by, to) => {
  expect(rowBeside(rows, id, by)).toBe(to);
});

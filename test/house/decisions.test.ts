import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { root } from '../../ops/root.ts';

const folder = join(root, 'docs/decisions');
const records = readdirSync(folder).sort();

test.each(records)('%s has its number, its status and what was not chosen', file => {
  const text = readFileSync(join(folder, file), 'utf8');
  expect(text).toMatch(new RegExp(`^# ${file.slice(0, 4)} – .+\n\n\\*\\*Status\\.\\*\\* (Accepted|Replaced)`));
  expect(text).toMatch(
    /^(\*\*)?(Not chosen|Rejected|Looked at|Tried and (left out|not taken))\b|^Rejected:|^- Rejected:|were tried on|\*\*Choice\.\*\* Later\./m,
  );
});

test('they are numbered one after the other', () => {
  expect(records.map(file => Number(file.slice(0, 4)))).toEqual(records.map((_, index) => index + 1));
});

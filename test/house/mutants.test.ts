/** `npm run chaos -- mutants` takes half an hour; here it is only checked that each mutant can still be applied. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { root } from '../../ops/root.ts';
import { MUTANTS } from '../chaos/mutants/list.ts';
import { mutate } from '../chaos/mutants/mutate.ts';

test.each(MUTANTS.map(mutant => [mutant.name, mutant] as const))('%s', (_, mutant) => {
  const source = readFileSync(join(root, mutant.file), 'utf8');
  expect(mutate(source, mutant)).not.toBe(source);
  for (const each of mutant.tests) expect([each, existsSync(join(root, `${each}.test.ts`))]).toEqual([each, true]);
});

test('each has a name of its own', () => {
  expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
});

describe('a mutant', () => {
  const of = (from: string) => ({ from, to: '$1 gone', file: 'a file' });

  test('is found wherever lines break, and its fault stands as written', () => {
    expect(mutate('a(\n  b,\n  c.d,\n)', of('( b, c.d,'))).toBe('a$1 gone\n)');
  });

  test.each([
    ['does not stand there', 'c*d', 'cccd'],
    ['stands there twice', 'a b', 'a b, a\nb'],
  ])('that %s is refused', (_, from, source) => {
    expect(() => mutate(source, of(from))).toThrow(`“${from}” does not stand in a file exactly once`);
  });
});

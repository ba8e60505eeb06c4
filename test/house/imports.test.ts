import { join, relative } from 'node:path';
import { expect, test } from '@jest/globals';
import { reachableFrom } from '../../ops/imports.ts';
import { root } from '../../ops/root.ts';

const reached = (file: string): Set<string> =>
  new Set([...reachableFrom(join(root, file))].map(each => relative(root, each)));

test('a file reaches itself, what it imports, and what that imports; types, too', () => {
  const files = reached('workers/main.ts');
  for (const file of ['workers/main.ts', 'workers/create-worker.ts', 'store/db/database.ts', 'config/index.ts'])
    expect(files).toContain(file);
  expect(files).not.toContain('api/app.ts');
});

test('circles end, and what is no code has no imports', () => {
  expect([...reached('package.json')]).toEqual(['package.json']);
  expect([...reached('no/such/file.ts')]).toEqual(['no/such/file.ts']);
});

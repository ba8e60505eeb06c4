import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { root } from '../../ops/root.ts';
import { needsOf } from '../../ops/test/needs.ts';

const filesOf = (folder: string): string[] =>
  readdirSync(join(root, folder)).flatMap(name => (name.endsWith('.test.ts') ? [join(root, folder, name)] : []));
const needs = (...files: readonly string[]): string[] => [...needsOf(files.map(file => join(root, file)))].sort();

test('no server is started for the tests of pure rules', () => {
  const files = filesOf('test/unit');
  expect(files.length).toBeGreaterThan(30);
  expect(files.filter(file => needsOf([file]).size > 0)).toEqual([]);
});

test('for others those that they import, also by way of others', () => {
  expect(needs('test/database/catalogue.test.ts')).toEqual(['postgres']);
  expect(needs('test/engine/object-stores.test.ts')).toEqual(['postgres', 's3', 'temporal', 'workflowBundle']);
  expect(needs('test/engine/time.test.ts')).toContain('timeSkipping');
  for (const file of filesOf('test/browser')) expect([...needsOf([file])]).toContain('chromium');
  expect(needs('test/database/catalogue.test.ts', 'test/engine/native-client.test.ts')).toEqual([
    'postgres',
    'temporal',
  ]);
});

import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { reachableFrom } from '../../ops/imports.ts';
import { root } from '../../ops/root.ts';
import { concernedBy } from '../../ops/start/concerned.ts';
import { atFileEnd } from '../support/running-test.ts';

const PROCESSES = [
  { name: 'api', file: join(root, 'api/main.ts') },
  { name: 'worker', file: join(root, 'workers/main.ts') },
  { name: 'simulator', file: join(root, 'simulator/main.ts') },
];
const concerned = (...files: readonly string[]) =>
  concernedBy(
    files.map(file => join(root, file)),
    PROCESSES,
  );

test.each([
  ['api/app.ts', ['api'], false],
  ['workers/main.ts', ['worker'], false],
  ['simulator/app.ts', ['simulator'], false],
  ['store/db/database.ts', ['api', 'worker'], false],
  ['config/logger.ts', ['api', 'worker'], false],
  ['workflows/conversation/workflow.ts', ['worker'], true],
  ['domain/conversation/fold.ts', ['api', 'worker'], true],
  ['docs/architecture.md', [], false],
])('a change of %s begins %j anew', (file, processes, isBundle) => {
  expect(concerned(file)).toEqual({ processes, isBundle, isSchema: false });
});

test('a migration waits for the next start', () => {
  expect(concerned('prisma/schema.prisma')).toEqual({ processes: [], isBundle: false, isSchema: true });
  expect(concerned('prisma.config.ts').isSchema).toBe(false);
});

test('a file that is made after it was imported is noticed', () => {
  const [importing, imported] = [`importing-${process.pid}.ts`, `imported-${process.pid}.ts`];
  const paths = [importing, imported].map(name => join(root, 'test/house', name)) as [string, string];
  atFileEnd(() => Promise.resolve(paths.forEach(path => rmSync(path, { force: true }))));
  writeFileSync(paths[0], `import './${imported}';\n`);
  expect([...reachableFrom(paths[0])]).toEqual(paths);
  writeFileSync(paths[1], 'export {};\n');
  expect(concernedBy([paths[1]], [{ name: 'one', file: paths[0] }]).processes).toEqual(['one']);
});

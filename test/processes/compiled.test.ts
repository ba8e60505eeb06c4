/** What `npm start` runs: JavaScript that is compiled once, into a folder beside the packages. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, readlinkSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { root } from '../../ops/root.ts';

const COMPILED = join(root, 'node_modules/.cache/sigfollow/js');
const run = (...args: string[]) =>
  spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', env: { ...process.env, NODE_ENV: 'production' } });
const compile = (): void => {
  const { status, stderr } = run(join(root, 'ops/setup/compile.mjs'));
  expect([status, stderr]).toEqual([0, '']);
};
const below = (folder: string, ending: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith(ending));

beforeAll(compile);

test.each(['activities', 'api', 'domain', 'ops', 'simulator', 'store', 'workers', 'workflows'])(
  'every file of %s is compiled, and imports what was compiled',
  floor => {
    const sources = below(join(root, floor), '.ts').filter(file => !file.endsWith('.d.ts'));
    for (const source of sources) {
      const file = join(COMPILED, floor, source.replace(/\.ts$/, '.js'));
      expect([source, existsSync(file)]).toEqual([source, true]);
      expect(readFileSync(file, 'utf8')).not.toMatch(/(?:from|import) '\.[^']*\.ts'/);
    }
  },
);

test('a second time compiles nothing', () => {
  const manifest = join(COMPILED, 'manifest.json');
  const before = statSync(manifest).mtimeMs;
  compile();
  expect(statSync(manifest).mtimeMs).toBe(before);
});

test('the workbench is that of this checkout, also where the packages came from another', () => {
  const link = join(COMPILED, 'web');
  rmSync(link);
  symlinkSync(join(root, 'nowhere'), link);
  compile();
  expect(readlinkSync(link)).toBe(join(root, 'web'));
});

test('the starter runs so, and finds its checkout', () => {
  const { status, stderr } = run(join(COMPILED, 'ops/start/main.js'));
  expect(status).toBe(1);
  expect(stderr).toContain('NODE_ENV is "production"');
  const found = run(
    '--input-type=module',
    '-e',
    `console.log((await import('${join(COMPILED, 'ops/root.js')}')).root)`,
  );
  expect(found.stdout.trim()).toBe(root);
});

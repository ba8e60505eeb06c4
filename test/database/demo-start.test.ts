/**
 * Which databases `npm start`, which sets up a demo, accepts; on a separate PostgreSQL server whose roles may be
 * changed.
 */
import { spawn } from 'node:child_process';
import { chmodSync as chmod, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { setUpDatabase, withClient } from '../../ops/database-setup.ts';
import type { LocalPostgres } from '../../ops/local/postgres.ts';
import { startPostgres } from '../../ops/local/postgres.ts';
import { root } from '../../ops/root.ts';
import { DataDir } from '../../ops/start/data-dir.ts';
import { markAsDemo, requireDemoDatabase } from '../../ops/start/demo-database.ts';
import { newId } from '../../store/db/ids.ts';
import { atFileEnd, testSignal } from '../support/running-test.ts';

const OURS = { owner: 'our-owner', app: 'our-app', relay: 'our-relay' };
const THEIRS = { owner: 'their-owner', app: 'their-app', relay: 'their-relay' };
const fresh = { passwords: OURS, tenantIds: null };
let folder: string;
let server: LocalPostgres;
let serial = 0;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sigfollow-demo-'));
  server = await startPostgres({ dataDir: join(folder, 'postgres'), password: 'admin' });
  atFileEnd(() => server.remove());
});
afterAll(async () => {
  await server.remove();
  rmSync(folder, { recursive: true, force: true });
});

const name = (): string => `demo_${++serial}`;
const query = (url: string, sql: string) => withClient(url, client => client.query(sql));

/** A database with tenants, and no more than it takes to be one. */
async function databaseWith(
  tenantIds: readonly string[],
): Promise<{ url: string; add: (id: string) => Promise<unknown> }> {
  const wanted = name();
  await query(server.url('postgres'), `CREATE DATABASE ${wanted}`);
  const url = server.url(wanted);
  const add = (id: string) => query(url, `INSERT INTO tenant VALUES ('${id}')`);
  await query(url, 'CREATE TABLE tenant (id uuid)');
  for (const id of tenantIds) await add(id);
  return { url, add };
}

/** Runs `npm start` as it is. */
async function start(env: NodeJS.ProcessEnv): Promise<{ code: number | null; words: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', join(root, 'ops/start/main.ts')], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, SIGFOLLOW_DATA_DIR: join(folder, 'data'), ...env },
    signal: testSignal(),
  });
  let words = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (words += text.toString()));
  const code = await new Promise<number | null>(resolve => child.on('exit', resolve));
  return { code, words };
}

test('it does not start in production, before it has done anything', async () => {
  const { code, words } = await start({ NODE_ENV: 'production' });
  expect(code).toBe(1);
  expect(words).toMatch(/`npm start` is a demo[^]*NODE_ENV is "production"[^]*npm run admin -- tenant create/);
  expect(() => statSync(join(folder, 'data'))).toThrow('ENOENT');
});

test('a database of somebody else’s is refused and stays as it is, roles included', async () => {
  const url = server.url(name());
  const { urls } = await setUpDatabase(url, THEIRS);
  const { code, words } = await start({ DATABASE_URL: url, NODE_ENV: 'development' });
  expect(code).toBe(1);
  expect(words).toMatch(/is not empty and was not made by it[^]*npm run admin -- tenant create/);
  await expect(requireDemoDatabase(url, { ...fresh, passwords: THEIRS })).rejects.toThrow(
    /is not empty and was not made by it[^]*DATABASE_URL/,
  );
  await expect(query(urls.app, 'SELECT 1 FROM tenant')).resolves.toMatchObject({ rowCount: 0 });
});

test('beside a database of somebody else’s an empty one is refused, too: the roles are the server’s', async () => {
  await expect(requireDemoDatabase(server.url(name()), fresh)).rejects.toThrow(
    /has the role sigfollow_\w+ with another password/,
  );
  await expect(requireDemoDatabase(server.url(name()), { ...fresh, passwords: THEIRS })).resolves.toBeUndefined();
});

test('an empty database is taken and marked before its first table, and taken again after a start that was killed', async () => {
  const url = server.url(name());
  const known = { ...fresh, passwords: THEIRS };
  await requireDemoDatabase(url, known);
  await expect(
    setUpDatabase(url, THEIRS, async () => {
      await markAsDemo(url);
      throw new Error('killed');
    }),
  ).rejects.toThrow('killed');
  await query(url, 'CREATE TABLE half_made (id int)');
  await requireDemoDatabase(url, known);
  await query(url, 'DROP TABLE half_made');
  await setUpDatabase(url, THEIRS, () => markAsDemo(url));
  await requireDemoDatabase(url, known);
});

test('a copy of a demo bears no mark', async () => {
  const [{ url }, to] = [await databaseWith([]), name()];
  await markAsDemo(url);
  await requireDemoDatabase(url, { ...fresh, passwords: THEIRS });
  await query(server.url('postgres'), `CREATE DATABASE ${to} TEMPLATE ${new URL(url).pathname.slice(1)}`);
  await expect(requireDemoDatabase(server.url(to), { ...fresh, passwords: THEIRS })).rejects.toThrow(
    'was not made by it',
  );
});

test('a session that sets what the mark sets is no mark', async () => {
  const { url } = await databaseWith([]);
  await expect(
    requireDemoDatabase(url + '?options=-c%20sigfollow.installation%3Ddemo', { ...fresh, passwords: THEIRS }),
  ).rejects.toThrow('was not made by it');
});

test('a demo from before the mark goes on: exactly the tenants it was seeded with, none more', async () => {
  const tenantIds = [newId(), newId()];
  const { url, add } = await databaseWith(tenantIds.slice(0, 1));
  const known = { ...fresh, passwords: THEIRS, tenantIds };
  await expect(requireDemoDatabase(url, known)).rejects.toThrow('was not made by it');
  await add(tenantIds[1]!);
  await requireDemoDatabase(url, known);
  await expect(requireDemoDatabase(url, { ...known, tenantIds: null })).rejects.toThrow('was not made by it');
  await add(newId());
  await expect(requireDemoDatabase(url, known)).rejects.toThrow('was not made by it');
});

test('the folder and what an earlier version left open in it are closed', () => {
  const path = join(folder, 'open');
  const data = new DataDir(path);
  for (const file of ['temporal.db', 'logs/api.log']) data.write(file, {});
  for (const [file, mode] of [
    ['', 0o755],
    ['logs', 0o755],
    ['temporal.db', 0o644],
    ['logs/api.log', 0o644],
  ] as const)
    chmod(join(path, file), mode);
  new DataDir(path);
  expect(
    ['', 'logs', 'temporal.db', 'logs/api.log'].map(file => (statSync(join(path, file)).mode & 0o777).toString(8)),
  ).toEqual(['700', '700', '600', '600']);
});

/**
 * The upgrade from the previous release: both releases run on the database until the contract step, afterwards only
 * this one.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { withClient } from '../../ops/database-setup.ts';
import { migrate, waitingContractSteps } from '../../ops/migrate.ts';
import { findHolder, findLogins, keptAs } from '../../store/access/credentials.ts';
import { Database } from '../../store/db/database.ts';
import { TenantDirectory, directoryHash } from '../../store/tenant/directory.ts';
import { newId } from '../../store/db/ids.ts';
import { createEmptyDatabase } from '../support/database.ts';

const BEFORE = '20261126000024_meaning';
const STEP = '20261129000053_directory_wall';
const [one, other, operator, agent, admin, agentKey, adminKey, number, queue, secondQueue, foreignQueue] = Array.from(
  { length: 11 },
  newId,
);
const at = new Date('2026-11-28T12:00:00Z');

let urls: Awaited<ReturnType<typeof createEmptyDatabase>>;
let app: pg.Client;
let database: Database;
beforeAll(async () => {
  urls = await createEmptyDatabase();
  await migrate(urls.ownerUrl, { until: BEFORE });
  app = new pg.Client({ connectionString: urls.appUrl });
  await app.connect();
  database = new Database({ url: urls.appUrl, poolSize: 2, maxWaitMs: 600_000, timeoutMs: 600_000 });
});
afterAll(() => Promise.all([app.end(), database.close()]));

/** What the release before does with the directory, in its own statements. */
const credential = (hash: Buffer, kind: string, tenantId: string | null, userId: string) =>
  app.query(
    `
      INSERT INTO directory_credential (hash, kind, tenant_id, user_id, created_at)
      VALUES ($1, $2, $3, $4, $5)
      RETURNING hash, kind, tenant_id, user_id, csrf_hash, created_at, expires_at`,
    [hash, kind, tenantId, userId, at],
  );
const whose = async (hash: Buffer) =>
  (
    await app.query<{ tenant_id: string | null; user_id: string }>(
      `
        SELECT hash, kind, tenant_id, user_id, csrf_hash, created_at, expires_at
        FROM directory_credential
        WHERE hash = $1
        LIMIT 1
        OFFSET 0`,
      [hash],
    )
  ).rows[0];
async function inside(tenantId: string | undefined, text: string, values: unknown[]): Promise<void> {
  await app.query("SELECT set_config('app.tenant_id', $1, false)", [tenantId]);
  await app.query(text, values);
}

test('rows of the release before stay what they are, and it goes on reading and writing them', async () => {
  for (const id of [one, other])
    await inside(id, "INSERT INTO tenant (id, name, created_at) VALUES ($1, 'T', $2)", [id, at]);
  for (const [id, tenantId] of [
    [queue, one],
    [secondQueue, one],
    [foreignQueue, other],
  ])
    await inside(tenantId, 'INSERT INTO queue (id, tenant_id, name, created_at) VALUES ($1, $2, $3, $4)', [
      id,
      tenantId,
      id,
      at,
    ]);
  for (const [id, role] of [
    [agentKey, 'AGENT'],
    [adminKey, 'TENANT_ADMIN'],
  ]) {
    await inside(
      one,
      "INSERT INTO api_key (id, tenant_id, name, prefix, role, created_at) VALUES ($1, $2, 'key', 'sf', $3, $4)",
      [id, one, role, at],
    );
    await credential(directoryHash('api_key', id!), 'api_key', one!, id!);
  }
  await inside(
    one,
    `
      INSERT INTO app_user (id, tenant_id, email, name, role, password_hash, created_at)
      VALUES ($1, $2, 'a@x.example', 'A', 'AGENT', 'h', $3)`,
    [agent, one, at],
  );
  await inside(
    other,
    `
      INSERT INTO app_user (id, tenant_id, email, name, role, password_hash, created_at)
      VALUES ($1, $2, 'a@x.example', 'A', 'AGENT', 'h', $3)`,
    [admin, other, at],
  );
  await credential(directoryHash('login', 'a@x.example'), 'login', one!, agent!);
  await credential(directoryHash('session', 'old'), 'session', one!, agent!);
  await app.query("INSERT INTO platform_user (id, name, password_hash, created_at) VALUES ($1, 'Op', 'secret', $2)", [
    operator,
    at,
  ]);
  await credential(directoryHash('login', 'op@x.example'), 'login', null, operator!);
  await app.query("INSERT INTO directory_number VALUES ('777', $1, $2)", [one, number]);
  await app.query("INSERT INTO directory_waba VALUES ('888', $1)", [one]);

  const applied = await migrate(urls.ownerUrl);
  expect(applied).toEqual(
    expect.arrayContaining([
      '20261129000050_emails_of_a_tenant',
      '20261129000051_directory_functions',
      '20261129000052_queues_of_keys',
    ]),
  );
  expect(applied).not.toContain(STEP);
  expect([await waitingContractSteps(urls.ownerUrl), await database.hasDirectoryWall()]).toEqual([[STEP], false]);

  // The release before.
  expect(await whose(directoryHash('login', 'a@x.example'))).toMatchObject({ tenant_id: one, user_id: agent });
  expect(await whose(directoryHash('session', 'old'))).toMatchObject({ user_id: agent });
  await credential(directoryHash('session', 'new'), 'session', other!, admin!);
  await credential(directoryHash('login', 'b@x.example'), 'login', other!, admin!);
  expect(
    (
      await app.query(
        "DELETE FROM directory_credential WHERE kind = 'session' AND tenant_id = $1 AND user_id IN ($2)",
        [other, admin],
      )
    ).rowCount,
  ).toBe(1);
  expect((await app.query('SELECT name, password_hash FROM platform_user WHERE id = $1', [operator])).rowCount).toBe(1);
  await app.query("INSERT INTO directory_number VALUES ('777', $1, $2) ON CONFLICT DO NOTHING", [other, newId()]);
  expect(
    (await app.query('SELECT tenant_id FROM directory_number WHERE phone_number_id IN ($1)', ['777'])).rows,
  ).toEqual([{ tenant_id: one }]);
  expect(
    (
      await app.query('SELECT DISTINCT tenant_id FROM directory_credential WHERE kind = $1 AND tenant_id IS NOT NULL', [
        'login',
      ])
    ).rowCount,
  ).toBe(2);
  await expect(credential(directoryHash('session', 'old'), 'session', other!, admin!)).rejects.toMatchObject({
    code: '23505',
  });
  await expect(credential(directoryHash('login', 'a@x.example'), 'login', one!, newId())).rejects.toMatchObject({
    code: '23505',
  });
  await expect(credential(directoryHash('login', 'op@x.example'), 'login', null, newId())).rejects.toMatchObject({
    code: '23505',
  });

  // This release, at the same time.
  expect(await findLogins(database, 'A@x.example')).toEqual([{ tenantId: one, userId: agent }]);
  expect(await findLogins(database, 'op@x.example')).toMatchObject([
    { tenantId: null, userId: operator, passwordHash: 'secret' },
  ]);
  expect(await findHolder(database, keptAs('session', 'old'))).toMatchObject({ tenantId: one, id: agent });
  const directory = new TenantDirectory(database);
  expect([(await directory.numbers(['777', 'unknown'], 0)).get('777'), await directory.tenantsOfWaba('888')]).toEqual([
    { tenantId: one, numberId: number },
    [one],
  ]);
});

test('agents’ keys of before keep the queues there are, each of its own tenant; others have none', async () => {
  const { rows } = await withClient(urls.adminUrl, client =>
    client.query<{ id: string; queue_ids: string[] }>('SELECT id, queue_ids FROM api_key'),
  );
  expect(new Map(rows.map(row => [row.id, row.queue_ids]))).toEqual(
    new Map([
      [agentKey, [queue, secondQueue].sort()],
      [adminKey, []],
    ]),
  );
});

test('the contract step is taken when it is asked for, once, and shuts out the release before only', async () => {
  expect(await migrate(urls.ownerUrl)).toEqual([]);
  expect(await migrate(urls.ownerUrl, { contract: true })).toEqual([STEP]);
  expect(await migrate(urls.ownerUrl, { contract: true })).toEqual([]);
  expect([await waitingContractSteps(urls.ownerUrl), await database.hasDirectoryWall()]).toEqual([[], true]);
  await expect(whose(directoryHash('session', 'old'))).rejects.toMatchObject({ code: '42501' });
  await expect(app.query('SELECT * FROM platform_user')).rejects.toMatchObject({ code: '42501' });
  expect(await findHolder(database, keptAs('session', 'old'))).toMatchObject({ tenantId: one, id: agent });
  expect((await new TenantDirectory(database).numbers(['777'], 0)).get('777')).toEqual({
    tenantId: one,
    numberId: number,
  });
});

test('an empty database gets the contract steps at once, and is then the same', async () => {
  const fresh = await createEmptyDatabase();
  expect(await migrate(fresh.ownerUrl)).toContain(STEP);
  const rights = `
      SELECT relname, relacl::text, relrowsecurity
      FROM pg_class
      WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> '_prisma_migrations'
      ORDER BY 1`;
  const [mine, theirs] = await Promise.all(
    [fresh, urls].map(each => withClient(each.adminUrl, async client => (await client.query<object>(rights)).rows)),
  );
  expect(mine).toEqual(theirs);
});

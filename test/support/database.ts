import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { urlFor, withClient } from '../../ops/database-setup.ts';
import { Database } from '../../store/db/database.ts';
import { Tenants } from '../../store/tenant/tenants.ts';
import { once } from './once.ts';
import { atFileEnd } from './running-test.ts';
import { postgresUrl } from './servers/postgres.ts';

/** Nothing waits so long for a connection or a lock that it fails for a slow machine. */
const PATIENCE_MS = 600_000;

export interface TestDatabase {
  readonly adminUrl: string;
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly relayUrl: string;
  readonly database: Database;
  readonly relayPool: pg.Pool;
  readonly tenants: Tenants;
  /** As superuser, over the walls. */
  readonly admin: pg.Pool;
  close(): Promise<void>;
}

/** A database without any table, for tests of migrations. @returns its addresses for each role. */
export async function createEmptyDatabase(): Promise<
  Pick<TestDatabase, 'adminUrl' | 'ownerUrl' | 'appUrl' | 'relayUrl'>
> {
  const name = `t_${randomBytes(6).toString('hex')}`;
  await withClient(postgresUrl(), client =>
    client.query(`CREATE DATABASE ${name} TEMPLATE template0 OWNER sigfollow_owner`),
  );
  return urlsOf(name);
}

function urlsOf(name: string): Pick<TestDatabase, 'adminUrl' | 'ownerUrl' | 'appUrl' | 'relayUrl'> {
  const adminUrl = urlFor(postgresUrl(), { database: name });
  const as = (user: string): string => urlFor(adminUrl, { user: `sigfollow_${user}`, password: `test-${user}` });
  return { adminUrl, ownerUrl: as('owner'), appUrl: as('app'), relayUrl: as('relay') };
}

/** A database of its own for one test file, copied from the migrated template. */
export async function createTestDatabase(poolSize = 10): Promise<TestDatabase> {
  const name = `t_${randomBytes(6).toString('hex')}`;
  await withClient(postgresUrl(), async client => {
    // Copies of one template are made one at a time.
    await client.query('SELECT pg_advisory_lock(42)');
    await client.query(`CREATE DATABASE ${name} TEMPLATE sigfollow_template OWNER sigfollow_owner`);
    await client.query('SELECT pg_advisory_unlock(42)');
  });
  const urls = urlsOf(name);
  const database = new Database({ url: urls.appUrl, poolSize, maxWaitMs: PATIENCE_MS, timeoutMs: PATIENCE_MS });
  const relayPool = new pg.Pool({ connectionString: urls.relayUrl, max: 5 });
  const admin = new pg.Pool({ connectionString: urls.adminUrl, max: 4 });
  for (const pool of [relayPool, admin]) pool.on('error', () => undefined);
  const close = once(async () => {
    await Promise.all([database.close(), relayPool.end(), admin.end()]);
  });
  atFileEnd(close);
  return { ...urls, database, relayPool, tenants: new Tenants(relayPool), admin, close };
}

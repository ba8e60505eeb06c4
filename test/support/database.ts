import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { urlFor, withClient } from '../../ops/database-setup.ts';
import { Database } from '../../store/db/database.ts';
import { Tenants } from '../../store/tenant/tenants.ts';
import { once } from './once.ts';
import { atFileEnd } from './running-test.ts';
import { postgresUrl } from './servers/postgres.ts';

/** Time limit for waiting for a connection or a transaction, so long that no test fails because of a slow machine. */
const PATIENCE_MS = 600_000;

export interface TestDatabase {
  readonly adminUrl: string;
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly relayUrl: string;
  readonly database: Database;
  readonly relayPool: pg.Pool;
  readonly tenants: Tenants;
  /** Connects as superuser, who is not subject to row-level security. */
  readonly admin: pg.Pool;
  close(): Promise<void>;
}

/** Creates a database without any table, for tests of migrations. @returns its connection strings for each role. */
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

/**
 * Creates a database for one test file, copied from the migrated template. Its pools are closed at the end of the file.
 */
export async function createTestDatabase(poolSize = 10): Promise<TestDatabase> {
  const name = `t_${randomBytes(6).toString('hex')}`;
  await withClient(postgresUrl(), async client => {
    // PostgreSQL cannot copy one template several times at once.
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

import pg from 'pg';
import { migrate } from './migrate.ts';

export interface RolePasswords {
  readonly owner: string;
  readonly app: string;
  readonly relay: string;
}

export interface DatabaseUrls {
  readonly owner: string;
  readonly app: string;
  readonly relay: string;
}

/** Same number for all: roles belong to the whole cluster, and two set-ups at once must not race. */
const ROLE_LOCK = 7_233_001;

/**
 * Makes (or brings up to date) the roles, the database and its tables, for whoever owns all processes that use it:
 * contract steps are taken at once.
 * @param adminUrl of somebody who may create roles and databases, for the database to set up.
 * @param beforeTables what is done to the database before it gets its tables.
 */
export async function setUpDatabase(
  adminUrl: string,
  passwords: RolePasswords,
  beforeTables: () => Promise<void> = () => Promise.resolve(),
): Promise<{ urls: DatabaseUrls; applied: string[] }> {
  const url = new URL(adminUrl);
  const database = url.pathname.slice(1);
  await createRoles(urlFor(url, { database: 'postgres' }), passwords);
  await createDatabase(urlFor(url, { database: 'postgres' }), database);
  await beforeTables();
  const urls = {
    owner: urlFor(url, { user: 'sigfollow_owner', password: passwords.owner }),
    app: urlFor(url, { user: 'sigfollow_app', password: passwords.app }),
    relay: urlFor(url, { user: 'sigfollow_relay', password: passwords.relay }),
  };
  return { urls, applied: await migrate(urls.owner, { contract: true }) };
}

export function urlFor(base: URL | string, change: { database?: string; user?: string; password?: string }): string {
  const url = new URL(base);
  if (change.database !== undefined) url.pathname = `/${change.database}`;
  if (change.user !== undefined) url.username = change.user;
  if (change.password !== undefined) url.password = change.password;
  return url.toString();
}

async function createRoles(url: string, passwords: RolePasswords): Promise<void> {
  await withClient(url, async client => {
    // One transaction: no role is left behind without its password.
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [ROLE_LOCK]);
    for (const [role, password] of Object.entries({
      sigfollow_owner: passwords.owner,
      sigfollow_app: passwords.app,
      sigfollow_relay: passwords.relay,
    })) {
      const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
      if (rowCount === 0) await client.query(`CREATE ROLE ${role} NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE`);
      await client.query(`ALTER ROLE ${role} LOGIN PASSWORD ${client.escapeLiteral(password)}`);
    }
    await client.query('COMMIT');
  });
}

async function createDatabase(url: string, database: string): Promise<void> {
  await withClient(url, async client => {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
    if (rowCount === 0)
      await client.query(`CREATE DATABASE ${client.escapeIdentifier(database)} OWNER sigfollow_owner`);
  });
}

export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

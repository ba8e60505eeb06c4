import pg from 'pg';
import { migrate } from './migrate.ts';

/** Passwords of the three database roles: `sigfollow_owner`, `sigfollow_app` and `sigfollow_relay`. */
export interface RolePasswords {
  readonly owner: string;
  readonly app: string;
  readonly relay: string;
}

/** Connection strings of the same database for each of the three roles. */
export interface DatabaseUrls {
  readonly owner: string;
  readonly app: string;
  readonly relay: string;
}

/** Key of the advisory lock. The same for every database, because roles belong to the whole cluster. */
const ROLE_LOCK = 7_233_001;

/**
 * Creates the roles, the database and its tables, or brings them up to date. Contract migrations are applied at once,
 * so no process of an earlier release may be running.
 * @param adminUrl connection string of the database to set up, with a role that may create roles and databases.
 * @param beforeTables runs after the database was created and before its first table is.
 * @returns the connection strings of the roles, and the names of the migrations applied now.
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

/** A copy of a connection string with another database, user or password. */
export function urlFor(base: URL | string, change: { database?: string; user?: string; password?: string }): string {
  const url = new URL(base);
  if (change.database !== undefined) url.pathname = `/${change.database}`;
  if (change.user !== undefined) url.username = change.user;
  if (change.password !== undefined) url.password = change.password;
  return url.toString();
}

async function createRoles(url: string, passwords: RolePasswords): Promise<void> {
  await withClient(url, async client => {
    // In one transaction, so that no role is left without its password.
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

/** Runs `work` with a connected client that is closed afterwards. */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

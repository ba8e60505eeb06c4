/**
 * `npm start` sets up a demo with publicly known log-ins. It therefore uses a database only if that is empty or was set
 * up by `npm start` itself.
 *
 * Its own databases carry a mark, the database setting `sigfollow.installation = demo`. The mark is written before the
 * first table is created, so that a start that was killed recognises its database, and it is not part of a copy or dump
 * of the data.
 */
import type pg from 'pg';
import type { RolePasswords } from '../database-setup.ts';
import { urlFor, withClient } from '../database-setup.ts';
import { NotADemoError } from './refusals.ts';

const MARK = 'sigfollow.installation=demo';
/** What the data folder knows about its demo. */
export interface Known {
  /** Passwords of the database roles. */
  readonly passwords: RolePasswords;
  /** Ids of the tenants the demo was seeded with; null when it was not seeded yet. */
  readonly tenantIds: readonly string[] | null;
}

/**
 * Checks a database that was given in `DATABASE_URL`, before anything in it or any role of its server is changed.
 * @param adminUrl as for `setUpDatabase`; the database need not exist.
 * @throws NotADemoError when the database is neither empty nor a demo's, or when a role of its server exists with
 *   another password than the data folder has.
 */
export async function requireDemoDatabase(adminUrl: string, known: Known): Promise<void> {
  const database = decodeURIComponent(new URL(adminUrl).pathname.slice(1));
  const server = urlFor(adminUrl, { database: 'postgres' });
  const { exists, roles } = await withClient(server, async client => ({
    exists: (await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database])).rowCount === 1,
    roles: (
      await client.query<{ rolname: string }>(
        "SELECT rolname FROM pg_roles WHERE rolname IN ('sigfollow_owner', 'sigfollow_app', 'sigfollow_relay')",
      )
    ).rows.map(row => row.rolname),
  }));
  if (exists && !(await withClient(adminUrl, client => isOurs(client, known))))
    throw new NotADemoError(`The database "${database}" is not empty and was not made by it.`);
  for (const role of roles) {
    const password = known.passwords[role.slice('sigfollow_'.length) as keyof RolePasswords];
    if (!(await logsIn(urlFor(server, { user: role, password }))))
      throw new NotADemoError(
        `Its server has the role ${role} with another password already: another installation uses it, and would lose its access.`,
      );
  }
}

/** Marks the database as a demo's. To be called when it exists, before its first table is created. */
export async function markAsDemo(adminUrl: string): Promise<void> {
  await withClient(adminUrl, async client => {
    const [name, value] = MARK.split('=');
    await client.query(
      `ALTER DATABASE ${client.escapeIdentifier(client.database ?? '')} SET ${name ?? ''} = ${client.escapeLiteral(value ?? '')}`,
    );
  });
}

/** Whether the database carries the mark. Read from the catalogue, because a session could set the setting itself. */
async function isMarkedAsDemo(client: pg.Client): Promise<boolean> {
  const { rowCount } = await client.query(
    `
      SELECT 1
      FROM pg_db_role_setting
      WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND setrole = 0
        AND $1 = ANY(setconfig)`,
    [MARK],
  );
  return rowCount === 1;
}

async function isOurs(client: pg.Client, { tenantIds }: Known): Promise<boolean> {
  if (await isMarkedAsDemo(client)) return true;
  const { rowCount } = await client.query(
    "SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') LIMIT 1",
  );
  if (rowCount === 0) return true;
  // Demos from before the mark was introduced: exactly the tenants they were seeded with.
  if (
    tenantIds === null ||
    (await client.query("SELECT 1 WHERE to_regclass('public.tenant') IS NOT NULL")).rowCount === 0
  )
    return false;
  const { rows } = await client.query<{ id: string }>('SELECT id FROM tenant');
  return rows.length === tenantIds.length && rows.every(row => tenantIds.includes(row.id));
}

/** Whether the user and password of the URL are accepted. @throws on any error other than a failed authentication. */
async function logsIn(url: string): Promise<boolean> {
  try {
    await withClient(url, client => client.query('SELECT 1'));
    return true;
  } catch (error) {
    if (['28P01', '28000'].includes((error as { code?: string }).code ?? '')) return false;
    throw error;
  }
}

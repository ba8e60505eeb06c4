/**
 * `npm start` makes a demo, with log-ins that everybody can read. So it takes a database only when that is empty or its
 * own.
 *
 * Its own are marked: `sigfollow.installation = demo`, a setting of the database. It is written before the first table,
 * so that a start that is killed finds its database again, and it does not come along into a copy or a dump of the
 * data.
 */
import type pg from 'pg';
import type { RolePasswords } from '../database-setup.ts';
import { urlFor, withClient } from '../database-setup.ts';
import { NotADemoError } from './refusals.ts';

const MARK = 'sigfollow.installation=demo';
export interface Known {
  /** Of the roles, as this folder knows them. */
  readonly passwords: RolePasswords;
  /** The tenants this folder's demo was seeded with; null: none yet. */
  readonly tenantIds: readonly string[] | null;
}

/**
 * Looks at a database that was given, before anything is changed, at it or at the roles of its server. The one that
 * `npm start` brings up in its own folder is its own.
 * @param adminUrl as of `setUpDatabase`. @throws NotADemoError when it is somebody else's.
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

/** Marks the database as the demo's; when it is there and before it has tables. */
export async function markAsDemo(adminUrl: string): Promise<void> {
  await withClient(adminUrl, async client => {
    const [name, value] = MARK.split('=');
    await client.query(
      `ALTER DATABASE ${client.escapeIdentifier(client.database ?? '')} SET ${name ?? ''} = ${client.escapeLiteral(value ?? '')}`,
    );
  });
}

/** Whether the database bears the demo's mark. Read from the catalogue: a session can set what it likes. */
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
  // Demos from before the mark hold the tenants they were seeded with, and no others.
  if (
    tenantIds === null ||
    (await client.query("SELECT 1 WHERE to_regclass('public.tenant') IS NOT NULL")).rowCount === 0
  )
    return false;
  const { rows } = await client.query<{ id: string }>('SELECT id FROM tenant');
  return rows.length === tenantIds.length && rows.every(row => tenantIds.includes(row.id));
}

/** Whether this is the password. Anything else that goes wrong is an error. */
async function logsIn(url: string): Promise<boolean> {
  try {
    await withClient(url, client => client.query('SELECT 1'));
    return true;
  } catch (error) {
    if (['28P01', '28000'].includes((error as { code?: string }).code ?? '')) return false;
    throw error;
  }
}

import { randomBytes } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { urlFor, withClient } from '../../ops/database-setup.ts';
import { root } from '../../ops/root.ts';
import { atFileEnd } from './running-test.ts';
import { testServers } from './servers.ts';

const FOLDER = join(root, 'prisma/migrations');

/** A database as it was before a migration. */
export interface OlderDatabase {
  /** As superuser, over the walls. */
  readonly admin: pg.Pool;
  /** Applies the migration, as their owner does, and all that come after it. */
  upgrade(): Promise<void>;
}

/** @param migration the folder's name. The migrations before it are applied, nothing is in the tables. */
export async function databaseBefore(migration: string): Promise<OlderDatabase> {
  const { postgresUrl } = testServers();
  const name = `older_${randomBytes(6).toString('hex')}`;
  await withClient(postgresUrl, client => client.query(`CREATE DATABASE ${name} TEMPLATE template0 OWNER sigfollow_owner`));
  const adminUrl = urlFor(postgresUrl, { database: name });
  const names = readdirSync(FOLDER, { withFileTypes: true }).filter(entry => entry.isDirectory()).map(entry => entry.name).sort();
  if (!names.includes(migration)) throw new Error(`there is no migration ${migration}`);
  const apply = (wanted: readonly string[]): Promise<void> => withClient(urlFor(adminUrl, { user: 'sigfollow_owner', password: 'test-owner' }), async client => {
    for (const each of wanted) await client.query(readFileSync(join(FOLDER, each, 'migration.sql'), 'utf8'));
  });
  await apply(names.filter(each => each < migration));
  const admin = new pg.Pool({ connectionString: adminUrl, max: 2 });
  admin.on('error', () => undefined);
  atFileEnd(() => admin.end());
  return { admin, upgrade: () => apply(names.filter(each => each >= migration)) };
}

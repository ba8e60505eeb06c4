import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { migrate } from '../../ops/migrate.ts';
import { root } from '../../ops/root.ts';
import { createEmptyDatabase } from './database.ts';
import { atFileEnd } from './running-test.ts';

/** A database with the schema from before a certain migration. */
export interface OlderDatabase {
  /** Connects as superuser, who is not subject to row-level security. */
  readonly admin: pg.Pool;
  readonly appUrl: string;
  /** Applies that migration and all later ones, as the owner of the tables. */
  upgrade(): Promise<unknown>;
}

/**
 * Creates a database to which only the migrations before this one have been applied. Its tables are empty.
 * @param migration name of the migration's folder.
 */
export async function databaseBefore(migration: string): Promise<OlderDatabase> {
  const names = readdirSync(join(root, 'prisma/migrations'), { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(entry => entry.name)
    .sort();
  const until = names[names.indexOf(migration) - 1];
  if (until === undefined) throw new Error(`there is nothing before a migration ${migration}`);
  const { adminUrl, ownerUrl, appUrl } = await createEmptyDatabase();
  await migrate(ownerUrl, { until });
  const admin = new pg.Pool({ connectionString: adminUrl, max: 2 });
  admin.on('error', () => undefined);
  atFileEnd(() => admin.end());
  return { admin, appUrl, upgrade: () => migrate(ownerUrl) };
}

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { migrate } from '../../ops/migrate.ts';
import { root } from '../../ops/root.ts';
import { createEmptyDatabase } from './database.ts';
import { atFileEnd } from './running-test.ts';

/** A database as it was before a migration. */
export interface OlderDatabase {
  /** As superuser, over the walls. */
  readonly admin: pg.Pool;
  readonly appUrl: string;
  /** Applies the migration, as their owner does, and all that come after it. */
  upgrade(): Promise<unknown>;
}

/** @param migration the folder's name. The migrations before it are applied, nothing is in the tables. */
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

import { randomBytes } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { urlFor, withClient } from '../../ops/database-setup.ts';
import { root } from '../../ops/root.ts';
import { Database } from '../../store/database.ts';
import { once } from './once.ts';
import { atFileEnd } from './running-test.ts';
import { testServers } from './servers.ts';

const PATIENCE_MS = 600_000;

/** A database as an earlier version left it. */
export interface EarlierDatabase {
  /** As superuser, over the walls. */
  readonly admin: pg.Pool;
  /** Applies the other migrations, as their owner does. @returns the database as the application uses it. */
  upgrade(): Promise<Database>;
  close(): Promise<void>;
}

/** A database with the migrations before `first`, whose name begins so; everything committed. */
export async function databaseBefore(first: string): Promise<EarlierDatabase> {
  const folder = join(root, 'prisma/migrations');
  const names = readdirSync(folder, { withFileTypes: true }).filter(entry => entry.isDirectory()).map(entry => entry.name).sort();
  const { postgresUrl } = testServers();
  const name = `u_${randomBytes(6).toString('hex')}`;
  await withClient(postgresUrl, client => client.query(`CREATE DATABASE ${name} TEMPLATE template0 OWNER sigfollow_owner`));
  const url = urlFor(postgresUrl, { database: name });
  const as = (user: string): string => urlFor(url, { user: `sigfollow_${user}`, password: `test-${user}` });
  const apply = (wanted: readonly string[]): Promise<void> => withClient(as('owner'), async client => {
    for (const each of wanted) await client.query(readFileSync(join(folder, each, 'migration.sql'), 'utf8'));
  });
  await apply(names.filter(each => each < first));
  const admin = new pg.Pool({ connectionString: url, max: 2 });
  admin.on('error', () => undefined);
  const ends: (() => Promise<void>)[] = [() => admin.end()];
  const close = once(async () => {
    for (const end of ends) await end();
  });
  atFileEnd(close);
  return {
    admin, close,
    upgrade: async () => {
      await apply(names.filter(each => each >= first));
      const database = new Database({ url: as('app'), poolSize: 4, maxWaitMs: PATIENCE_MS, timeoutMs: PATIENCE_MS });
      ends.unshift(() => database.close());
      return database;
    },
  };
}

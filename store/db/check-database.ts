import type { Logger } from 'pino';
import type { Database } from './database.ts';
import { isUnavailable } from './database.ts';

/**
 * Startup check of a process: is the database usable, and is the contract step of an upgrade still outstanding?
 * An unreachable database is only a warning, since it may come back.
 * @throws when the database has a locale that SigFollow cannot work with.
 */
export async function checkDatabase(database: Database, log: Pick<Logger, 'warn'>): Promise<void> {
  await database.checkLocale().catch((error: unknown) => {
    if (!isUnavailable(error)) throw error;
    log.warn({ event: 'database_unreachable', err: error }, 'the database cannot be reached yet');
  });
  if (!(await database.hasDirectoryWall().catch(() => true)))
    log.warn(
      { event: 'directory_wall_missing' },
      'the directory has no wall yet: when no process of the release before runs any more, run: npm run migrate -- --contract',
    );
}

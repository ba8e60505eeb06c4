import type { Logger } from 'pino';
import type { Database } from './database.ts';
import { isUnavailable } from './database.ts';

/**
 * What a process looks at before it works: whether the database can be used, and whether it waits for a step of an
 * upgrade.
 * @param log hears what somebody should know of; one that is away may come back.
 * @throws when it has a locale with which SigFollow cannot work.
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

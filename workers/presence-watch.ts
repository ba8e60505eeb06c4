import type { Logger } from 'pino';
import { conversationsOfLost, noteGone, takeFromLost } from '../store/acd/presence.ts';
import type { Database } from '../store/db/database.ts';
import { unitOfWork } from '../store/db/retries.ts';
import type { Tenants } from '../store/tenant/tenants.ts';

interface Parts {
  readonly database: Database;
  readonly tenants: Pick<Tenants, 'all'>;
  readonly log: Logger;
}

/**
 * One pass over all tenants: agents whose workbench is gone or whose time is over become unavailable, and
 * their conversations return to the queue. Several workers may run it at once.
 * @returns the numbers of agents lost and of conversations requeued.
 */
export async function watchPresence(
  { database, tenants, log }: Parts,
  at: number,
): Promise<{ lost: number; requeued: number }> {
  const found = { lost: 0, requeued: 0 };
  for (const tenantId of await tenants.all()) {
    try {
      found.lost += await unitOfWork(database)(tenantId, unit => noteGone(unit, at));
      for (const id of await conversationsOfLost(database.alone(tenantId), at)) {
        if (await unitOfWork(database)(tenantId, unit => takeFromLost(unit, id, at))) found.requeued += 1;
      }
    } catch (error) {
      log.warn(
        { event: 'presence_watch_failed', err: error, tenantId },
        'the presence of a tenant’s agents could not be looked at',
      );
    }
  }
  return found;
}

import type { TenantUnit } from '../db/database.ts';
import { int, statement, uuid } from '../db/statement.ts';
import type { QueueRules, QueueFullAction } from '../tenant/settings.ts';

const WAITING = statement('queue_waiting', {
  takes: { queue: uuid },
  gives: { count: int },
  sql: `
    SELECT count(*)::int AS count
    FROM conversation
    WHERE tenant_id = (SELECT current_tenant()) AND queue_id = $queue AND phase = 'queued'`,
});

/**
 * What is to be done with one more conversation in a queue; null while there is room. Whoever lets one in holds the
 * queue's door until its transaction ends, so two do not take the last place.
 * @param entering how many it let in before.
 */
export async function actionWhenFull(
  unit: TenantUnit,
  { id: queueId, maxLength, whenFull }: QueueRules,
  entering: ReadonlyMap<string, number>,
): Promise<QueueFullAction | null> {
  if (maxLength === null) return null;
  await unit.tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`queue ${queueId}`}, 0))`;
  const [waiting] = await unit.run(WAITING, { queue: queueId });
  return (waiting?.count ?? 0) + (entering.get(queueId) ?? 0) >= maxLength ? whenFull : null;
}

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
 * What is to be done with one more conversation because the queue is full; null while there is room. Takes an advisory
 * lock on the queue until the end of the transaction, so that two transactions cannot both take the last place.
 * @param entering how many conversations this transaction lets into each queue besides, by queue id.
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

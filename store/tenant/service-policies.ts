/** Service levels and idle policies of queues, for transitions that may start or end a clock. */
import type { BusinessHours } from '../../domain/acd/hours.ts';
import type { ServicePolicy, SlaGoal } from '../../domain/acd/sla.ts';
import type { IdlePolicy } from '../../domain/conversation/settings.ts';
import type { TenantUnit } from '../db/database.ts';
import { json, nullable, statement, uuid, uuids } from '../db/statement.ts';
import { HOURS_OF_QUEUE_SQL } from './hours.ts';

const POLICIES = statement('queue_service_policies', {
  takes: { queues: uuids },
  gives: {
    id: uuid,
    sla: json<SlaGoal[]>(),
    idle: nullable(json<IdlePolicy>()),
    hours: nullable(json<BusinessHours>()),
  },
  sql: `
    SELECT q.id, q.sla, q.idle, ${HOURS_OF_QUEUE_SQL} AS hours
    FROM queue q
    WHERE q.tenant_id = (SELECT current_tenant()) AND q.id = ANY($queues)`,
});

/** By queue id. A queue without business hours of its own has the tenant's. */
export async function servicePolicies(
  unit: TenantUnit,
  queueIds: readonly string[],
): Promise<Map<string, ServicePolicy>> {
  const rows = await unit.run(POLICIES, { queues: [...new Set(queueIds)] });
  return new Map(rows.map(row => [row.id, { goals: row.sla, idle: row.idle, hours: row.hours }]));
}

/** What queues promise and expect, for the transitions that may start or end a promise. */
import type { BusinessHours } from '../../domain/acd/hours.ts';
import type { ServicePolicy, SlaGoal } from '../../domain/acd/sla.ts';
import type { IdlePolicy } from '../../domain/conversation/settings.ts';
import type { TenantUnit } from '../database.ts';
import { HOURS_OF_QUEUE } from './hours-of-queue.ts';

interface Row { id: string; sla: SlaGoal[]; idle: IdlePolicy | null; hours: BusinessHours | null }

/** Of each of these queues. One without hours of its own has the tenant's. */
export async function servicePolicies(unit: TenantUnit, queueIds: readonly string[]): Promise<Map<string, ServicePolicy>> {
  const rows = await unit.tx.$queryRaw<Row[]>`
    SELECT q.id, q.sla, q.idle, ${HOURS_OF_QUEUE} AS hours FROM queue q WHERE q.id = ANY(${[...new Set(queueIds)]}::uuid[])`;
  return new Map(rows.map(row => [row.id, { goals: row.sla, idle: row.idle, hours: row.hours }]));
}

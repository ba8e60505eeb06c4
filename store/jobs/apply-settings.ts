/** Recomputes the deadlines of conversations from the present settings. */
import type { ServicePolicy } from '../../domain/acd/sla.ts';
import { NO_SERVICE_LEVELS } from '../../domain/acd/sla.ts';
import type { Anchor } from '../../domain/acd/replan.ts';
import { ANCHORS, replan } from '../../domain/acd/replan.ts';
import { SYSTEM_ACTOR } from '../../domain/conversation/events.ts';
import { servicePolicies } from '../tenant/service-policies.ts';
import type { ConversationRow } from '../conversation/rows.ts';
import { stateOf } from '../conversation/rows.ts';
import { writeChanges } from '../conversation/write.ts';
import type { TenantUnit } from '../db/database.ts';
import type { QueueRules } from '../tenant/settings.ts';
import { queueRules, tenantSettings } from '../tenant/settings.ts';
import type { Job } from './jobs.ts';
import { advance, nextOf } from './jobs.ts';

/** Conversations per transaction. */
const BATCH = 200;

/**
 * Does one batch of a job, in the running transaction.
 * @param at epoch milliseconds.
 * @returns false when no conversations are left.
 */
export async function applySettings(unit: TenantUnit, job: Job, at: number): Promise<boolean> {
  const ids = await nextOf(unit, job, BATCH);
  const last = ids.at(-1);
  if (last === undefined) return false;
  const rows = await unit.tx.$queryRaw<
    ConversationRow[]
  >`SELECT * FROM conversation WHERE id = ANY(${ids}::uuid[]) AND phase <> 'erased' ORDER BY id FOR NO KEY UPDATE`;
  const policy = await tenantSettings(unit);
  const queueIds = [...new Set(rows.flatMap(row => row.queue_id ?? []))];
  const services = await servicePolicies(unit, queueIds);
  const queues = new Map<string, QueueRules | null>();
  for (const id of queueIds) queues.set(id, await queueRules(unit, id));
  const [logs, oldest] = [await anchors(unit, ids), await oldestContent(unit, ids)];
  const changes = rows.flatMap(row => {
    const service: ServicePolicy = services.get(row.queue_id ?? '') ?? NO_SERVICE_LEVELS;
    const events = replan(
      stateOf(row),
      logs.get(row.id) ?? [],
      { policy, queue: queues.get(row.queue_id ?? '') ?? null, service },
      oldest.get(row.id) ?? null,
    );
    return events.length === 0
      ? []
      : [{ conversationId: row.id, before: stateOf(row), events, actor: SYSTEM_ACTOR, at }];
  });
  await writeChanges(unit, changes);
  await advance(unit, job, { cursor: last, looked: ids.length, changed: changes.length });
  return true;
}

async function anchors(unit: TenantUnit, ids: readonly string[]): Promise<Map<string, Anchor[]>> {
  const rows = await unit.tx.$queryRaw<
    { conversation_id: string; seq: number; type: string; at: Date; data: object; prev_wake_seq: number }[]
  >`
    SELECT conversation_id, seq, type, at, data, prev_wake_seq
    FROM conversation_event
    WHERE conversation_id = ANY(${[...ids]}::uuid[]) AND type = ANY(${[...ANCHORS]}::text[])
    ORDER BY conversation_id, seq`;
  const found = new Map<string, Anchor[]>();
  for (const { conversation_id: id, seq, type, at, data, prev_wake_seq: prevWakeSeq } of rows)
    found.set(id, [...(found.get(id) ?? []), { seq, type, at: at.getTime(), data, prevWakeSeq } as Anchor]);
  return found;
}

async function oldestContent(unit: TenantUnit, ids: readonly string[]): Promise<Map<string, number>> {
  const rows = await unit.tx.$queryRaw<{ id: string; at: Date }[]>`
    SELECT conversation_id AS id, min(received_at) AS at
    FROM message
    WHERE conversation_id = ANY(${[...ids]}::uuid[]) AND content_deleted_at IS NULL
    GROUP BY conversation_id`;
  return new Map(rows.map(row => [row.id, row.at.getTime()]));
}

import type { Strategy } from '../domain/acd/match.ts';
import type { ConversationPolicy, QueuePolicy, RoutingStep } from '../domain/conversation/settings.ts';
import type { TenantUnit } from './database.ts';
import type { Queue } from './generated/client.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

export interface TenantSettings extends ConversationPolicy {
  readonly defaultQueueId: string | null;
}

/** The tenant's settings as decisions need them. @throws when the tenant does not exist. */
export async function tenantSettings(unit: TenantUnit): Promise<TenantSettings> {
  const tenant = await unit.tx.tenant.findUniqueOrThrow({ where: { id: unit.tenantId } });
  return {
    version: tenant.policyVersion, reopenWithinMs: Number(tenant.reopenWithinMs), archiveAfterMs: Number(tenant.archiveAfterMs),
    windowWarningMs: tenant.windowWarningMinutes * 60_000, retentionMs: tenant.retentionDays * DAY_MS, defaultQueueId: tenant.defaultQueueId,
  };
}

const policyOf = (queue: Queue): QueuePolicy => ({ id: queue.id, acceptTimeoutMs: queue.acceptTimeoutMs, wrapUpMs: queue.wrapUpMs, weight: queue.weight, excludeMs: queue.excludeMs, steps: queue.steps as unknown as RoutingStep[] });

/** A queue's settings; null when the tenant has no such queue. */
export async function queuePolicy(unit: TenantUnit, queueId: string): Promise<QueuePolicy | null> {
  const queue = await unit.tx.queue.findUnique({ where: { tenantId_id: { tenantId: unit.tenantId, id: queueId } } });
  return queue === null ? null : policyOf(queue);
}

/** What the matcher needs of a queue beside. `stickyMs`: how long a contact's last agent is asked first. */
export interface MatchingPolicy extends QueuePolicy {
  readonly strategy: Strategy;
  readonly stickyMs: number;
}

/** @returns null when the tenant has no such queue. */
export async function matchingPolicy(unit: TenantUnit, queueId: string): Promise<MatchingPolicy | null> {
  const queue = await unit.tx.queue.findUnique({ where: { tenantId_id: { tenantId: unit.tenantId, id: queueId } } });
  return queue === null ? null : { ...policyOf(queue), strategy: queue.strategy as Strategy, stickyMs: Number(queue.stickyMs) };
}

/** @throws when the queue is gone: conversations refer to queues, so queues are never deleted while they do. */
export async function requireQueue(unit: TenantUnit, queueId: string | null): Promise<QueuePolicy> {
  const queue = queueId === null ? null : await queuePolicy(unit, queueId);
  if (queue === null) throw new Error('the conversation has no queue');
  return queue;
}

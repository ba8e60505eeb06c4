import type { Strategy } from '../domain/acd/match.ts';
import type { ConversationPolicy, IdlePolicy, QueuePolicy, Resort, RoutingStep } from '../domain/conversation/settings.ts';
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

/** What the engine needs of a queue. */
export interface QueueRules extends QueuePolicy {
  readonly version: number;
  readonly strategy: Strategy;
  /** How long a contact's last agent is asked first. */
  readonly stickyMs: number;
  /** Agents have what they are offered at once. */
  readonly autoAccept: boolean;
  readonly dispositionRequired: boolean;
  /** So many wait at most, and what becomes of others; both or neither. */
  readonly maxLength: number | null;
  readonly whenFull: WhenFull | null;
}

/** What becomes of who comes to a full queue. */
export type WhenFull = Exclude<Resort, { action: 'message' | 'ai' }>;

const json = <T>(value: unknown): T => value as T;

const rulesOf = (queue: Queue): QueueRules => ({
  id: queue.id, version: queue.version, acceptTimeoutMs: queue.acceptTimeoutMs, wrapUpMs: queue.wrapUpMs, weight: queue.weight, broadcast: queue.broadcast, excludeMs: queue.excludeMs, steps: json<RoutingStep[]>(queue.steps),
  maxWait: json<QueuePolicy['maxWait']>(queue.maxWait), idle: json<IdlePolicy | null>(queue.idle),
  strategy: queue.strategy as Strategy, stickyMs: Number(queue.stickyMs), autoAccept: queue.autoAccept, dispositionRequired: queue.dispositionRequired,
  maxLength: queue.maxLength, whenFull: json<WhenFull | null>(queue.whenFull),
});

/** A queue's settings; null when the tenant has no such queue. */
export async function queueRules(unit: TenantUnit, queueId: string): Promise<QueueRules | null> {
  const queue = await unit.tx.queue.findUnique({ where: { tenantId_id: { tenantId: unit.tenantId, id: queueId } } });
  return queue === null ? null : rulesOf(queue);
}

/** @throws when the queue is gone: conversations refer to queues, so queues are never deleted while they do. */
export async function requireQueue(unit: TenantUnit, queueId: string | null): Promise<QueueRules> {
  const queue = queueId === null ? null : await queueRules(unit, queueId);
  if (queue === null) throw new Error('the conversation has no queue');
  return queue;
}

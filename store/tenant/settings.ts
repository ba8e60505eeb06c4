import type { Strategy } from '../../domain/acd/match.ts';
import type {
  ConversationPolicy,
  IdlePolicy,
  QueuePolicy,
  OverflowAction,
  RoutingStep,
} from '../../domain/conversation/settings.ts';
import type { SurveyRules } from '../../domain/conversation/survey.ts';
import type { TenantUnit } from '../db/database.ts';
import type { Values } from '../db/statement.ts';
import { bigint, bool, columns, int, json, nullable, statement, uuid, words } from '../db/statement.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** A tenant's settings, as far as decisions need them (administrators see those of tenant-settings.ts). */
export interface TenantSettings extends ConversationPolicy {
  readonly defaultQueueId: string | null;
  /** Whether an AI policy is in force. */
  readonly hasAi: boolean;
}

/** The columns of a tenant from which its settings are read. */
export const TENANT = {
  policy_version: int,
  reopen_within_ms: bigint,
  archive_after_ms: bigint,
  window_warning_minutes: int,
  retention_days: int,
  default_queue_id: nullable(uuid),
  ai_policy_version: nullable(int),
  survey_rules: nullable(json<SurveyRules>()),
} as const;

const SETTINGS = statement('tenant_settings', {
  takes: {},
  gives: TENANT,
  sql: `SELECT ${columns(TENANT, 't')} FROM tenant t WHERE t.id = (SELECT current_tenant())`,
});

export const tenantSettingsOf = (tenant: Values<typeof TENANT>): TenantSettings => ({
  version: tenant.policy_version,
  reopenWithinMs: Number(tenant.reopen_within_ms),
  archiveAfterMs: Number(tenant.archive_after_ms),
  windowWarningMs: tenant.window_warning_minutes * 60_000,
  retentionMs: tenant.retention_days * DAY_MS,
  defaultQueueId: tenant.default_queue_id,
  hasAi: tenant.ai_policy_version !== null,
  survey: tenant.survey_rules,
});

/** The tenant's settings, as far as decisions need them. @throws when the tenant does not exist. */
export async function tenantSettings(unit: TenantUnit): Promise<TenantSettings> {
  const [tenant] = await unit.run(SETTINGS, {});
  if (tenant === undefined) throw new Error('the tenant does not exist');
  return tenantSettingsOf(tenant);
}

/** A queue's settings, as far as the engine needs them. */
export interface QueueRules extends QueuePolicy {
  readonly version: number;
  readonly strategy: Strategy;
  /** How long a contact's last agent comes first; 0 for never. */
  readonly stickyMs: number;
  /** Offers are accepted automatically. */
  readonly autoAccept: boolean;
  readonly dispositionRequired: boolean;
  /** How many conversations may wait; null for any number. */
  readonly maxLength: number | null;
  /** What happens to further ones; null exactly when `maxLength` is. */
  readonly whenFull: QueueFullAction | null;
}

/** What happens to a conversation that comes to a full queue. */
export type QueueFullAction = Exclude<OverflowAction, { action: 'message' | 'ai' }>;

/** The columns of a queue from which its rules are read. */
export const QUEUE = {
  id: uuid,
  version: int,
  accept_timeout_ms: int,
  wrap_up_ms: int,
  weight: int,
  broadcast: int,
  exclude_ms: int,
  steps: json<RoutingStep[]>(),
  max_wait: nullable(json<NonNullable<QueuePolicy['maxWait']>>()),
  idle: nullable(json<IdlePolicy>()),
  strategy: words<Strategy>(),
  sticky_ms: bigint,
  auto_accept: bool,
  disposition_required: bool,
  max_length: nullable(int),
  when_full: nullable(json<QueueFullAction>()),
} as const;

const QUEUE_RULES = statement('queue_rules', {
  takes: { id: uuid },
  gives: QUEUE,
  sql: `SELECT ${columns(QUEUE, 'q')} FROM queue q WHERE q.tenant_id = (SELECT current_tenant()) AND q.id = $id`,
});

/** A queue's row from node-postgres (bigint as a string) or from JSON (bigint as a number). */
export type QueueRow = Omit<Values<typeof QUEUE>, 'sticky_ms'> & { readonly sticky_ms: string | number };

export const queueRulesOf = (queue: QueueRow): QueueRules => ({
  id: queue.id,
  version: queue.version,
  acceptTimeoutMs: queue.accept_timeout_ms,
  wrapUpMs: queue.wrap_up_ms,
  weight: queue.weight,
  broadcast: queue.broadcast,
  excludeMs: queue.exclude_ms,
  steps: queue.steps,
  maxWait: queue.max_wait,
  idle: queue.idle,
  strategy: queue.strategy,
  stickyMs: Number(queue.sticky_ms),
  autoAccept: queue.auto_accept,
  dispositionRequired: queue.disposition_required,
  maxLength: queue.max_length,
  whenFull: queue.when_full,
});

/** Null when the tenant has no such queue. */
export async function queueRules(unit: TenantUnit, queueId: string): Promise<QueueRules | null> {
  const [queue] = await unit.run(QUEUE_RULES, { id: queueId });
  return queue === undefined ? null : queueRulesOf(queue);
}

/**
 * @throws when there is no such queue. A conversation's queue always exists: one that is referred to is never deleted.
 */
export async function requireQueue(unit: TenantUnit, queueId: string | null): Promise<QueueRules> {
  const queue = queueId === null ? null : await queueRules(unit, queueId);
  if (queue === null) throw new Error('the conversation has no queue');
  return queue;
}

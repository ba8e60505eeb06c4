import type { BusinessHours } from '../../domain/acd/hours.ts';
import type { ServicePolicy, SlaGoal } from '../../domain/acd/sla.ts';
import type { TenantUnit } from '../db/database.ts';
import { bool, columns, json, nullable, statement, uuid } from '../db/statement.ts';
import { HOURS_OF_QUEUE_SQL } from '../tenant/hours.ts';
import type { QueueRules, QueueRow, TenantSettings } from '../tenant/settings.ts';
import { QUEUE, TENANT, queueRulesOf, requireQueue, tenantSettingsOf } from '../tenant/settings.ts';
import type { Viewer } from './scope.ts';
import { SEEN_BY_VIEWER } from './scope.ts';
import type { ConversationRow } from './rows.ts';
import { CONVERSATION } from './rows.ts';

/**
 * The settings that decisions about a conversation depend on. They are read as of when the conversation's lock was
 * requested, the conversation itself as of when the lock was granted; a change of settings committed while the lock was
 * waited for therefore does not apply yet.
 */
export interface Rules {
  readonly settings: TenantSettings;
  readonly numberPaused: boolean;
  /** On the conversation's number. */
  readonly contactBlocked: boolean;
  /** Of the queue that the conversation is in. @throws when it is in none. */
  readonly queue: () => Promise<QueueRules>;
  /** The service level of that queue; null when it was not read along and the caller has to look it up. */
  readonly service: { readonly queueId: string; readonly policy: ServicePolicy } | null;
}

export interface Ruled {
  readonly row: ConversationRow;
  readonly rules: Rules;
}

interface QueueInForce extends QueueRow {
  readonly sla: SlaGoal[];
  /** Read only where something depends on them: a service level of the queue, a clock that runs, or an idle policy. */
  readonly hours: BusinessHours | null;
}

const TAKES = { id: uuid, viewer: nullable(uuid) } as const;
const GIVES = {
  ...CONVERSATION,
  ...TENANT,
  sending_paused: bool,
  contact_blocked: bool,
  queue: nullable(json<QueueInForce>()),
} as const;
const lockFrom = (from: string): string => `
  SELECT
    ${columns(CONVERSATION, 'c')},
    ${columns(TENANT, 't')},
    n.sending_paused,
    EXISTS (
      SELECT 1
      FROM contact_block b
      WHERE b.tenant_id = c.tenant_id AND b.contact_id = c.contact_id AND b.number_id = c.number_id AND b.blocked
    ) AS contact_blocked,
    CASE
      WHEN q.id IS NOT NULL THEN jsonb_build_object(
        ${Object.keys(QUEUE)
          .map(name => `'${name}', q.${name}`)
          .join(', ')},
        'sla',
        q.sla,
        'hours',
        CASE WHEN q.sla <> '[]' OR c.sla <> '[]' OR q.idle IS NOT NULL THEN ${HOURS_OF_QUEUE_SQL} END
      )
    END AS queue
  FROM ${from}
    JOIN tenant t ON t.id = c.tenant_id
    JOIN business_number n ON n.tenant_id = c.tenant_id
      AND n.id = c.number_id
    LEFT JOIN queue q ON q.tenant_id = c.tenant_id
      AND q.id = c.queue_id
  WHERE c.tenant_id = (SELECT current_tenant()) AND c.id = $id AND ${SEEN_BY_VIEWER}
  FOR NO KEY UPDATE OF c`;

const LOCK = statement('conversation_lock_ruled', { takes: TAKES, gives: GIVES, sql: lockFrom('conversation c') });

/** The subquery locks the thread as it reads it, and so before the conversation is locked. */
const LOCK_WITH_THREAD = statement('conversation_lock_ruled_thread', {
  takes: TAKES,
  gives: GIVES,
  sql: lockFrom(
    `
      (
        SELECT h.id
        FROM thread h
        WHERE h.tenant_id = (SELECT current_tenant())
          AND h.id = (
            SELECT thread_id
            FROM conversation
            WHERE tenant_id = (SELECT current_tenant()) AND id = $id
          )
        FOR NO KEY UPDATE
      ) held
      JOIN conversation c ON c.thread_id = held.id`,
  ),
});

/**
 * Locks a conversation and reads it, with the settings that decisions about it depend on, in one round trip.
 * @param viewer who must be able to see it.
 * @param withThread locks the thread first, as inbound messages do.
 * @returns null when it does not exist for the viewer.
 */
export async function lockRuled(
  unit: TenantUnit,
  conversationId: string,
  viewer: Viewer,
  withThread: boolean,
): Promise<Ruled | null> {
  const [row] = await unit.run(withThread ? LOCK_WITH_THREAD : LOCK, {
    id: conversationId,
    viewer: viewer.all ? null : viewer.agentId,
  });
  if (row === undefined) return null;
  // While the lock was waited for, the conversation may have moved to another queue than the one read along.
  const queue = row.queue?.id === row.queue_id ? row.queue : null;
  return {
    row,
    rules: {
      settings: tenantSettingsOf(row),
      numberPaused: row.sending_paused,
      contactBlocked: row.contact_blocked,
      queue: async () => (queue === null ? requireQueue(unit, row.queue_id) : queueRulesOf(queue)),
      service:
        queue === null
          ? null
          : { queueId: queue.id, policy: { goals: queue.sla, idle: queue.idle, hours: queue.hours } },
    },
  };
}

/** Presence of agents: what they have set, and whether their workbench is connected. */
import { transferToQueue } from '../../domain/conversation/decide.ts';
import { SYSTEM_ACTOR } from '../../domain/conversation/events.ts';
import { transition } from '../conversation/transition.ts';
import { endSessionsOf } from '../access/credentials.ts';
import type { TenantUnit } from '../db/database.ts';
import { statement, text, texts, time, uuid } from '../db/statement.ts';
import { requireQueue } from '../tenant/settings.ts';
import { nextExclusionEnd } from './exclusions.ts';
import { requestMatches } from '../conversation/match-request.ts';

export const PRESENCES = ['online', 'busy', 'away', 'offline'] as const;
type Presence = (typeof PRESENCES)[number];

/**
 * Reasons of a presence that the agent has not set: the workbench lost its connection, or the scheduled logout came.
 */
const LOST = 'connection_lost';
const TIME_OVER = 'scheduled';

/** A presence that an agent sets. */
export interface PresenceChange {
  readonly presence: Presence;
  readonly reason: string | null;
  /** Limits the agent's capacity while it lasts; null for no limit. */
  readonly max: number | null;
  /** When the agent is logged out automatically, epoch milliseconds; null for never; undefined leaves it as it is. */
  readonly logoutAt?: number | null | undefined;
}

/**
 * Sets an agent's presence and resets the count of missed offers. An agent who comes online counts as idle from now on,
 * and the queues are matched.
 * @returns false when there is no such agent.
 */
export async function setPresence(
  unit: TenantUnit,
  agentId: string,
  { presence, reason, max, logoutAt }: PresenceChange,
  at: number,
): Promise<boolean> {
  const when = new Date(at);
  const changed = await unit.tx.$executeRaw`
    UPDATE agent_state
    SET
      presence = ${presence},
      presence_reason = ${reason},
      presence_max = ${max},
      missed_in_a_row = 0,
      seen_at = NULL,
      logout_at = CASE
        WHEN ${presence} = 'offline' THEN NULL
        WHEN ${logoutAt === undefined} THEN logout_at
        ELSE ${logoutAt == null ? null : new Date(logoutAt)}::timestamptz
      END,
      presence_since = CASE WHEN presence = ${presence} THEN presence_since ELSE ${when}::timestamptz END,
      idle_since = CASE
        WHEN presence <> 'online'
        AND ${presence} = 'online' THEN ${when}::timestamptz
        ELSE idle_since
      END
    WHERE agent_id = ${agentId}::uuid`;
  if (changed > 0 && presence === 'online') await requestMatches(unit, [], [agentId], at);
  return changed > 0;
}

/** Records that these agents' workbenches are connected. @param at epoch milliseconds. */
export async function noteSeen(unit: TenantUnit, agentIds: readonly string[], at: number): Promise<void> {
  await unit.tx.agentState.updateMany({
    where: { tenantId: unit.tenantId, agentId: { in: [...agentIds] } },
    data: { seenAt: new Date(at) },
  });
}

/** Logs out agents whose scheduled logout has come. */
const END_SHIFTS = statement('presence_end_shifts', {
  takes: { at: time, reason: text },
  gives: { agent_id: uuid },
  sql: `
    UPDATE agent_state
    SET
      presence = 'offline',
      presence_reason = $reason,
      presence_max = NULL,
      logout_at = NULL,
      presence_since = $at
    WHERE tenant_id = (SELECT current_tenant()) AND logout_at <= $at
    RETURNING agent_id`,
});

/**
 * Sets agents to `away` whose workbench was connected and is not any more. Those who never connected one, such as
 * programs that use the API, are left alone.
 */
const LOSE_AGENTS = statement('presence_lose_agents', {
  takes: { at: time, reason: text },
  gives: {},
  sql: `
    UPDATE agent_state a
    SET presence = 'away', presence_reason = $reason, presence_since = $at
    FROM tenant t
    WHERE t.id = (SELECT current_tenant())
      AND a.tenant_id = t.id
      AND a.presence IN ('online', 'busy')
      AND t.presence_grace_seconds > 0
      AND a.seen_at < $at - make_interval(secs => t.presence_grace_seconds)`,
});

/** Active conversations of such agents, after the time that the tenant has set (0 switches it off); at most 100. */
const OF_LOST = statement('presence_conversations_of_lost', {
  takes: { at: time, reasons: texts },
  gives: { id: uuid },
  sql: `
    SELECT c.id
    FROM tenant t
      JOIN agent_state a ON a.tenant_id = t.id
      JOIN conversation c ON c.tenant_id = a.tenant_id
        AND c.agent_id = a.agent_id
        AND c.phase = 'active'
    WHERE t.id = (SELECT current_tenant())
      AND t.lost_requeue_minutes > 0
      AND a.presence IN ('away', 'offline')
      AND a.presence_reason = ANY($reasons)
      AND a.presence_since <= $at - make_interval(mins => t.lost_requeue_minutes)
    ORDER BY c.id
    LIMIT 100`,
});

/**
 * Logs out agents whose scheduled logout has come: they go offline, and their sessions end. Sets those to `away` whose
 * workbench has been disconnected for longer than the tenant's grace period. Their conversations stay with them for now
 * (see `conversationsOfLost`). All in one transaction: after a failure the next run does it again.
 * @returns how many agents were set to `away`.
 */
export async function noteGone(unit: TenantUnit, at: number): Promise<number> {
  const when = new Date(at);
  const [over, lost] = await Promise.all([
    unit.run(END_SHIFTS, { at: when, reason: TIME_OVER }),
    unit.write(LOSE_AGENTS, { at: when, reason: LOST }),
  ]);
  await endSessionsOf(
    unit,
    over.map(row => row.agent_id),
  );
  return lost;
}

/**
 * Conversations whose agents have been gone for so long that the tenant wants them back in their queues; at most 100.
 * @param at epoch milliseconds.
 */
export async function conversationsOfLost(unit: Pick<TenantUnit, 'run'>, at: number): Promise<string[]> {
  return (await unit.run(OF_LOST, { at: new Date(at), reasons: [LOST, TIME_OVER] })).map(row => row.id);
}

/**
 * Puts such a conversation back into its queue, unless it is not active any more or its present agent is not gone.
 * @returns whether it was put back.
 */
export async function takeFromLost(unit: TenantUnit, conversationId: string, at: number): Promise<boolean> {
  const result = await transition(unit, { conversationId, at, actor: SYSTEM_ACTOR }, async state => {
    const lost =
      state.phase === 'active' &&
      state.agentId !== null &&
      (await unit.tx.agentState.count({
        where: {
          agentId: state.agentId,
          presence: { in: ['away', 'offline'] },
          presenceReason: { in: [LOST, TIME_OVER] },
        },
      })) > 0;
    return lost
      ? transferToQueue(
          state,
          await requireQueue(unit, state.queueId),
          at,
          await nextExclusionEnd(unit, conversationId, state, at),
        )
      : { refused: 'already_done' };
  });
  return result.ok;
}

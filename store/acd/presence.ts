/** Whether agents are there: what they say, and whether their workbench is connected. */
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

/** Why an agent is away, or gone, that did not say so: its workbench is gone, or its time was over. */
const LOST = 'connection_lost';
const TIME_OVER = 'scheduled';

/** What an agent says of itself. */
export interface PresenceChange {
  readonly presence: Presence;
  readonly reason: string | null;
  /** What it leaves of the agent's capacity; null: all. */
  readonly max: number | null;
  /** When the agent is logged out; null: not by itself; not given: as it was. */
  readonly logoutAt?: number | null | undefined;
}

/** Whoever comes back, or was passed over, counts as idle from now. @returns false when it is no agent. */
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

/** Notes that these agents' workbenches are connected. */
export async function noteSeen(unit: TenantUnit, agentIds: readonly string[], at: number): Promise<void> {
  await unit.tx.agentState.updateMany({
    where: { tenantId: unit.tenantId, agentId: { in: [...agentIds] } },
    data: { seenAt: new Date(at) },
  });
}

/** Agents whose time is over. */
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
 * Agents whose workbench was connected and is no more. Who never connected one (a program that uses the API) is not
 * meant.
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

/** Conversations of such agents, where the tenant wants them back in their queues. */
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
 * Logs out agents whose time is over: they are offline, and their sessions end. Makes those away whose workbench is
 * gone for longer than the tenant's time of grace. What they have stays with them for now. Both are kept, or neither:
 * what fails is tried again with the next look.
 * @returns how many were lost.
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

/** Conversations of agents who have been gone for so long that the tenant wants them back in their queues. */
export async function conversationsOfLost(unit: Pick<TenantUnit, 'run'>, at: number): Promise<string[]> {
  return (await unit.run(OF_LOST, { at: new Date(at), reasons: [LOST, TIME_OVER] })).map(row => row.id);
}

/**
 * Puts such a conversation back into its queue, at the time since when the contact waits; unless its agent is back, or
 * it is somebody else's by now.
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

/** Whether agents are there: what they say, and whether their workbench is connected. */
import { transferToQueue } from '../../domain/conversation/decide.ts';
import { SYSTEM_ACTOR } from '../../domain/conversation/events.ts';
import { transition } from '../conversation/transition.ts';
import { endSessionsOf } from '../credentials.ts';
import type { TenantUnit } from '../database.ts';
import { requireQueue } from '../settings.ts';
import { nextExclusionEnd } from './exclusions.ts';
import { requestMatches } from './match-request.ts';

export const PRESENCES = ['online', 'busy', 'away', 'offline'] as const;
export type Presence = (typeof PRESENCES)[number];

/** Why an agent is away, or gone, that did not say so: its workbench is gone, or its time was over. */
const LOST = 'connection_lost';
const TIME_OVER = 'scheduled';

/** What an agent says of itself. */
export interface Saying {
  readonly presence: Presence;
  readonly reason: string | null;
  /** What it leaves of the agent's capacity; null: all. */
  readonly max: number | null;
  /** When the agent is logged out; null: not by itself; not given: as it was. */
  readonly logoutAt?: number | null | undefined;
}

/** Whoever comes back, or was passed over, counts as idle from now. @returns false when it is no agent. */
export async function setPresence(unit: TenantUnit, agentId: string, { presence, reason, max, logoutAt }: Saying, at: number): Promise<boolean> {
  const when = new Date(at);
  const changed = await unit.tx.$executeRaw`
    UPDATE agent_state SET presence = ${presence}, presence_reason = ${reason}, presence_max = ${max}, missed_in_a_row = 0, seen_at = NULL,
      logout_at = CASE WHEN ${presence} = 'offline' THEN NULL WHEN ${logoutAt === undefined} THEN logout_at ELSE ${logoutAt == null ? null : new Date(logoutAt)}::timestamptz END,
      presence_since = CASE WHEN presence = ${presence} THEN presence_since ELSE ${when}::timestamptz END,
      idle_since = CASE WHEN presence <> 'online' AND ${presence} = 'online' THEN ${when}::timestamptz ELSE idle_since END
    WHERE agent_id = ${agentId}::uuid`;
  if (changed > 0 && presence === 'online') await requestMatches(unit, [], [agentId], at);
  return changed > 0;
}

/** Notes that these agents' workbenches are connected. */
export async function noteSeen(unit: TenantUnit, agentIds: readonly string[], at: number): Promise<void> {
  await unit.tx.agentState.updateMany({ where: { tenantId: unit.tenantId, agentId: { in: [...agentIds] } }, data: { seenAt: new Date(at) } });
}

/**
 * Makes agents away whose workbench was connected and is no more, for longer than the tenant's time of grace. Who never
 * connected one (a program that uses the API) is not meant. What they have stays with them.
 * @returns how many.
 */
export async function loseAgents(unit: TenantUnit, at: number): Promise<number> {
  const when = new Date(at);
  return unit.tx.$executeRaw`
    UPDATE agent_state a SET presence = 'away', presence_reason = ${LOST}, presence_since = ${when}::timestamptz FROM tenant t
    WHERE t.id = ${unit.tenantId}::uuid AND a.tenant_id = t.id AND a.presence IN ('online', 'busy') AND t.presence_grace_seconds > 0
      AND a.seen_at < ${when}::timestamptz - make_interval(secs => t.presence_grace_seconds)`;
}

/** Logs out agents whose time is over: they are offline, and their sessions end. What they have stays with them, as with lost ones. @returns how many. */
export async function endShifts(unit: TenantUnit, at: number): Promise<number> {
  const over = await unit.tx.$queryRaw<{ agent_id: string }[]>`
    UPDATE agent_state SET presence = 'offline', presence_reason = ${TIME_OVER}, presence_max = NULL, logout_at = NULL, presence_since = ${new Date(at)}::timestamptz
    WHERE tenant_id = ${unit.tenantId}::uuid AND logout_at <= ${new Date(at)}::timestamptz RETURNING agent_id`;
  await endSessionsOf(unit, over.map(row => row.agent_id));
  return over.length;
}

/** Conversations of agents who have been lost, or whose time has been over, for so long that the tenant wants them back in their queues. */
export async function conversationsOfLost(unit: TenantUnit, at: number): Promise<string[]> {
  const rows = await unit.tx.$queryRaw<{ id: string }[]>`
    SELECT c.id FROM tenant t JOIN agent_state a ON a.tenant_id = t.id JOIN conversation c ON c.agent_id = a.agent_id AND c.phase = 'active'
    WHERE t.id = ${unit.tenantId}::uuid AND t.lost_requeue_minutes > 0 AND a.presence IN ('away', 'offline') AND a.presence_reason IN (${LOST}, ${TIME_OVER})
      AND a.presence_since <= ${new Date(at)}::timestamptz - make_interval(mins => t.lost_requeue_minutes) ORDER BY c.id LIMIT 100`;
  return rows.map(row => row.id);
}

/** Puts such a conversation back into its queue, at the time since when the contact waits; unless its agent is back, or it is somebody else's by now. */
export async function takeFromLost(unit: TenantUnit, conversationId: string, at: number): Promise<boolean> {
  const result = await transition(unit, { conversationId, at, actor: SYSTEM_ACTOR }, async state => {
    const lost = state.phase === 'active' && state.agentId !== null && (await unit.tx.agentState.count({ where: { agentId: state.agentId, presence: { in: ['away', 'offline'] }, presenceReason: { in: [LOST, TIME_OVER] } } })) > 0;
    return lost ? transferToQueue(state, await requireQueue(unit, state.queueId), at, await nextExclusionEnd(unit, conversationId, state, at)) : { refused: 'already_done' };
  });
  return result.ok;
}

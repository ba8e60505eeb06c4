import { isRefusal, offerOf, wake } from '../../domain/conversation/decide.ts';
import type { Decider } from '../conversation/transition.ts';
import type { TenantUnit } from '../db/database.ts';
import { newId } from '../db/ids.ts';
import { requireQueue } from '../tenant/settings.ts';

/**
 * Wakes a snoozed conversation: it is offered to its agent, if that agent is online and has room, and otherwise waits
 * in its queue.
 * @param early before its time, because the contact wrote or somebody woke it.
 */
export function wakeDecider(unit: TenantUnit, at: number, early: boolean): Decider {
  return async state => {
    const queue = await requireQueue(unit, state.queueId);
    const decision = wake(state, at, queue, early);
    if (isRefusal(decision) || state.agentId === null || !(await hasRoom(unit, state.agentId, queue.weight)))
      return decision;
    return { events: [...decision.events, offerOf(state.agentId, newId(), queue, at)] };
  };
}

/** Locks the agent, so that the answer stays true until the end of the transaction. */
async function hasRoom(unit: TenantUnit, agentId: string, weight: number): Promise<boolean> {
  const rows = await unit.tx.$queryRaw<{ ok: boolean }[]>`
    SELECT a.presence = 'online' AND a.used + ${weight}::int <= a.room AND u.disabled_at IS NULL AS ok
    FROM agent_state a JOIN app_user u ON u.id = a.agent_id
    WHERE a.agent_id = ${agentId}::uuid
    FOR NO KEY UPDATE OF a`;
  return rows[0]?.ok ?? false;
}

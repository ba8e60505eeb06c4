import { fold } from '../../domain/conversation/fold.ts';
import type { Placement } from '../../domain/conversation/placement.ts';
import { INITIAL_STATE } from '../../domain/conversation/state.ts';
import type { TenantUnit } from '../db/database.ts';
import { eventsAfter } from './events.ts';

/**
 * The queue and agent that a conversation had just before each of these events, found by folding its log from the
 * beginning.
 * @param seqs in ascending order.
 * @returns in the order of `seqs`; fewer when the log ends before the last of them.
 */
export async function placementsBefore(
  unit: TenantUnit,
  conversationId: string,
  seqs: readonly number[],
): Promise<Placement[]> {
  const placements: Placement[] = [];
  let state = INITIAL_STATE;
  while (placements.length < seqs.length) {
    const events = await eventsAfter(unit, conversationId, state.lastSeq);
    if (events.length === 0) break;
    for (const event of events) {
      if (event.seq === seqs[placements.length]) placements.push({ queueId: state.queueId, agentId: state.agentId });
      state = fold(state, [event]);
    }
  }
  return placements;
}

import { fold } from '../../domain/conversation/fold.ts';
import type { Placement } from '../../domain/conversation/placement.ts';
import { INITIAL_STATE } from '../../domain/conversation/state.ts';
import type { TenantUnit } from '../db/database.ts';
import { eventsAfter } from './events.ts';

/**
 * With whom a conversation was just before each of these events of its log, however long it is.
 * @param seqs in ascending order.
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

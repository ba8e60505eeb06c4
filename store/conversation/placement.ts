import { fold } from '../../domain/conversation/fold.ts';
import type { Placement } from '../../domain/conversation/placement.ts';
import { INITIAL_STATE } from '../../domain/conversation/state.ts';
import type { TenantUnit } from '../database.ts';
import { eventsAfter } from './events.ts';

/** With whom a conversation was just before its event `seq`, however long its log is. */
export async function placementBefore(unit: TenantUnit, conversationId: string, seq: number): Promise<Placement> {
  let state = INITIAL_STATE;
  for (;;) {
    const events = (await eventsAfter(unit, conversationId, state.lastSeq)).filter(event => event.seq < seq);
    if (events.length === 0) return { queueId: state.queueId, agentId: state.agentId };
    state = fold(state, events);
  }
}

import type { SearchAttributePair, SearchAttributeUpdatePair } from '@temporalio/common';
import type { ConversationState } from '../../domain/conversation/state.ts';
import { searchAttributes } from './contract.ts';

/** What operations can search for, of a state; null where there is nothing to find. */
export function attributesOf(state: ConversationState): SearchAttributeUpdatePair[] {
  return [
    { key: searchAttributes.state, value: state.phase },
    { key: searchAttributes.queue, value: state.queueId },
    { key: searchAttributes.agent, value: state.agentId },
    { key: searchAttributes.priority, value: state.priority },
    // By the minute: a conversation in full flow does not need an event of history for each second its window moves.
    {
      key: searchAttributes.windowExpiresAt,
      value: state.windowExpiresAt === null ? null : new Date(Math.floor(state.windowExpiresAt / 60_000) * 60_000),
    },
  ];
}

/** The attributes a workflow is started with. */
export function firstAttributes(tenantId: string, state: ConversationState | null): SearchAttributePair[] {
  const known =
    state === null ? [] : attributesOf(state).filter((pair): pair is SearchAttributePair => pair.value !== null);
  return [{ key: searchAttributes.tenant, value: tenantId }, ...known];
}

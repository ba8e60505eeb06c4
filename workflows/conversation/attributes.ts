import type { SearchAttributePair, SearchAttributeUpdatePair } from '@temporalio/common';
import type { ConversationState } from '../../domain/conversation/state.ts';
import { searchAttributes } from './contract.ts';

/** The search attributes of a state; a null value means that the attribute is unset. */
export function attributesOf(state: ConversationState): SearchAttributeUpdatePair[] {
  return [
    { key: searchAttributes.state, value: state.phase },
    { key: searchAttributes.queue, value: state.queueId },
    { key: searchAttributes.agent, value: state.agentId },
    { key: searchAttributes.priority, value: state.priority },
    // Rounded to the minute, so that a busy conversation does not add to its history for each second the window moves.
    {
      key: searchAttributes.windowExpiresAt,
      value: state.windowExpiresAt === null ? null : new Date(Math.floor(state.windowExpiresAt / 60_000) * 60_000),
    },
  ];
}

/** The search attributes with which a conversation's workflow is started. */
export function firstAttributes(tenantId: string, state: ConversationState | null): SearchAttributePair[] {
  const known =
    state === null ? [] : attributesOf(state).filter((pair): pair is SearchAttributePair => pair.value !== null);
  return [{ key: searchAttributes.tenant, value: tenantId }, ...known];
}

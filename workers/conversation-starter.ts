import type { Client } from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';
import type { ConversationEvent } from '../domain/conversation/events.ts';
import type { ConversationState } from '../domain/conversation/state.ts';
import { CONVERSATION_WORKFLOW, conversationWorkflowId, eventsSignal, reloadSignal } from '../workflows/contract.ts';
import { firstAttributes } from '../workflows/conversation/attributes.ts';

export interface ConversationToSignal {
  readonly tenantId: string;
  readonly conversationId: string;
  /** The state the workflow starts with if it is not running; null: it loads a snapshot from the database. */
  readonly state: ConversationState | null;
  /** The events to signal; `reload`: makes it read its state again from the database. */
  readonly news: readonly ConversationEvent[] | 'reload';
}

export interface StarterOptions {
  readonly taskQueue: string;
  readonly continueAsNewAfterTurns: number;
}

/** Signals a conversation's workflow, starting it if it is not running. @throws Temporal's errors. */
export async function signalConversation(
  client: Client,
  { taskQueue, continueAsNewAfterTurns }: StarterOptions,
  { tenantId, conversationId, state, news }: ConversationToSignal,
): Promise<void> {
  const start = {
    workflowId: conversationWorkflowId(conversationId),
    taskQueue,
    args: [{ tenantId, conversationId, continueAsNewAfterTurns, ...(state === null ? {} : { state }) }],
    typedSearchAttributes: new TypedSearchAttributes(firstAttributes(tenantId, state)),
    staticSummary: 'A WhatsApp conversation',
  };
  if (news === 'reload')
    await client.workflow.signalWithStart(CONVERSATION_WORKFLOW, { ...start, signal: reloadSignal, signalArgs: [] });
  else
    await client.workflow.signalWithStart(CONVERSATION_WORKFLOW, {
      ...start,
      signal: eventsSignal,
      signalArgs: [[...news]],
    });
}

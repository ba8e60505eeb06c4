/** Conversations: the workflow, its signals and query, its search attributes, and what it has done. */
import { defineQuery, defineSignal } from '@temporalio/workflow';
import { SearchAttributeType, defineSearchAttributeKey } from '@temporalio/common';
import type { ConversationEvent } from '../../domain/conversation/events.ts';
import type { TimedCommand } from '../../domain/conversation/plan.ts';
import type { ConversationState } from '../../domain/conversation/state.ts';
import type { TypingInput } from '../typing/contract.ts';

export const CONVERSATION_WORKFLOW = 'conversationWorkflow';

export function conversationWorkflowId(conversationId: string): string {
  return `conversation/${conversationId}`;
}

export interface ConversationInput {
  readonly tenantId: string;
  readonly conversationId: string;
  /**
   * Known to whoever starts it from the conversation's first events, or carried over continue-as-new; else a snapshot
   * is loaded.
   */
  readonly state?: ConversationState;
  /** Turns of one run before it continues as new. */
  readonly continueAsNewAfterTurns?: number;
}

/** New events of the conversation, in order of `seq`; repeated ones are skipped. */
export const eventsSignal = defineSignal<[ConversationEvent[]]>('events');

/** Asks the workflow to read its state again from the database (operators, the sweep, `reconcile`). */
export const reloadSignal = defineSignal('reload');

export interface StateAnswer extends ConversationState {
  readonly conversationId: string;
  readonly tenantId: string;
}

export const stateQuery = defineQuery<StateAnswer>('state');

export const searchAttributes = {
  tenant: defineSearchAttributeKey('SfTenant', SearchAttributeType.KEYWORD),
  state: defineSearchAttributeKey('SfState', SearchAttributeType.KEYWORD),
  queue: defineSearchAttributeKey('SfQueue', SearchAttributeType.KEYWORD),
  agent: defineSearchAttributeKey('SfAgent', SearchAttributeType.KEYWORD),
  mode: defineSearchAttributeKey('SfMode', SearchAttributeType.KEYWORD),
  priority: defineSearchAttributeKey('SfPriority', SearchAttributeType.INT),
  windowExpiresAt: defineSearchAttributeKey('SfWindowExpiresAt', SearchAttributeType.DATETIME),
  slaDueAt: defineSearchAttributeKey('SfSlaDueAt', SearchAttributeType.DATETIME),
} as const;

export interface OfConversation {
  readonly tenantId: string;
  readonly conversationId: string;
}

/** Database work, as local activities: milliseconds, and safe to repeat. */
export interface ConversationStoreActivities {
  /** Null: the conversation is gone or erased. */
  loadSnapshot(input: OfConversation): Promise<ConversationState | null>;
  loadEvents(
    input: OfConversation & { readonly lastSeq: number; readonly why: 'gap' | 'call' | 'failure' },
  ): Promise<ConversationEvent[]>;
  /** @returns the events after `lastSeq`, whoever caused them. */
  runCommand(
    input: OfConversation & { readonly command: TimedCommand; readonly at: number; readonly lastSeq: number },
  ): Promise<ConversationEvent[]>;
}

/** Calls to WhatsApp, as regular activities; they record their outcome themselves. */
export interface WhatsAppActivities {
  sendMessage(
    input: OfConversation & { readonly messageId: string; readonly attemptId: string; readonly lastSeq: number },
  ): Promise<ConversationEvent[]>;
  /** Shows the contact that somebody writes. */
  sendTyping(input: TypingInput): Promise<void>;
  sendReadReceipt(
    input: OfConversation & { readonly messageId: string; readonly lastSeq: number },
  ): Promise<ConversationEvent[]>;
  /** After the retries of a receipt are used up: nobody waits for it any more. */
  giveUpReadReceipt(
    input: OfConversation & { readonly messageId: string; readonly lastSeq: number },
  ): Promise<ConversationEvent[]>;
}

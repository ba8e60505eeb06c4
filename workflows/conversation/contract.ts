/** Contract for conversations: the workflow, its signals, query, search attributes and activities. */
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
   * Given if the starter knows it from the conversation's first events, or if it was carried over by continue-as-new;
   * otherwise a snapshot is loaded.
   */
  readonly state?: ConversationState;
  /** Number of iterations of the workflow's loop before it continues as new (not AI turns). */
  readonly continueAsNewAfterTurns?: number;
}

/** New events of the conversation, by ascending sequence number (`seq`); repeated ones are skipped. */
export const eventsSignal = defineSignal<[ConversationEvent[]]>('events');

/** Makes the workflow read its state again from the database; sent by operators, the sweep and `reconcile`. */
export const reloadSignal = defineSignal('reload');

export interface StateAnswer extends ConversationState {
  readonly conversationId: string;
  readonly tenantId: string;
}

/** Returns the workflow's current state; for operators. */
export const stateQuery = defineQuery<StateAnswer>('state');

/**
 * Search attributes; they must be registered in the Temporal namespace (`SEARCH_ATTRIBUTE_TYPES`). `attributesOf` sets
 * those of a conversation; `SfMode` and `SfSlaDueAt` are registered, but not set by this version.
 */
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

/** Database work, as local activities: takes milliseconds and is safe to repeat. */
export interface ConversationStoreActivities {
  /** Null: the conversation is gone or erased. */
  loadSnapshot(input: OfConversation): Promise<ConversationState | null>;
  /** The events after `lastSeq`. `why`: a `gap` is counted, because it means that the outbox missed events. */
  loadEvents(
    input: OfConversation & { readonly lastSeq: number; readonly why: 'gap' | 'call' | 'failure' },
  ): Promise<ConversationEvent[]>;
  /** Carries out a command that is due at `at`. @returns the events after `lastSeq`, whoever caused them. */
  runCommand(
    input: OfConversation & { readonly command: TimedCommand; readonly at: number; readonly lastSeq: number },
  ): Promise<ConversationEvent[]>;
}

/** Calls to WhatsApp, as regular activities; each records its outcome itself and returns the events after `lastSeq`. */
export interface WhatsAppActivities {
  sendMessage(
    input: OfConversation & { readonly messageId: string; readonly attemptId: string; readonly lastSeq: number },
  ): Promise<ConversationEvent[]>;
  /** Shows the contact a typing indicator. */
  sendTyping(input: TypingInput): Promise<void>;
  sendReadReceipt(
    input: OfConversation & { readonly messageId: string; readonly lastSeq: number },
  ): Promise<ConversationEvent[]>;
  /** Called when the retries of a read receipt are used up. */
  giveUpReadReceipt(
    input: OfConversation & { readonly messageId: string; readonly lastSeq: number },
  ): Promise<ConversationEvent[]>;
}

/**
 * The one contract of api, workers and workflows: names, ids, signals, queries, arguments. Everything in it is ids,
 * enums, numbers and times.
 */
import { defineQuery, defineSignal } from '@temporalio/workflow';
import { SearchAttributeType, defineSearchAttributeKey } from '@temporalio/common';
import type { ConversationEvent } from '../domain/conversation/events.ts';
import type { TimedCommand } from '../domain/conversation/plan.ts';
import type { ConversationState } from '../domain/conversation/state.ts';

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

/** Names and types as `temporal operator search-attribute create` wants them. */
export const SEARCH_ATTRIBUTE_TYPES: Readonly<Record<string, string>> = {
  SfTenant: 'Keyword',
  SfState: 'Keyword',
  SfQueue: 'Keyword',
  SfAgent: 'Keyword',
  SfMode: 'Keyword',
  SfPriority: 'Int',
  SfWindowExpiresAt: 'Datetime',
  SfSlaDueAt: 'Datetime',
};

interface OfConversation {
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

export const MEDIA_WORKFLOW = 'mediaWorkflow';

export interface MediaInput {
  readonly tenantId: string;
  readonly mediaId: string;
  /** Which time the file is fetched: a person may want it tried again. */
  readonly round: number;
}

export const mediaWorkflowId = (mediaId: string, round: number): string => `media/${mediaId}/${round}`;

export interface MediaActivities {
  /**
   * Fetches, looks at and keeps the file, or writes down why it is kept out. Fails with a reason as its type when it is
   * not to be had.
   */
  fetchMedia(input: MediaInput): Promise<void>;
  giveUpMedia(input: MediaInput & { readonly reason: string }): Promise<void>;
  /** Brings a file of ours to WhatsApp, unless the number has it there already. */
  uploadMedia(input: MediaInput): Promise<void>;
  giveUpUpload(input: MediaInput): Promise<void>;
}

/** For a file that goes out with a message. */
export const MEDIA_UPLOAD_WORKFLOW = 'mediaUploadWorkflow';

export const TEMPLATE_SYNC_WORKFLOW = 'templateSyncWorkflow';
/** The schedule that keeps all tenants' templates up to date. */
export const TEMPLATE_SYNC_SCHEDULE = 'template-sync';

export interface TemplateSyncInput {
  /** Null: all tenants. */
  readonly tenantId: string | null;
}

export const templateSyncWorkflowId = (tenantId: string): string => `template-sync/${tenantId}`;

export interface TemplateActivities {
  listAccounts(input: TemplateSyncInput): Promise<{ tenantId: string; wabaId: string }[]>;
  /** Makes what is kept of an account's templates what WhatsApp lists. */
  syncTemplates(input: { readonly tenantId: string; readonly wabaId: string }): Promise<void>;
  /** Changes that were agreed to and have not been answered. */
  listOpenChanges(input: TemplateSyncInput): Promise<TemplateChangeInput[]>;
  /** @returns the account, to be read again; null when there is nothing to submit any more. */
  submitTemplateChange(input: TemplateChangeInput): Promise<{ tenantId: string; wabaId: string } | null>;
  giveUpTemplateChange(input: TemplateChangeInput & { readonly reason: string }): Promise<void>;
}

export const TEMPLATE_CHANGE_WORKFLOW = 'templateChangeWorkflow';

export interface TemplateChangeInput {
  readonly tenantId: string;
  readonly changeId: string;
}

export const templateChangeWorkflowId = (changeId: string): string => `template-change/${changeId}`;

export const NUMBER_ORDER_WORKFLOW = 'numberOrderWorkflow';

export interface NumberOrderInput {
  readonly tenantId: string;
  readonly orderId: string;
}

export const numberOrderWorkflowId = (orderId: string): string => `number-order/${orderId}`;

export const NUMBER_CHECK_WORKFLOW = 'numberCheckWorkflow';
/** The schedule that looks after all numbers. */
export const NUMBER_CHECK_SCHEDULE = 'number-check';

export interface NumberCheckInput {
  /** Null: all tenants. */
  readonly tenantId: string | null;
}

export const numberCheckWorkflowId = (tenantId: string): string => `number-check/${tenantId}`;

export interface NumberActivities {
  /** Does what an administrator wants with a number; every step may be repeated. */
  doNumberOrder(input: NumberOrderInput): Promise<void>;
  giveUpNumberOrder(input: NumberOrderInput): Promise<void>;
  listNumbers(
    input: NumberCheckInput,
  ): Promise<{ orders: NumberOrderInput[]; numbers: { tenantId: string; numberId: string }[] }>;
  /** Asks WhatsApp how a number is, and whether its token is still taken. */
  checkNumber(input: { readonly tenantId: string; readonly numberId: string }): Promise<void>;
}

/** Calls of models, as regular activities; they record their outcome themselves. */
export interface AiActivities {
  /**
   * Answers what the contact wrote, drafts an answer, or hands over. Fails with a code as its type when the model may
   * answer later.
   */
  runTurn(input: OfConversation & { readonly turn: number; readonly lastSeq: number }): Promise<ConversationEvent[]>;
  /** What an agent asked for: a draft, another wording, a summary. */
  makeSuggestion(input: SuggestionInput): Promise<void>;
  giveUpSuggestion(input: SuggestionInput): Promise<void>;
  /** Finds out whether a tenant's endpoint answers, and how it is told to answer in JSON. */
  tryEndpoint(input: EndpointInput): Promise<void>;
  /**
   * Asks a model of embeddings what the next published passages mean. Fails with a code as its type when it does not
   * answer.
   */
  readPassages(input: PassagesInput): Promise<'more' | 'done' | 'capped'>;
}

export const PASSAGES_WORKFLOW = 'passagesWorkflow';

export interface PassagesInput {
  readonly tenantId: string;
}

export const passagesWorkflowId = (tenantId: string): string => `passages/${tenantId}`;
/** There is more to read, or somebody has mended what was in the way. */
export const passagesSignal = defineSignal('passages');

export const SUGGESTION_WORKFLOW = 'suggestionWorkflow';

export interface SuggestionInput {
  readonly tenantId: string;
  readonly suggestionId: string;
}

export const suggestionWorkflowId = (suggestionId: string): string => `suggestion/${suggestionId}`;

export const TRY_ENDPOINT_WORKFLOW = 'tryEndpointWorkflow';

export interface EndpointInput {
  readonly tenantId: string;
  readonly endpointId: string;
}

export const tryEndpointWorkflowId = (endpointId: string): string => `ai-endpoint/${endpointId}`;

export const AI_TRIAL_WORKFLOW = 'aiTrialWorkflow';

export interface TrialInput {
  readonly tenantId: string;
  readonly trialId: string;
}

export const aiTrialWorkflowId = (trialId: string): string => `ai-trial/${trialId}`;

export interface TrialActivities {
  /** Tries a policy on what is left of its questions. */
  runTrial(input: TrialInput): Promise<void>;
  giveUpTrial(input: TrialInput): Promise<void>;
}

export const TRAINING_EXPORT_WORKFLOW = 'trainingExportWorkflow';

export interface TrainingInput {
  readonly tenantId: string;
  readonly exportId: string;
}

export const trainingExportWorkflowId = (exportId: string): string => `training-export/${exportId}`;

export interface TrainingActivities {
  /** Writes the file of examples of one tenant; stops when its authorisation is withdrawn. */
  exportTraining(input: TrainingInput): Promise<void>;
}

export const KNOWLEDGE_INGESTION_WORKFLOW = 'knowledgeIngestionWorkflow';

export interface IngestionInput {
  readonly tenantId: string;
  readonly sourceId: string;
  /** Which time the source is looked at. */
  readonly round: number;
}

export const knowledgeIngestionWorkflowId = (sourceId: string, round: number): string =>
  `knowledge/${sourceId}/${round}`;

export interface KnowledgeActivities {
  /** Brings in the next page of a source, or ends the round. @returns false when it has ended. */
  ingestNext(input: IngestionInput): Promise<boolean>;
  /** How long until the source is looked at again by itself, milliseconds; null: it is not. */
  refreshAfter(input: IngestionInput): Promise<number | null>;
  /** Begins the next round, unless somebody was quicker. @returns its number. */
  beginRound(input: IngestionInput): Promise<number | null>;
  /** Notes that the next page cannot be had. */
  giveUpPage(input: IngestionInput): Promise<void>;
}

export const APPLY_SETTINGS_WORKFLOW = 'applySettingsWorkflow';
export const BULK_REASSIGN_WORKFLOW = 'bulkReassignWorkflow';

export interface JobInput {
  readonly tenantId: string;
  readonly jobId: string;
}

export const jobWorkflowId = (jobId: string): string => `job/${jobId}`;

export interface JobActivities {
  /** Does the next batch of a job. @returns false when it has ended. */
  carryOn(input: JobInput): Promise<boolean>;
}

export const TYPING_WORKFLOW = 'typingWorkflow';

export interface TypingInput {
  readonly tenantId: string;
  readonly conversationId: string;
}

export const typingWorkflowId = (conversationId: string): string => `typing/${conversationId}`;

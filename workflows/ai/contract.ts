/** The AI: turns, suggestions, trials, endpoints, passages, training. */
import { defineSignal } from '@temporalio/workflow';
import type { ConversationEvent } from '../../domain/conversation/events.ts';
import type { OfConversation } from '../conversation/contract.ts';

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

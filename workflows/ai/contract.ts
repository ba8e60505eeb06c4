/** Contract for the AI: turns, suggestions, trials, endpoints, embeddings of passages, transcripts, training exports. */
import { defineSignal } from '@temporalio/workflow';
import type { ConversationEvent } from '../../domain/conversation/events.ts';
import type { OfConversation } from '../conversation/contract.ts';

/** Calls of models, as regular activities; each records its outcome itself. */
export interface AiActivities {
  /**
   * Answers what the contact wrote, drafts an answer, or hands over to people. Fails with a code as its type if the
   * model failed temporarily. @returns the events after `lastSeq`, whoever caused them.
   */
  runTurn(input: OfConversation & { readonly turn: number; readonly lastSeq: number }): Promise<ConversationEvent[]>;
  /** Makes what an agent requested: a draft, another wording, a summary, … */
  makeSuggestion(input: SuggestionInput): Promise<void>;
  /** Records that it could not be made. */
  giveUpSuggestion(input: SuggestionInput): Promise<void>;
  /** Finds out whether a tenant's endpoint answers, and how it can be asked for JSON. */
  tryEndpoint(input: EndpointInput): Promise<void>;
  /**
   * Embeds the next batch of published passages. Fails with a code as its type if the model does not answer.
   * @returns `more`: call again; `capped`: the tenant's budget is used up.
   */
  readPassages(input: PassagesInput): Promise<'more' | 'done' | 'capped'>;
}

export const PASSAGES_WORKFLOW = 'passagesWorkflow';

export interface PassagesInput {
  readonly tenantId: string;
}

export const passagesWorkflowId = (tenantId: string): string => `passages/${tenantId}`;

/** There are new passages, or a problem that stopped the workflow may be solved. */
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
  /** Tries the policy on those of its questions that have no result yet. */
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
  /** Writes one tenant's file of training examples; fails when its grant is withdrawn meanwhile. */
  exportTraining(input: TrainingInput): Promise<void>;
}

export const TRANSCRIPT_WORKFLOW = 'transcriptWorkflow';

export interface TranscriptInput {
  readonly tenantId: string;
  readonly mediaId: string;
  /** Counts how often the transcript was requested; outdated rounds do nothing. */
  readonly round: number;
}

export const transcriptWorkflowId = (mediaId: string, round: number): string => `transcript/${mediaId}/${round}`;

export interface TranscriptActivities {
  /**
   * Has a voice message written down, or records why that is not to be. Fails with a code as its type if the model failed.
   */
  transcribe(input: TranscriptInput): Promise<void>;
  /** Records that it could not be written down. */
  giveUpTranscript(input: TranscriptInput): Promise<void>;
}

import { proxyActivities } from '@temporalio/workflow';
import type { AiActivities, EndpointInput, SuggestionInput, TrainingActivities, TrainingInput, TrialActivities, TrialInput } from '../contract.ts';

/** An agent waits for it: two tries. */
const writing = proxyActivities<Pick<AiActivities, 'makeSuggestion'>>({ startToCloseTimeout: '90 s', retry: { maximumAttempts: 2, initialInterval: '1 s' }, summary: 'Ask the model for an agent' });
const trying = proxyActivities<Pick<AiActivities, 'tryEndpoint'>>({ startToCloseTimeout: '90 s', retry: { maximumAttempts: 3 }, summary: 'Try the endpoint of a model' });
const { giveUpSuggestion } = proxyActivities<Pick<AiActivities, 'giveUpSuggestion'>>({ startToCloseTimeout: '15 s' });

/** Makes what an agent asked for; when it cannot be made, the agent sees why. */
export async function suggestionWorkflow(input: SuggestionInput): Promise<void> {
  await writing.makeSuggestion(input).catch(() => giveUpSuggestion(input));
}

/** Tries a tenant's endpoint, so that it may be used. */
export async function tryEndpointWorkflow(input: EndpointInput): Promise<void> {
  await trying.tryEndpoint(input);
}

/** Each try goes on where the one before ended. */
const trials = proxyActivities<Pick<TrialActivities, 'runTrial'>>({ startToCloseTimeout: '30 min', heartbeatTimeout: '2 min', retry: { maximumAttempts: 5 }, summary: 'Try a policy' });
const { giveUpTrial } = proxyActivities<Pick<TrialActivities, 'giveUpTrial'>>({ startToCloseTimeout: '15 s' });
/** Begins anew: a file is whole or not there. */
const training = proxyActivities<TrainingActivities>({ startToCloseTimeout: '2 h', heartbeatTimeout: '2 min', retry: { maximumAttempts: 3 }, summary: 'Write examples for training' });

/** Tries a policy on questions. */
export async function aiTrialWorkflow(input: TrialInput): Promise<void> {
  await trials.runTrial(input).catch(() => giveUpTrial(input));
}

/** Writes a file of examples; one that was withdrawn meanwhile is nobody's failure. */
export async function trainingExportWorkflow(input: TrainingInput): Promise<void> {
  await training.exportTraining(input).catch(() => undefined);
}

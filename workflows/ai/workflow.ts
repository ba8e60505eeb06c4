import { proxyActivities } from '@temporalio/workflow';
import type { AiActivities, EndpointInput, SuggestionInput } from '../contract.ts';

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

import { condition, continueAsNew, proxyActivities, setHandler, workflowInfo } from '@temporalio/workflow';
import type {
  AiActivities,
  EndpointInput,
  PassagesInput,
  SuggestionInput,
  TrainingActivities,
  TrainingInput,
  TrialActivities,
  TrialInput,
} from './contract.ts';
import { passagesSignal } from './contract.ts';

/** An agent waits for it: two tries. */
const writing = proxyActivities<Pick<AiActivities, 'makeSuggestion'>>({
  startToCloseTimeout: '90 s',
  retry: { maximumAttempts: 2, initialInterval: '1 s' },
  summary: 'Ask the model for an agent',
});
const trying = proxyActivities<Pick<AiActivities, 'tryEndpoint'>>({
  startToCloseTimeout: '90 s',
  retry: { maximumAttempts: 3 },
  summary: 'Try the endpoint of a model',
});
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
const trials = proxyActivities<Pick<TrialActivities, 'runTrial'>>({
  startToCloseTimeout: '30 min',
  heartbeatTimeout: '2 min',
  retry: { maximumAttempts: 5 },
  summary: 'Try a policy',
});
const { giveUpTrial } = proxyActivities<Pick<TrialActivities, 'giveUpTrial'>>({ startToCloseTimeout: '15 s' });
/** Begins anew: a file is whole or not there. */
const training = proxyActivities<TrainingActivities>({
  startToCloseTimeout: '2 h',
  heartbeatTimeout: '2 min',
  retry: { maximumAttempts: 3 },
  summary: 'Write examples for training',
});

/** Tries a policy on questions. */
export async function aiTrialWorkflow(input: TrialInput): Promise<void> {
  await trials.runTrial(input).catch(() => giveUpTrial(input));
}

/** Writes a file of examples; one that was withdrawn meanwhile is nobody's failure. */
export async function trainingExportWorkflow(input: TrainingInput): Promise<void> {
  await training.exportTraining(input).catch(() => undefined);
}

/** A model that does not answer is asked again after a while, or when something changed. */
const reading = proxyActivities<Pick<AiActivities, 'readPassages'>>({
  startToCloseTimeout: '2 min',
  heartbeatTimeout: '20 s',
  retry: { initialInterval: '2 s', maximumAttempts: 3 },
  summary: 'Ask what passages mean',
});
const NEXT_TRY = '10 min';

/** Has a tenant's passages read for what they mean, until all are; ends when nothing is left. */
export async function passagesWorkflow(input: PassagesInput): Promise<void> {
  let changed = false;
  setHandler(passagesSignal, () => void (changed = true));
  for (;;) {
    changed = false;
    const end = await reading.readPassages(input).catch(() => 'failed' as const);
    if (end === 'capped' || end === 'failed') await condition(() => changed, NEXT_TRY);
    else if (end === 'done' && !changed) return;
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof passagesWorkflow>(input);
  }
}

import {
  condition,
  continueAsNew,
  isCancellation,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type {
  AiActivities,
  EndpointInput,
  PassagesInput,
  SuggestionInput,
  TranscriptActivities,
  TranscriptInput,
  TrainingActivities,
  TrainingInput,
  TrialActivities,
  TrialInput,
} from './contract.ts';
import { passagesSignal } from './contract.ts';

/** Only two tries, because an agent is waiting for the result. */
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

/** Makes a suggestion that an agent requested; if that fails, the agent is shown a reason. */
export async function suggestionWorkflow(input: SuggestionInput): Promise<void> {
  await writing.makeSuggestion(input).catch(() => giveUpSuggestion(input));
}

/** Tries a tenant's model endpoint before it is used. */
export async function tryEndpointWorkflow(input: EndpointInput): Promise<void> {
  await trying.tryEndpoint(input);
}

/** Each try continues with the first question that has no result yet. */
const trials = proxyActivities<Pick<TrialActivities, 'runTrial'>>({
  startToCloseTimeout: '30 min',
  heartbeatTimeout: '2 min',
  retry: { maximumAttempts: 5 },
  summary: 'Try a policy',
});
const { giveUpTrial } = proxyActivities<Pick<TrialActivities, 'giveUpTrial'>>({ startToCloseTimeout: '15 s' });
/** Each try starts from the beginning: the file is written completely or not at all. */
const training = proxyActivities<TrainingActivities>({
  startToCloseTimeout: '2 h',
  heartbeatTimeout: '2 min',
  retry: { maximumAttempts: 3 },
  summary: 'Write examples for training',
});

/** Tries an AI policy on a list of questions; nothing is sent to contacts. */
export async function aiTrialWorkflow(input: TrialInput): Promise<void> {
  await trials.runTrial(input).catch(() => giveUpTrial(input));
}

/**
 * Writes a tenant's file of training examples. A failure is ignored, because the usual one is a grant that was
 * withdrawn meanwhile; the export then stays as the database has it.
 */
export async function trainingExportWorkflow(input: TrainingInput): Promise<void> {
  await training.exportTraining(input).catch(() => undefined);
}

/** After these tries the workflow waits for `NEXT_TRY`, or for the signal that something changed. */
const reading = proxyActivities<Pick<AiActivities, 'readPassages'>>({
  startToCloseTimeout: '2 min',
  heartbeatTimeout: '20 s',
  retry: { initialInterval: '2 s', maximumAttempts: 3 },
  summary: 'Ask what passages mean',
});
const NEXT_TRY = '10 min';

/** Embeds a tenant's passages, batch by batch; ends when none is left. */
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

/**
 * A model that is down for some hours is waited for. A call that fails may have cost something, so that there are not many
 * of them.
 */
const transcribing = proxyActivities<Pick<TranscriptActivities, 'transcribe'>>({
  startToCloseTimeout: '5 min',
  heartbeatTimeout: '30 s',
  retry: { initialInterval: '5 s', backoffCoefficient: 4, maximumInterval: '1 h', maximumAttempts: 8 },
  summary: 'Ask the model what is said',
});
const { giveUpTranscript } = proxyLocalActivities<Pick<TranscriptActivities, 'giveUpTranscript'>>({
  startToCloseTimeout: '15 s',
  localRetryThreshold: '5 s',
  retry: { initialInterval: '200 ms', maximumInterval: '30 s' },
});

/** Has a voice message written down, or records that it could not be. */
export async function transcriptWorkflow(input: TranscriptInput): Promise<void> {
  try {
    await transcribing.transcribe(input);
  } catch (error) {
    if (isCancellation(error)) throw error;
    await giveUpTranscript(input);
  }
}

import { continueAsNew, proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { JobActivities, JobInput } from './contract.ts';

const jobs = proxyActivities<JobActivities>({
  startToCloseTimeout: '2 min',
  retry: { initialInterval: '500 ms', maximumInterval: '1 min' },
  summary: 'Carry on with the next conversations',
});

/** Applies changed settings to live conversations, batch by batch. */
export async function applySettingsWorkflow(input: JobInput): Promise<void> {
  while (await jobs.carryOn(input))
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof applySettingsWorkflow>(input);
}

/** Carries out an administrator's bulk reassignment of conversations, batch by batch. */
export async function bulkReassignWorkflow(input: JobInput): Promise<void> {
  while (await jobs.carryOn(input))
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof bulkReassignWorkflow>(input);
}

/** Contract for jobs: long-running work over many conversations. */

export const APPLY_SETTINGS_WORKFLOW = 'applySettingsWorkflow';

export const BULK_REASSIGN_WORKFLOW = 'bulkReassignWorkflow';

export interface JobInput {
  readonly tenantId: string;
  readonly jobId: string;
}

export const jobWorkflowId = (jobId: string): string => `job/${jobId}`;

export interface JobActivities {
  /** Processes the next batch of a job. @returns false if the job has ended. */
  carryOn(input: JobInput): Promise<boolean>;
}

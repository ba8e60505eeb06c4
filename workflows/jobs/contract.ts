/** Long work over many conversations. */

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

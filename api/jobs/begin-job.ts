import { APPLY_SETTINGS_WORKFLOW, BULK_REASSIGN_WORKFLOW, jobWorkflowId } from '../../workflows/contract.ts';
import type { Job } from '../../store/jobs/jobs.ts';
import type { AppContext } from '../http/context.ts';
import { startWorkflow } from '../http/start-workflow.ts';

/**
 * Starts the workflow of a job whose row is committed. When Temporal is unavailable, the workers' sweep starts it
 * within a minute; never throws for that.
 */
export async function beginJob(
  app: AppContext,
  tenantId: string,
  { id, spec }: Pick<Job, 'id' | 'spec'>,
): Promise<void> {
  await startWorkflow(app, spec.kind === 'reassign' ? BULK_REASSIGN_WORKFLOW : APPLY_SETTINGS_WORKFLOW, {
    workflowId: jobWorkflowId(id),
    input: { tenantId, jobId: id },
    onConflict: 'USE_EXISTING',
  }).catch((error: unknown) =>
    app.log.warn({ event: 'job_start_deferred', err: error }, 'a job waits for the next sweep'),
  );
}

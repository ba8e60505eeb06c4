import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { ParentClosePolicy, startChild } from '@temporalio/workflow';

/** Starts a workflow that outlives this one; does nothing if one with that id is already running. */
export async function beginOnce<Input>(workflow: string, workflowId: string, input: Input): Promise<void> {
  try {
    await startChild(workflow, { workflowId, args: [input], parentClosePolicy: ParentClosePolicy.ABANDON });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

import proto from '@temporalio/proto';
import type { Stack } from './stack.ts';
import { conversationWorkflowId } from '../../workflows/contract.ts';

export type History = ReturnType<typeof proto.temporal.api.history.v1.History.decode>;

/** A Temporal history as plain values, with payloads in base64. */
export function plainHistory(history: History): object {
  return proto.temporal.api.history.v1.History.toObject(history, { longs: String, enums: String, bytes: String });
}

/** The histories of all runs of a conversation's workflow, oldest first. */
export const historiesOf = (stack: Stack, conversationId: string): ReturnType<typeof historiesOfWorkflow> =>
  historiesOfWorkflow(stack, conversationWorkflowId(conversationId));

/** The histories of all runs since a workflow was last started (following continue-as-new), oldest first. */
export async function historiesOfWorkflow(
  stack: Stack,
  workflowId: string,
): Promise<{ workflowId: string; runId: string; history: History }[]> {
  const runs: { workflowId: string; runId: string; history: History }[] = [];
  for (
    let runId: string | undefined = (await stack.client.workflow.getHandle(workflowId).describe()).runId;
    runId !== undefined && runId !== '';
  ) {
    const history = await stack.client.workflow.getHandle(workflowId, runId).fetchHistory();
    runs.unshift({ workflowId, runId, history: history as unknown as History });
    runId = history.events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId ?? undefined;
  }
  return runs;
}

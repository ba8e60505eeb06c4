import type { SignalDefinition } from '@temporalio/common';
import type { AppContext } from './context.ts';
import { problem } from './problem.ts';

const START_TIMEOUT_MS = 2_000;

/** A workflow to start on the engine's task queue. */
export interface Start<Input> {
  readonly workflowId: string;
  readonly input: Input;
  /** What happens when a workflow with the same id is running. */
  readonly onConflict: 'USE_EXISTING' | 'TERMINATE_EXISTING';
}

type Engine = Pick<AppContext, 'temporal' | 'taskQueue'>;

/** Starts a workflow. @throws what Temporal's client throws; its deadline is two seconds. */
export async function startWorkflow<Input>(
  { temporal, taskQueue }: Engine,
  workflow: string,
  { workflowId, input, onConflict }: Start<Input>,
): Promise<void> {
  await temporal.connection.withDeadline(Date.now() + START_TIMEOUT_MS, () =>
    temporal.workflow.start(workflow, {
      workflowId,
      taskQueue,
      args: [input],
      workflowIdConflictPolicy: onConflict,
    }),
  );
}

/**
 * Starts a workflow, or tells one that runs that there is more to do, also one that is ending at this moment.
 * @throws as `startWorkflow`.
 */
export async function wakeWorkflow<Input>(
  { temporal, taskQueue }: Engine,
  workflow: string,
  { workflowId, input, signal }: Pick<Start<Input>, 'workflowId' | 'input'> & { readonly signal: SignalDefinition },
): Promise<void> {
  await temporal.connection.withDeadline(Date.now() + START_TIMEOUT_MS, () =>
    temporal.workflow.signalWithStart(workflow, { workflowId, taskQueue, args: [input], signal, signalArgs: [] }),
  );
}

/** As `startWorkflow`, for a request that cannot succeed without it. @throws problem 503 `engine_unavailable` */
export async function startWorkflowNow<Input>(engine: Engine, workflow: string, start: Start<Input>): Promise<void> {
  try {
    await startWorkflow(engine, workflow, start);
  } catch {
    throw problem(503, 'engine_unavailable', 'The workflow engine does not answer now.', {
      headers: { 'retry-after': '5' },
    });
  }
}

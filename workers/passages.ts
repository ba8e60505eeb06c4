import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import type { Models } from '../activities/ai/models.ts';
import type { Database } from '../store/db/database.ts';
import { passagesWithoutVector } from '../store/knowledge/vectors.ts';
import { PASSAGES_WORKFLOW, passagesSignal, passagesWorkflowId } from '../workflows/contract.ts';

export interface PassageParts {
  readonly database: Database;
  readonly models: Pick<Models, 'embedder'>;
  readonly client: Client;
  readonly taskQueue: string;
  readonly log: Logger;
}

/**
 * Starts or wakes the workflows that embed new passages of these tenants, where an embedding model is configured.
 * Failures are logged; the sweep catches up.
 */
export async function readNewPassages(
  { models, client, taskQueue, log }: PassageParts,
  tenants: readonly string[],
): Promise<void> {
  for (const tenantId of tenants) {
    try {
      if ((await models.embedder(tenantId)) === null) continue;
      await client.workflow.signalWithStart(PASSAGES_WORKFLOW, {
        workflowId: passagesWorkflowId(tenantId),
        taskQueue,
        args: [{ tenantId }],
        signal: passagesSignal,
        signalArgs: [],
      });
    } catch (error) {
      log.warn({ event: 'embedding_deferred', err: error }, 'new passages wait for the next sweep');
    }
  }
}

/**
 * For the sweep: starts the workflow if a tenant has passages without vectors. One that is running is not signalled, so
 * that it does not retry a failing model every minute.
 * @throws Temporal's and the database's errors.
 */
export async function readLeftPassages(
  { database, models, client, taskQueue }: Omit<PassageParts, 'log'>,
  tenantId: string,
): Promise<void> {
  const embedder = await models.embedder(tenantId);
  if (
    embedder === null ||
    (await database.withTenant(tenantId, unit => passagesWithoutVector(unit, embedder.name, 1))).length === 0
  )
    return;
  await client.workflow.start(PASSAGES_WORKFLOW, {
    workflowId: passagesWorkflowId(tenantId),
    taskQueue,
    args: [{ tenantId }],
    workflowIdConflictPolicy: 'USE_EXISTING',
  });
}

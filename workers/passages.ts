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

/** Has new passages of these tenants read for what they mean, where a model of embeddings is set. */
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
 * The same for passages nobody told of; one that runs is left alone, so that it does not ask a broken model each
 * minute.
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

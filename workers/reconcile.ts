import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import { count } from '../store/db/counters.ts';
import { listLive, overdue } from '../store/conversation/read.ts';
import type { Models } from '../activities/ai/models.ts';
import type { Database } from '../store/db/database.ts';
import { placesWithOrders } from '../store/contacts/blocked-phones.ts';
import { filesOfImports, noteFileErased } from '../store/contacts/expire-imports.ts';
import { runningImports } from '../store/contacts/imports.ts';
import { findJob, runningJobs } from '../store/jobs/jobs.ts';
import { runningSources } from '../store/knowledge/sources.ts';
import { purgeExpired } from '../store/ai/purge.ts';
import { filesToErase, noteErased } from '../store/ai/training.ts';
import { settleLost } from '../store/ai/usage.ts';
import type { ContactBlockInput, ContactImportInput, IngestionInput, JobInput } from '../workflows/contract.ts';
import {
  APPLY_SETTINGS_WORKFLOW,
  CONTACT_BLOCK_WORKFLOW,
  CONTACT_IMPORT_WORKFLOW,
  contactBlockSignal,
  contactBlockWorkflowId,
  contactImportWorkflowId,
  KNOWLEDGE_INGESTION_WORKFLOW,
  knowledgeIngestionWorkflowId,
  BULK_REASSIGN_WORKFLOW,
  jobWorkflowId,
} from '../workflows/contract.ts';
import { refetchAll } from '../store/media/media.ts';
import type { ObjectStore } from '../store/media/object-store.ts';
import type { Tenants } from '../store/tenant/tenants.ts';
import { signalConversation } from './conversation-starter.ts';
import { readLeftPassages } from './passages.ts';

interface Parts {
  readonly database: Database;
  readonly tenants: Pick<Tenants, 'all'>;
  readonly client: Client;
  readonly taskQueue: string;
  readonly continueAsNewAfterTurns: number;
  readonly log: Logger;
  /** Optional: without `models` passages are not embedded, without `objects` exported files are not erased. */
  readonly models?: Pick<Models, 'embedder'>;
  readonly objects?: Pick<ObjectStore, 'remove'>;
}

/** A deadline overdue for longer than this means that the conversation's workflow is not running. */
const OVERDUE_MS = 60_000;
/** The worker of a model call that began longer ago was lost: the amount reserved for the call counts as spent. */
const LOST_CALL_MS = 10 * 60_000;
const BATCH = 200;
const PARALLEL = 20;

/** Starts a conversation's workflow, or makes the running one read its state again. */
const startOrReload = (parts: Parts, tenantId: string, conversationId: string): Promise<void> =>
  signalConversation(parts.client, parts, { tenantId, conversationId, state: null, news: 'reload' });

async function inParallel(ids: readonly string[], work: (id: string) => Promise<void>): Promise<void> {
  for (let from = 0; from < ids.length; from += PARALLEL) await Promise.all(ids.slice(from, from + PARALLEL).map(work));
}

/** Starts a job's workflow if it is not running: the API was killed before it could, or Temporal was unavailable. */
async function carryOnJob({ database, client, taskQueue }: Parts, input: JobInput): Promise<void> {
  const job = await database.withTenant(input.tenantId, unit => findJob(unit, input.jobId));
  if (job?.state !== 'running') return;
  await client.workflow.start(job.spec.kind === 'reassign' ? BULK_REASSIGN_WORKFLOW : APPLY_SETTINGS_WORKFLOW, {
    workflowId: jobWorkflowId(job.id),
    taskQueue,
    args: [input],
    workflowIdConflictPolicy: 'USE_EXISTING',
  });
}

/** Starts the workflow of a source's round if it is not running. */
async function carryOnSource({ client, taskQueue }: Parts, input: IngestionInput): Promise<void> {
  await client.workflow.start(KNOWLEDGE_INGESTION_WORKFLOW, {
    workflowId: knowledgeIngestionWorkflowId(input.sourceId, input.round),
    taskQueue,
    args: [input],
    workflowIdConflictPolicy: 'USE_EXISTING',
  });
}

/** Starts the workflow that tells WhatsApp whether a contact is blocked; one that is about to end looks once more. */
async function carryOnBlock({ client, taskQueue }: Parts, input: Required<ContactBlockInput>): Promise<void> {
  await client.workflow.signalWithStart(CONTACT_BLOCK_WORKFLOW, {
    workflowId: contactBlockWorkflowId(input),
    taskQueue,
    args: [input],
    signal: contactBlockSignal,
    signalArgs: [],
  });
}

/** Starts the workflow of an import's step if it is not running. */
async function carryOnImport({ client, taskQueue }: Parts, input: ContactImportInput): Promise<void> {
  await client.workflow.start(CONTACT_IMPORT_WORKFLOW, {
    workflowId: contactImportWorkflowId(input),
    taskQueue,
    args: [input],
    workflowIdConflictPolicy: 'USE_EXISTING',
  });
}

/** Erases files of training examples whose grant has ended, and of imports that are read; files that are already gone are no error. */
async function eraseFiles(database: Database, objects: Pick<ObjectStore, 'remove'>, tenantId: string): Promise<void> {
  for (const { id, objectKey } of await database.withTenant(tenantId, filesToErase)) {
    await objects.remove(objectKey);
    await database.withTenant(tenantId, unit => noteErased(unit, id));
  }
  for (const { id, objectKey } of await database.withTenant(tenantId, filesOfImports)) {
    await objects.remove(objectKey);
    await database.withTenant(tenantId, unit => noteFileErased(unit, id));
  }
}

/**
 * The safety sweep, for all tenants: restarts the workflows of conversations with a deadline overdue for a
 * minute, of jobs and of knowledge sources; embeds left-over passages; deletes what has expired.
 * @param at epoch milliseconds.
 * @returns the number of conversations whose workflow was restarted or reloaded; 0 in a healthy system.
 */
export async function sweep(parts: Parts, at: number): Promise<number> {
  let mended = 0;
  const failed: unknown[] = [];
  for (const tenantId of await parts.tenants.all())
    try {
      mended += await sweepTenant(parts, tenantId, at);
    } catch (error) {
      // One tenant's fault must not keep the others' deadlines.
      failed.push(error);
    }
  if (mended > 0) {
    await count(parts.database, 'sweep_mend', mended);
    parts.log.warn({ event: 'workflows_reloaded', mended }, 'the sweep had to give conversations their workflow back');
  }
  if (failed.length > 0) throw failed[0];
  return mended;
}

/** @returns the number of conversations whose workflow was restarted or reloaded. */
async function sweepTenant(parts: Parts, tenantId: string, at: number): Promise<number> {
  const ids = await overdue(parts.database, tenantId, at - OVERDUE_MS, BATCH);
  await inParallel(ids, id => startOrReload(parts, tenantId, id));
  for (const jobId of await parts.database.withTenant(tenantId, runningJobs))
    await carryOnJob(parts, { tenantId, jobId });
  for (const { id: sourceId, round } of await parts.database.withTenant(tenantId, runningSources))
    await carryOnSource(parts, { tenantId, sourceId, round });
  for (const place of await parts.database.withTenant(tenantId, placesWithOrders))
    await carryOnBlock(parts, { tenantId, ...place });
  for (const { id: importId, step } of await parts.database.withTenant(tenantId, runningImports))
    await carryOnImport(parts, { tenantId, importId, step });
  if (parts.models !== undefined) await readLeftPassages({ ...parts, models: parts.models }, tenantId);
  await parts.database.withTenant(tenantId, async unit => {
    await settleLost(unit, at - LOST_CALL_MS);
    await purgeExpired(unit, at);
  });
  if (parts.objects !== undefined) await eraseFiles(parts.database, parts.objects, tenantId);
  return ids.length;
}

/**
 * After a loss of Temporal's own database: for all tenants, starts the workflow of every live conversation
 * from its row, and has files that were being fetched or uploaded requested again.
 * @returns the number of conversations.
 */
export async function reconcile(parts: Parts, progress: (done: number) => void = () => undefined): Promise<number> {
  let done = 0;
  for (const tenantId of await parts.tenants.all()) {
    await parts.database.withTenant(tenantId, refetchAll);
    for (let after: string | null = null; ;) {
      const ids: string[] = await listLive(parts.database, tenantId, after, BATCH);
      await inParallel(ids, id => startOrReload(parts, tenantId, id));
      await count(parts.database, 'workflow_reload', ids.length);
      done += ids.length;
      progress(done);
      after = ids.at(-1) ?? null;
      if (ids.length < BATCH) break;
    }
  }
  return done;
}

import type { Client } from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';
import type { Logger } from 'pino';
import { count } from '../store/counters.ts';
import { living, overdue } from '../store/conversation/read.ts';
import type { Database } from '../store/database.ts';
import type { Directory } from '../store/directory.ts';
import { refetchAll } from '../store/media/media.ts';
import { CONVERSATION_WORKFLOW, conversationWorkflowId, reloadSignal } from '../workflows/contract.ts';
import { firstAttributes } from '../workflows/conversation/attributes.ts';

interface Parts {
  readonly database: Database;
  readonly directory: Directory;
  readonly client: Client;
  readonly taskQueue: string;
  readonly continueAsNewAfterTurns: number;
  readonly log: Logger;
}

/** Deadlines older than this mean that no workflow looks after the conversation. */
const OVERDUE_MS = 60_000;
const BATCH = 200;
const PARALLEL = 20;

/** Starts the workflow of a conversation, or has the running one read its state again. */
async function startOrReload(parts: Parts, tenantId: string, conversationId: string): Promise<void> {
  await parts.client.workflow.signalWithStart(CONVERSATION_WORKFLOW, {
    workflowId: conversationWorkflowId(conversationId), taskQueue: parts.taskQueue, signal: reloadSignal, signalArgs: [],
    args: [{ tenantId, conversationId, continueAsNewAfterTurns: parts.continueAsNewAfterTurns }],
    typedSearchAttributes: new TypedSearchAttributes(firstAttributes(tenantId, null)), staticSummary: 'A WhatsApp conversation',
  });
}

async function inParallel(ids: readonly string[], work: (id: string) => Promise<void>): Promise<void> {
  for (let from = 0; from < ids.length; from += PARALLEL) await Promise.all(ids.slice(from, from + PARALLEL).map(work));
}

/**
 * The safety sweep: conversations to whom something has been owed for a minute get their workflow back. It counts what
 * it had to mend; a healthy system counts 0.
 */
export async function sweep(parts: Parts, at: number): Promise<number> {
  let mended = 0;
  for (const tenantId of await parts.directory.tenants()) {
    const ids = await overdue(parts.database, tenantId, at - OVERDUE_MS, BATCH);
    await inParallel(ids, id => startOrReload(parts, tenantId, id));
    mended += ids.length;
  }
  if (mended > 0) {
    await count(parts.database, 'sweep_mend', mended);
    parts.log.warn({ mended }, 'the sweep had to give conversations their workflow back');
  }
  return mended;
}

/** After a loss of Temporal's own database: every living conversation gets its workflow, from its row, and files are fetched anew. */
export async function reconcile(parts: Parts, progress: (done: number) => void = () => undefined): Promise<number> {
  let done = 0;
  for (const tenantId of await parts.directory.tenants()) {
    await parts.database.withTenant(tenantId, refetchAll);
    for (let after: string | null = null; ;) {
      const ids: string[] = await living(parts.database, tenantId, after, BATCH);
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

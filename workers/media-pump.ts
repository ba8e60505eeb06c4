import type { Client } from '@temporalio/client';
import { TypedSearchAttributes, WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import type { Logger } from 'pino';
import type { Database, TenantUnit } from '../store/db/database.ts';
import { letGo } from '../store/media/holders.ts';
import type { MediaToDo } from '../store/media/media.ts';
import { forgetMedia, markBegun, mediaToDo } from '../store/media/media.ts';
import { forgetMetaFiles } from '../store/media/meta-files.ts';
import type { ObjectStore } from '../store/media/object-store.ts';
import { forgetUpload, uploadsToErase } from '../store/media/uploads.ts';
import type { Tenants } from '../store/tenant/tenants.ts';
import {
  MEDIA_UPLOAD_WORKFLOW,
  MEDIA_WORKFLOW,
  TRANSCRIPT_WORKFLOW,
  mediaWorkflowId,
  searchAttributes,
  transcriptWorkflowId,
} from '../workflows/contract.ts';
import { WakeLoop } from './wake-loop.ts';

const POLL_MS = 30_000;
const BATCH = 100;

/** Of each task the workflow that does it, and what Temporal's UI calls that. */
const WORKFLOWS = {
  fetch: [MEDIA_WORKFLOW, 'The file of a message'],
  upload: [MEDIA_UPLOAD_WORKFLOW, 'A file on its way to WhatsApp'],
  transcribe: [TRANSCRIPT_WORKFLOW, 'What is said in a voice message'],
} as const;

interface Parts {
  readonly database: Database;
  readonly tenants: Pick<Tenants, 'all'>;
  readonly client: Client;
  readonly taskQueue: string;
  readonly objects: ObjectStore;
  readonly clock: () => number;
  readonly log: Logger;
}

/**
 * Starts the workflows of inbound and outbound files and of transcripts, and erases files that are no longer needed. Woken by NOTIFY for a
 * tenant, with a slow poll over all tenants for lost notifications; several pumps may run.
 */
export class MediaPump {
  readonly #parts: Parts;
  readonly #woken = new Set<string>();
  readonly #loop = new WakeLoop({
    round: () => this.#round(),
    failed: error =>
      this.#parts.log.warn({ event: 'media_pump_failed', err: error }, 'files could not be seen to; they wait'),
    pollMs: POLL_MS,
  });

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  start(): void {
    this.#loop.start();
  }

  /** @param tenants tenants with files to process; empty: all tenants. */
  wake(tenants: readonly string[]): void {
    for (const tenant of tenants) this.#woken.add(tenant);
    this.#loop.wake();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  async #round(): Promise<boolean> {
    const woken = [...this.#woken];
    this.#woken.clear();
    for (const tenantId of woken.length > 0 ? woken : await this.#parts.tenants.all()) await this.#tenant(tenantId);
    return false;
  }

  async #tenant(tenantId: string): Promise<void> {
    const { database, clock } = this.#parts;
    for (let more = true; more && !this.#loop.signal.aborted;) {
      const todo = await database.withTenant(tenantId, unit => mediaToDo(unit, BATCH));
      for (const item of todo) {
        if (item.task === 'erase') await this.#erase(tenantId, item.id, item.objectKey, forgetMedia);
        else await this.#begin(tenantId, { ...item, task: item.task });
      }
      const over = await database.withTenant(tenantId, unit => uploadsToErase(unit, clock(), BATCH));
      for (const { id, objectKey } of over) await this.#erase(tenantId, id, objectKey, forgetUpload);
      more = todo.length === BATCH || over.length === BATCH;
    }
    await database.withTenant(tenantId, unit => forgetMetaFiles(unit, clock()));
  }

  /**
   * Erases a file's bytes, then its row: if this is interrupted, the bytes are removed next time. Bytes that another
   * row still uses are kept (`letGo`).
   */
  async #erase(
    tenantId: string,
    id: string,
    objectKey: string | null,
    forget: (unit: TenantUnit, id: string) => Promise<void>,
  ): Promise<void> {
    const { database, objects } = this.#parts;
    if (objectKey !== null) {
      if (!(await database.withTenant(tenantId, unit => letGo(unit, id, objectKey, () => forget(unit, id))))) return;
      await Promise.all([objects.remove(objectKey), objects.remove(`${objectKey}.thumbnail`)]);
    }
    await database.withTenant(tenantId, unit => forget(unit, id));
  }

  async #begin(tenantId: string, item: MediaToDo & { readonly task: keyof typeof WORKFLOWS }): Promise<void> {
    const { client, taskQueue, database } = this.#parts;
    const { id: mediaId, round, task } = item;
    const [workflow, summary] = WORKFLOWS[task];
    try {
      await client.workflow.start(workflow, {
        workflowId: task === 'transcribe' ? transcriptWorkflowId(mediaId, round) : mediaWorkflowId(mediaId, round),
        taskQueue,
        args: [{ tenantId, mediaId, round }],
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
        typedSearchAttributes: new TypedSearchAttributes([{ key: searchAttributes.tenant, value: tenantId }]),
        staticSummary: summary,
      });
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
    await database.withTenant(tenantId, unit => markBegun(unit, item));
  }
}

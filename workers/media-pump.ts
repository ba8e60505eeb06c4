import type { Client } from '@temporalio/client';
import { TypedSearchAttributes, WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import type { Logger } from 'pino';
import type { Database } from '../store/database.ts';
import type { Directory } from '../store/directory.ts';
import { forgetMedia, markFetching, mediaToDo } from '../store/media/media.ts';
import type { ObjectStore } from '../store/media/object-store.ts';
import { MEDIA_WORKFLOW, mediaWorkflowId, searchAttributes } from '../workflows/contract.ts';
import { Nudge } from './nudge.ts';

const POLL_MS = 30_000;
const BATCH = 100;

interface Parts {
  readonly database: Database;
  readonly directory: Pick<Directory, 'tenants'>;
  readonly client: Client;
  readonly taskQueue: string;
  readonly objects: ObjectStore;
  readonly log: Logger;
}

/**
 * Gives files that came with messages a workflow, and removes the bytes of those that are over. Woken by NOTIFY for a
 * tenant, with a slow poll over all for wake-ups that were lost; several may run.
 */
export class MediaPump {
  readonly #parts: Parts;
  readonly #stop = new AbortController();
  readonly #nudge = new Nudge();
  readonly #woken = new Set<string>();
  #running: Promise<void> | null = null;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** @param tenants whose files wait; without any, all tenants are looked at. */
  wake(tenants: readonly string[]): void {
    for (const tenant of tenants) this.#woken.add(tenant);
    this.#nudge.ring();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    this.#nudge.ring();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      this.#nudge.reset();
      const woken = [...this.#woken];
      this.#woken.clear();
      try {
        for (const tenantId of woken.length > 0 ? woken : await this.#parts.directory.tenants()) await this.#tenant(tenantId);
      } catch (error) {
        this.#parts.log.warn({ err: error }, 'files could not be seen to; they wait');
      }
      if (!this.#nudge.rung) await this.#nudge.wait(POLL_MS);
    }
  }

  async #tenant(tenantId: string): Promise<void> {
    const { database, objects } = this.#parts;
    for (;;) {
      const todo = await database.withTenant(tenantId, unit => mediaToDo(unit, BATCH));
      for (const { id, round, state, objectKey } of todo) {
        if (state === 'waiting') {
          await this.#begin(tenantId, id, round);
          await database.withTenant(tenantId, unit => markFetching(unit, id, round));
        } else {
          if (objectKey !== null) await Promise.all([objects.remove(objectKey), objects.remove(`${objectKey}.thumbnail`)]);
          await database.withTenant(tenantId, unit => forgetMedia(unit, id));
        }
      }
      if (todo.length < BATCH) return;
    }
  }

  async #begin(tenantId: string, mediaId: string, round: number): Promise<void> {
    try {
      await this.#parts.client.workflow.start(MEDIA_WORKFLOW, {
        workflowId: mediaWorkflowId(mediaId, round), taskQueue: this.#parts.taskQueue, args: [{ tenantId, mediaId, round }], workflowIdReusePolicy: 'REJECT_DUPLICATE',
        typedSearchAttributes: new TypedSearchAttributes([{ key: searchAttributes.tenant, value: tenantId }]), staticSummary: 'The file of a message',
      });
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
  }
}

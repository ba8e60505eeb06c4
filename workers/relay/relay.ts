import { setTimeout as sleep } from 'node:timers/promises';
import { isGrpcServiceError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';
import type pg from 'pg';
import type { Logger } from 'pino';
import { newId } from '../../store/db/ids.ts';
import type { ConversationEvent } from '../../domain/conversation/events.ts';
import { foldAll } from '../../domain/conversation/fold.ts';
import type { ConversationState } from '../../domain/conversation/state.ts';
import { firstAttributes } from '../../workflows/conversation/attributes.ts';
import { CONVERSATION_WORKFLOW, conversationWorkflowId, eventsSignal } from '../../workflows/contract.ts';
import { Nudge } from '../nudge.ts';
import type { Claim } from './outbox.ts';
import { claim, giveBack, setAside, settle } from './outbox.ts';

export interface RelayOptions {
  readonly pool: pg.Pool;
  /** Fails while Temporal cannot be reached. */
  readonly client: () => Promise<Client>;
  readonly taskQueue: string;
  readonly continueAsNewAfterTurns: number;
  readonly log: Logger;
  readonly onSetAside?: () => Promise<void>;
  readonly clock?: () => number;
}

const LEASE_MS = 30_000;
const BATCH = 64;
/** NOTIFY wakes the relay; this poll is for the ones that were lost. */
const POLL_MS = 2_000;
const PAUSE_MS = 1_000;
/** Fewer rounds, each with more: nobody waits who would have found the relay idle. */
const GATHER_MS = 5;
const PARALLEL_BATCHES = 3;

/**
 * Brings events from the outbox to their workflows, in order for each conversation, at least once. Several may run.
 * While Temporal is away it waits; that counts against no event.
 */
export class Relay {
  readonly #options: RelayOptions;
  readonly #stop = new AbortController();
  readonly #nudge = new Nudge();
  #running: Promise<void> | null = null;

  constructor(options: RelayOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** There may be something to deliver. */
  wake(): void {
    this.#nudge.ring();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    this.#nudge.ring();
    await this.#running;
  }

  async #run(): Promise<void> {
    const batches = new Set<Promise<void>>();
    const { pool, log } = this.#options;
    const clock = this.#options.clock ?? Date.now;
    while (!this.#stop.signal.aborted) {
      this.#nudge.reset();
      try {
        const token = newId();
        const claims = await claim(pool, token, clock(), LEASE_MS, BATCH);
        if (claims.length > 0) {
          const batch: Promise<void> = this.#deliverAll(token, claims)
            .catch((error: unknown) => log.error({ err: error }, 'a batch of the relay failed; its lease will run out'))
            .finally(() => batches.delete(batch));
          batches.add(batch);
          if (batches.size >= PARALLEL_BATCHES) await Promise.race(batches);
          // Fewer than were asked for were all there are; of others we are told.
          if (claims.length === BATCH) continue;
        }
      } catch (error) {
        log.warn({ err: error }, 'the relay cannot read the outbox');
      }
      if (!this.#stop.signal.aborted) await this.#nudge.wait(POLL_MS);
      // While a batch is under way, what comes next is gathered for a moment.
      if (batches.size > 0 && !this.#stop.signal.aborted) await Promise.race([...batches, sleep(GATHER_MS)]);
    }
    await Promise.all(batches);
  }

  async #deliverAll(token: string, claims: readonly Claim[]): Promise<void> {
    const { pool, log, onSetAside } = this.#options;
    const results = await Promise.all(claims.map(async item => ({ item, verdict: await this.#deliver(item) })));
    const left = await settle(
      pool,
      token,
      results.flatMap(({ item, verdict }) => (verdict === 'delivered' ? [item] : [])),
    );
    if (left > 0) this.#nudge.ring();
    for (const { item, verdict } of results) {
      if (verdict === 'delivered' || verdict === 'later') continue;
      log.error(
        { conversationId: item.conversationId, code: verdict.code },
        'events cannot be delivered and are set aside',
      );
      await setAside(pool, token, item.conversationId, verdict.code, Date.now());
      await onSetAside?.();
    }
    const later = results.filter(({ verdict }) => verdict === 'later').map(({ item }) => item.conversationId);
    if (later.length === 0) return;
    await sleep(PAUSE_MS, undefined, { signal: this.#stop.signal }).catch(() => undefined);
    await giveBack(pool, token, later);
    this.#nudge.ring();
  }

  async #deliver(item: Claim): Promise<'delivered' | 'later' | { code: string }> {
    const { client: connect, taskQueue, continueAsNewAfterTurns, log } = this.#options;
    if (item.events.length === 0) return 'delivered';
    const state = stateFromBirth(item.events);
    try {
      const client = await connect();
      await client.workflow.signalWithStart(CONVERSATION_WORKFLOW, {
        workflowId: conversationWorkflowId(item.conversationId),
        taskQueue,
        signal: eventsSignal,
        signalArgs: [[...item.events]],
        args: [
          {
            tenantId: item.tenantId,
            conversationId: item.conversationId,
            continueAsNewAfterTurns,
            ...(state === null ? {} : { state }),
          },
        ],
        typedSearchAttributes: new TypedSearchAttributes(firstAttributes(item.tenantId, state)),
        staticSummary: 'A WhatsApp conversation',
      });
      return 'delivered';
    } catch (error) {
      const code = grpcCode(error);
      // INVALID_ARGUMENT and the like are about this row; everything else is about Temporal.
      if (code !== null && ROW_ERRORS.has(code)) return { code: `grpc_${code}` };
      log.warn({ conversationId: item.conversationId, code }, 'Temporal does not take events now');
      return 'later';
    }
  }
}

/**
 * The state of a conversation whose first events these are, so that its workflow need not ask for it; null for older
 * ones.
 */
function stateFromBirth(events: readonly ConversationEvent[]): ConversationState | null {
  const unbroken = events.filter((event, index) => event.seq === index + 1);
  return unbroken.length === 0 ? null : foldAll(unbroken);
}

/** INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE. */
const ROW_ERRORS = new Set([3, 9, 11]);

function grpcCode(error: unknown): number | null {
  for (let at = error, depth = 0; at instanceof Error && depth < 4; at = at.cause, depth++)
    if (isGrpcServiceError(at)) return at.code;
  return null;
}

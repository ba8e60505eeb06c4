import { errorChain } from '../config/process/error-chain.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import { isGrpcServiceError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import { newId } from '../store/db/ids.ts';
import type { Pool } from '../store/db/open-pool.ts';
import type { ConversationEvent } from '../domain/conversation/events.ts';
import { foldAll } from '../domain/conversation/fold.ts';
import type { ConversationState } from '../domain/conversation/state.ts';
import { signalConversation } from './conversation-starter.ts';
import { WakeLoop } from './wake-loop.ts';
import type { Claim } from '../store/outbox/outbox.ts';
import { claim, giveBack, setAside, settle } from '../store/outbox/outbox.ts';

export interface RelayOptions {
  readonly pool: Pool;
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
  readonly #batches = new Set<Promise<void>>();
  readonly #loop = new WakeLoop({
    round: () => this.#round(),
    failed: error =>
      this.#options.log.warn({ event: 'outbox_read_failed', err: error }, 'the relay cannot read the outbox'),
    pollMs: POLL_MS,
    gather: () => this.#gather(),
  });

  constructor(options: RelayOptions) {
    this.#options = options;
  }

  start(): void {
    this.#loop.start();
  }

  /** There may be something to deliver. */
  wake(): void {
    this.#loop.wake();
  }

  async stop(): Promise<void> {
    await this.#loop.stop();
    await Promise.all(this.#batches);
  }

  /** Fewer claims than were asked for were all there are; of others we are told. */
  async #round(): Promise<boolean> {
    const { pool, log, clock = Date.now } = this.#options;
    const token = newId();
    const claims = await claim(pool, token, clock(), LEASE_MS, BATCH);
    if (claims.length === 0) return false;
    const batch: Promise<void> = this.#deliverAll(token, claims)
      .catch((error: unknown) =>
        log.error({ event: 'outbox_batch_failed', err: error }, 'a batch of the relay failed; its lease will run out'),
      )
      .finally(() => this.#batches.delete(batch));
    this.#batches.add(batch);
    if (this.#batches.size >= PARALLEL_BATCHES) await Promise.race(this.#batches);
    return claims.length === BATCH;
  }

  /** While a batch is under way, what comes next is gathered for a moment. */
  async #gather(): Promise<void> {
    if (this.#batches.size > 0) await Promise.race([...this.#batches, sleep(GATHER_MS)]);
  }

  async #deliverAll(token: string, claims: readonly Claim[]): Promise<void> {
    const { pool, log, onSetAside } = this.#options;
    const results = await Promise.all(claims.map(async item => ({ item, verdict: await this.#deliver(item) })));
    const left = await settle(
      pool,
      token,
      results.flatMap(({ item, verdict }) => (verdict === 'delivered' ? [item] : [])),
    );
    if (left > 0) this.#loop.wake();
    for (const { item, verdict } of results) {
      if (verdict === 'delivered' || verdict === 'later') continue;
      log.error(
        { event: 'outbox_quarantined', conversationId: item.conversationId, code: verdict.code },
        'events cannot be delivered and are set aside',
      );
      await setAside(pool, token, item.conversationId, verdict.code, Date.now());
      await onSetAside?.();
    }
    const later = results.filter(({ verdict }) => verdict === 'later').map(({ item }) => item.conversationId);
    if (later.length === 0) return;
    await sleep(PAUSE_MS, undefined, { signal: this.#loop.signal }).catch(() => undefined);
    await giveBack(pool, token, later);
    this.#loop.wake();
  }

  async #deliver(item: Claim): Promise<'delivered' | 'later' | { code: string }> {
    const { client: connect, log } = this.#options;
    if (item.events.length === 0) return 'delivered';
    const state = stateFromBirth(item.events);
    try {
      const client = await connect();
      const { tenantId, conversationId, events } = item;
      await signalConversation(client, this.#options, { tenantId, conversationId, state, news: events });
      return 'delivered';
    } catch (error) {
      const code = grpcCode(error);
      // INVALID_ARGUMENT and the like are about this row; everything else is about Temporal.
      if (code !== null && ROW_ERRORS.has(code)) return { code: `grpc_${code}` };
      log.warn(
        { event: 'temporal_unavailable', conversationId: item.conversationId, code },
        'Temporal does not take events now',
      );
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
  for (const each of errorChain(error)) if (isGrpcServiceError(each)) return each.code;
  return null;
}

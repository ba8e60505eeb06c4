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
  /** Rejects while Temporal cannot be reached. */
  readonly client: () => Promise<Client>;
  readonly taskQueue: string;
  readonly continueAsNewAfterTurns: number;
  readonly log: Logger;
  readonly onSetAside?: () => Promise<void>;
  readonly clock?: () => number;
}

/** After this time another worker may claim events that were claimed but not delivered. */
const LEASE_MS = 30_000;
const BATCH = 64;
/** NOTIFY wakes the relay; the poll is for lost notifications. */
const POLL_MS = 2_000;
const PAUSE_MS = 1_000;
/** While batches are running the relay waits this long, so that a pass claims more; an idle relay does not wait. */
const GATHER_MS = 5;
const PARALLEL_BATCHES = 3;

/**
 * Delivers events from the outbox to the conversations' workflows by signals: in order for each conversation, at least
 * once. Several relays may run. While Temporal is unavailable events are retried without limit; only those that
 * Temporal rejects as such are set aside.
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

  /** To be called when there may be something to deliver. */
  wake(): void {
    this.#loop.wake();
  }

  async stop(): Promise<void> {
    await this.#loop.stop();
    await Promise.all(this.#batches);
  }

  /** One pass. Fewer claims than requested mean that nothing is left; NOTIFY tells of later events. */
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

  /** While batches are running, waits a moment, so that the next pass claims more. */
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
      // INVALID_ARGUMENT and the like mean that these events cannot be delivered; all else, that Temporal has a
      // problem.
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
 * The state of a new conversation, folded from its first events, so that its workflow need not load a snapshot; null if
 * the events do not begin with the conversation's first one.
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

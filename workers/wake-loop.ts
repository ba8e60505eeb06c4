import { setTimeout as sleep } from 'node:timers/promises';
import { WakeSignal } from './wake-signal.ts';

export interface WakeLoopOptions {
  /** Looks for work and does it. True: there is more, so it is looked for again at once. */
  readonly round: () => Promise<boolean>;
  /** Told of a round that failed; the loop goes on. */
  readonly failed: (error: unknown) => void;
  /** How long it sleeps when nobody wakes it: for wake-ups that were lost. Milliseconds. */
  readonly pollMs: number;
  /** How long it waits when it was woken during a round, so that others get on. Milliseconds. */
  readonly pauseMs?: number;
  /** Waited for after each sleep, so that what comes close together is one round. */
  readonly gather?: () => Promise<void>;
}

/** Does rounds of work whenever it is woken, and now and then by itself, until it is stopped. */
export class WakeLoop {
  readonly #options: WakeLoopOptions;
  readonly #stop = new AbortController();
  readonly #wake = new WakeSignal();
  #running: Promise<void> | null = null;

  constructor(options: WakeLoopOptions) {
    this.#options = options;
  }

  /** Aborted when it is to stop: a round may look at it. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** There may be something to do. */
  wake(): void {
    this.#wake.ring();
  }

  /** Resolves when the round that is under way has ended. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#wake.ring();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { round, failed, pollMs, pauseMs = 0, gather } = this.#options;
    while (!this.signal.aborted) {
      this.#wake.reset();
      let isMore = false;
      try {
        isMore = await round();
      } catch (error) {
        failed(error);
      }
      if (isMore || this.signal.aborted) continue;
      if (this.#wake.rung && pauseMs > 0) await sleep(pauseMs);
      else await this.#wake.wait(pollMs);
      if (!this.signal.aborted) await gather?.();
    }
  }
}

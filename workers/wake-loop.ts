import { setTimeout as sleep } from 'node:timers/promises';
import { WakeSignal } from './wake-signal.ts';

export interface WakeLoopOptions {
  /** One pass: looks for work and does it. @returns true if there is more, so that the next pass begins at once. */
  readonly round: () => Promise<boolean>;
  /** Called with the error of a failed pass; the loop continues. */
  readonly failed: (error: unknown) => void;
  /** The longest sleep between passes, in case wake-ups were lost. Milliseconds. */
  readonly pollMs: number;
  /** Pause if it was woken during a pass, so that others can finish their work. Milliseconds; default 0. */
  readonly pauseMs?: number;
  /** Awaited after each sleep, so that work arriving in quick succession is done in one pass. */
  readonly gather?: () => Promise<void>;
}

/** Runs `round` whenever it is woken, and at least every `pollMs`, until it is stopped. Passes never overlap. */
export class WakeLoop {
  readonly #options: WakeLoopOptions;
  readonly #stop = new AbortController();
  readonly #wake = new WakeSignal();
  #running: Promise<void> | null = null;

  constructor(options: WakeLoopOptions) {
    this.#options = options;
  }

  /** Aborted when the loop is to stop, so that a long pass can end early. */
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

  /** Stops the loop; resolves when the current pass has ended. */
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

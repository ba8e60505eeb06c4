import { setTimeout as sleep } from 'node:timers/promises';

/** An interruptible sleep: `wait` returns when it is rung, when the time is over, or at once if rung since `reset`. */
export class WakeSignal {
  #rung = false;
  #wake: (() => void) | null = null;

  /** Ends the current or the next wait. */
  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  /** To be called before looking for work, so that no later ring is missed. */
  reset(): void {
    this.#rung = false;
  }

  get rung(): boolean {
    return this.#rung;
  }

  async wait(ms: number): Promise<void> {
    if (this.#rung) return;
    const rung = new Promise<void>(resolve => (this.#wake = resolve));
    const timer = new AbortController();
    await Promise.race([rung, sleep(ms, undefined, { signal: timer.signal }).catch(() => undefined)]);
    timer.abort();
    this.#wake = null;
  }
}

import { setTimeout as sleep } from 'node:timers/promises';

/**
 * What a loop sleeps on: it wakes when it is rung, when the time is over, or at once when it was rung since `reset`.
 */
export class WakeSignal {
  #rung = false;
  #wake: (() => void) | null = null;

  /** There may be something to do. */
  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  /** Called before looking for work: whatever rings from here on is not missed. */
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

import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';

/**
 * The single timer of a conversation. A running timer that fires no later than the wanted time is kept, and the plan is
 * computed again when it fires: deadlines mostly move later, and each timer started or canceled adds to the history.
 */
export class Alarm {
  #at: number | null = null;
  #scope: CancellationScope | null = null;
  #rung = false;

  /** Whether it has fired since the last call; resets that. */
  takeRing(): boolean {
    const rung = this.#rung;
    this.#rung = false;
    return rung;
  }

  /** Fires now, without a timer. */
  ring(): void {
    this.#rung = true;
  }

  get hasRung(): boolean {
    return this.#rung;
  }

  /**
   * Makes sure that it fires at `at` (epoch milliseconds) or earlier; null changes nothing.
   * @param summary shown to operators in Temporal's UI.
   */
  set(at: number | null, now: number, summary: string): void {
    if (at === null || (this.#at !== null && this.#at <= at)) return;
    this.#scope?.cancel();
    const scope = new CancellationScope();
    this.#scope = scope;
    this.#at = at;
    void scope
      .run(() => sleep(Math.max(at - now, 1), { summary }))
      .then(
        () => {
          this.#at = this.#scope = null;
          this.#rung = true;
        },
        (error: unknown) => {
          if (!isCancellation(error)) throw error;
        },
      );
  }
}

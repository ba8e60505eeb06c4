import { setTimeout as sleep } from 'node:timers/promises';

const EVERY_MS = 200;

/**
 * Shows a text while it is being written: at most every 200 ms, and never an older state after a newer one. Failures to
 * show are ignored.
 */
export class DraftStreamer {
  readonly #write: (text: string) => Promise<unknown>;
  #latest: string | null = null;
  #writing: Promise<void> | null = null;
  readonly #over = new AbortController();

  constructor(write: (text: string) => Promise<unknown>) {
    this.#write = write;
  }

  show(text: string): void {
    this.#latest = text;
    this.#writing ??= this.#run();
  }

  /** Stops, and resolves when no write is under way any more, so that a later write is not overwritten. */
  async end(): Promise<void> {
    this.#latest = null;
    this.#over.abort();
    await this.#writing;
  }

  async #run(): Promise<void> {
    while (this.#latest !== null) {
      const text = this.#latest;
      this.#latest = null;
      await this.#write(text).catch(() => undefined);
      await sleep(EVERY_MS, undefined, { signal: this.#over.signal }).catch(() => undefined);
    }
    this.#writing = null;
  }
}

/**
 * Work that is never done twice at once: asked for while it runs, it is done once more afterwards, however often it was
 * asked for. The work itself looks at what is the case when it begins.
 */
export class OneAtATime {
  readonly #work: () => Promise<void>;
  #running: Promise<void> | null = null;
  #next: Promise<void> | null = null;

  constructor(work: () => Promise<void>) {
    this.#work = work;
  }

  /** @returns when work that began after this call has ended. It rejects as that work does. */
  run(): Promise<void> {
    if (this.#next !== null) return this.#next;
    if (this.#running === null) return this.#begin();
    return (this.#next = this.#running
      .catch(() => undefined)
      .then(() => {
        this.#next = null;
        return this.#begin();
      }));
  }

  /** @returns when what runs now has ended. */
  now(): Promise<void> {
    return this.#running ?? Promise.resolve();
  }

  #begin(): Promise<void> {
    const running = this.#work().finally(() => {
      this.#running = null;
    });
    return (this.#running = running);
  }
}

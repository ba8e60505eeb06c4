/** One thing that is held: `arrived` resolves when the first has come to the gate. */
export interface Held {
  readonly arrived: Promise<void>;
  /** Lets go whatever waits here, and whatever would still come. */
  letGo(): void;
}

interface Hold {
  readonly matches: (what: string) => boolean;
  readonly arrive: () => void;
  readonly gone: Promise<void>;
}

/** A place at which work waits to be let go, so that a test decides what comes before it. Open unless something is held. */
export class Gate {
  readonly #holds = new Set<Hold>();

  /** @param matches which work is held; by default all. */
  hold(matches: (what: string) => boolean = () => true): Held {
    let arrive = (): void => undefined;
    let go = (): void => undefined;
    const arrived = new Promise<void>(resolve => (arrive = resolve));
    const gone = new Promise<void>(resolve => (go = resolve));
    const hold = { matches, arrive, gone };
    this.#holds.add(hold);
    return {
      arrived,
      letGo: () => {
        this.#holds.delete(hold);
        go();
      },
    };
  }

  /** Comes to the gate; goes on at once, or when it is let go. */
  async pass(what: string): Promise<void> {
    const hold = [...this.#holds].find(each => each.matches(what));
    hold?.arrive();
    await hold?.gone;
  }
}

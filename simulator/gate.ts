/** What is held at a gate. */
export interface Held {
  /** Resolves when the first has come to the gate. */
  readonly arrived: Promise<void>;
  /** Lets go whatever waits here, and whatever would still come. */
  letGo(): void;
}

interface Hold {
  readonly matches: (what: string) => boolean;
  readonly once: boolean;
  hasArrived: boolean;
  readonly arrive: () => void;
  readonly gone: Promise<void>;
  readonly letGo: () => void;
}

/**
 * A place at which work waits to be let go, so that a test decides what comes before it. Open unless something is held.
 */
export class Gate {
  readonly #holds = new Set<Hold>();

  /** @param matches which work is held, by default all. @param once only the first of it. */
  hold(matches: (what: string) => boolean = () => true, { once = false }: { readonly once?: boolean } = {}): Held {
    let arrive = (): void => undefined;
    let go = (): void => undefined;
    const arrived = new Promise<void>(resolve => (arrive = resolve));
    const gone = new Promise<void>(resolve => (go = resolve));
    const letGo = (): void => {
      this.#holds.delete(hold);
      go();
    };
    const hold: Hold = { matches, once, hasArrived: false, arrive, gone, letGo };
    this.#holds.add(hold);
    return { arrived, letGo };
  }

  /** Lets go of everything. */
  open(): void {
    for (const hold of this.#holds) hold.letGo();
  }

  /** Comes to the gate; goes on at once, or when it is let go. */
  async pass(what: string): Promise<void> {
    const hold = [...this.#holds].find(each => !(each.once && each.hasArrived) && each.matches(what));
    if (hold === undefined) return;
    hold.hasArrived = true;
    hold.arrive();
    await hold.gone;
  }
}

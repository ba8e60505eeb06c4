/** An order to hold work at a gate. */
export interface Held {
  /** Resolves when the first matching work has arrived at the gate. */
  readonly arrived: Promise<void>;
  /** Ends the order: releases the work that waits, and holds none any more. */
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

/** A point at which work can be held until a test releases it, so that the test decides the order of events. */
export class Gate {
  readonly #holds = new Set<Hold>();

  /**
   * Holds work from now on, until `letGo`.
   * @param matches which work, by the text it passes the gate with; all by default. @param once only the first match.
   */
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

  /** Ends all orders. */
  open(): void {
    for (const hold of this.#holds) hold.letGo();
  }

  /** Called by the work: resolves at once, or when the order that holds it ends. @param what what `matches` sees. */
  async pass(what: string): Promise<void> {
    const hold = [...this.#holds].find(each => !(each.once && each.hasArrived) && each.matches(what));
    if (hold === undefined) return;
    hold.hasArrived = true;
    hold.arrive();
    await hold.gone;
  }
}

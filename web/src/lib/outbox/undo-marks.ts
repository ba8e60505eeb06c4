import type { EntryStorage } from './entry-store.ts';

interface World {
  readonly storage: EntryStorage;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Who wants something back has it by then, whatever is sent before it; else its tab was closed. */
const LEFT_MS = 2 * 60_000;

/** Which entries a person wants back, told to all tabs: until the one that was asked has its turn, no other sends them. */
export class UndoMarks {
  readonly #world: World;
  readonly #name: string;

  constructor(world: World, userId: string) {
    this.#world = world;
    this.#name = `sigfollow-undo:${userId}:`;
  }

  set(keys: Iterable<string>): void {
    try {
      for (const key of keys) this.#world.storage.setItem(this.#name + key, String(this.#world.now()));
    } catch {
      // No room: then it is taken back as long as its turn comes in time.
    }
  }

  drop(keys: Iterable<string>): void {
    try {
      for (const key of keys) this.#world.storage.removeItem(this.#name + key);
    } catch {
      // Closed to the page: then nothing was kept.
    }
  }

  /** `left`: it was wanted back so long ago that nobody does so any more. */
  of(key: string): 'wanted' | 'left' | null {
    try {
      const at = this.#world.storage.getItem(this.#name + key);
      if (at === null) return null;
      const age = this.#world.now() - Number(at);
      return age >= 0 && age < LEFT_MS ? 'wanted' : 'left';
    } catch {
      return null;
    }
  }
}

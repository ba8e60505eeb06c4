import type { OutboxEntry } from './entry.ts';
import { entryOf } from './stored-entry.ts';

/** Where entries outlive the page: all tabs share it. Each may throw: there is no room, or it is closed to the page. */
export interface EntryStorage {
  readonly names: () => readonly string[];
  readonly getItem: (name: string) => string | null;
  readonly setItem: (name: string, value: string) => void;
  readonly removeItem: (name: string) => void;
}

/** The entries of one person, each in an item of its own: tabs that write at once overwrite nothing of each other. */
export class EntryStore {
  readonly #storage: EntryStorage;
  readonly #name: string;
  /** By key, what storage took nothing (more) of: it is kept as long as the page is. */
  readonly #unkept = new Map<string, OutboxEntry>();

  /** @param name what the names of its items begin with, before a colon. */
  constructor(storage: EntryStorage, name: string) {
    this.#storage = storage;
    this.#name = name;
    this.moveOver();
  }

  /** The oldest first. */
  read(): readonly OutboxEntry[] {
    const found = this.#stored();
    for (const [key, entry] of this.#unkept)
      // What another tab has taken out of storage is gone here, too.
      if (entry.isKept && !found.has(key)) this.#unkept.delete(key);
      else found.set(key, entry);
    return [...found.values()].sort((one, two) => one.order - two.order || (one.key < two.key ? -1 : 1));
  }

  write(entry: OutboxEntry): void {
    try {
      this.#storage.setItem(this.#itemOf(entry.key), JSON.stringify(entry));
      this.#unkept.delete(entry.key);
    } catch {
      this.#unkept.set(entry.key, entry);
    }
  }

  remove(key: string): void {
    this.#unkept.delete(key);
    try {
      this.#storage.removeItem(this.#itemOf(key));
    } catch {
      // Closed to the page: then nothing was kept.
    }
  }

  /** Earlier versions kept all entries in one item: they come before what was sent off since. */
  moveOver(): void {
    try {
      const list = this.#storage.getItem(this.#name);
      if (list === null) return;
      // First: what comes instead needs its room.
      this.#storage.removeItem(this.#name);
      const kept: unknown = JSON.parse(list);
      if (!Array.isArray(kept)) return;
      for (const [place, each] of kept.entries()) {
        const entry = entryOf(each, place - kept.length);
        if (entry !== null && this.#storage.getItem(this.#itemOf(entry.key)) === null) this.write(entry);
      }
    } catch {
      // Nothing that could be read.
    }
  }

  #itemOf(key: string): string {
    return `${this.#name}:${key}`;
  }

  #stored(): Map<string, OutboxEntry> {
    const found = new Map<string, OutboxEntry>();
    try {
      for (const name of this.#storage.names()) {
        const entry = name.startsWith(`${this.#name}:`) ? parsed(this.#storage.getItem(name)) : null;
        if (entry !== null) found.set(entry.key, entry);
      }
    } catch {
      // Closed to the page.
    }
    return found;
  }
}

function parsed(text: string | null): OutboxEntry | null {
  try {
    return entryOf(JSON.parse(text ?? 'null'), 0);
  } catch {
    return null;
  }
}

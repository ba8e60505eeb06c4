import { newKey } from '../new-key.ts';
import type { Used } from '../outbox/index.ts';
import { filesOf, isRecord, isText, isUsed } from '../outbox/stored-entry.ts';
import type { Writing } from './writing.ts';

/** What this browser keeps of a draft until the server has it. */
export interface Copy extends Writing {
  /** The server's version it goes back to; null: none was known. */
  readonly version: number | null;
  /** What it was when it was sent off with the key that it still has; null: it was not, as far as is known. */
  readonly tried: Writing | null;
}

/** A draft's copy in this tab and, for when the tab is closed, in this browser. */
export class DraftCopy {
  readonly #name: string;
  /** Of everything that was written here: another tab's copy is not removed. */
  readonly #ownKeys = new Set<string>();

  constructor(name: string) {
    this.#name = name;
  }

  read(): Copy | null {
    try {
      return parsed(sessionStorage.getItem(this.#name) ?? localStorage.getItem(this.#name));
    } catch {
      return null;
    }
  }

  keep(copy: Copy): void {
    if (copy.key !== null) this.#ownKeys.add(copy.key);
    try {
      const text = JSON.stringify(copy);
      sessionStorage.setItem(this.#name, text);
      localStorage.setItem(this.#name, text);
    } catch {
      // No room: it is kept as long as the page is.
    }
  }

  /** The AI's words that are in the text: the server does not know of them, whatever it has of the text. */
  readUsed(): Used | null {
    try {
      const used: unknown = JSON.parse(localStorage.getItem(`${this.#name}:used`) ?? 'null');
      return isUsed(used) ? used : null;
    } catch {
      return null;
    }
  }

  keepUsed(used: Used | null): void {
    try {
      if (used === null) localStorage.removeItem(`${this.#name}:used`);
      else localStorage.setItem(`${this.#name}:used`, JSON.stringify(used));
    } catch {
      // No room: it is known as long as the page is.
    }
  }

  drop(): void {
    try {
      sessionStorage.removeItem(this.#name);
      const kept = parsed(localStorage.getItem(this.#name));
      if (kept?.key == null || this.#ownKeys.has(kept.key)) localStorage.removeItem(this.#name);
    } catch {
      // Closed to us: then nothing was kept.
    }
  }
}

const parsed = (text: string | null): Copy | null => copyOf(JSON.parse(text ?? 'null'));

/** @returns null: it is none. */
function writingOf(kept: unknown): Writing | null {
  if (!isRecord(kept)) return null;
  const { text, quotes, key } = kept;
  if (!isText(text)) return null;
  return {
    text,
    quotes: isText(quotes) ? quotes : null,
    files: filesOf(kept),
    key: isText(key) ? key : null,
  };
}

/**
 * A copy as it was kept, perhaps by another version: of what is not understood, the text is saved.
 * @returns null: it is none.
 */
export function copyOf(kept: unknown): Copy | null {
  const writing = writingOf(kept);
  if (writing === null || !isRecord(kept)) return null;
  const { version, tried } = kept;
  const isEmpty = writing.text === '' && writing.files.length === 0;
  return {
    ...writing,
    // What is written has one, or it could not be sent.
    key: isEmpty ? writing.key : (writing.key ?? newKey()),
    version: typeof version === 'number' ? version : null,
    tried: writingOf(tried),
  };
}

import type { OutboxWorld } from './outbox.ts';
import { isRecord, isText } from './stored-entry.ts';

/** What became of words of the AI that were sent. */
export interface Decision {
  /** Of the suggestion. */
  readonly id: string;
  readonly conversationId: string;
  /** How many letters of them were changed. */
  readonly distance: number;
}

type World = Pick<OutboxWorld, 'storage' | 'canSend' | 'later'>;
/** @returns whether the server knows. */
type Tell = (decision: Decision) => Promise<boolean>;

const AGAIN_MS = 10_000;

/**
 * What a person's messages decided about the AI's words, kept until the server knows, also when the page ends meanwhile:
 * else it would propose the words again. To tell it twice does no harm.
 */
export class Decisions {
  readonly #name: string;
  readonly #world: World;
  readonly #tell: Tell;
  readonly #open = new Map<string, Decision>();
  #isTelling = false;
  #isDue = false;
  #isOver = false;

  constructor(userId: string, world: World, tell: Tell) {
    this.#name = `sigfollow-decided:${userId}:`;
    this.#world = world;
    this.#tell = tell;
    this.#read();
  }

  /** The suggestions that the server does not know of yet. */
  ids(): readonly string[] {
    return [...this.#open.keys()];
  }

  add(decision: Decision): void {
    this.#open.set(decision.id, decision);
    try {
      this.#world.storage.setItem(this.#name + decision.id, JSON.stringify(decision));
    } catch {
      // No room: it is kept as long as the page is.
    }
    this.run();
  }

  /** Tells what is not known to be told: at the start, with the connection back, after somebody has logged in again. */
  run(): void {
    if (!this.#isTelling) void this.#tellAll();
  }

  /** Nothing goes on: somebody else sits here. What is kept stays for whose it is. */
  end(): void {
    this.#isOver = true;
  }

  async #tellAll(): Promise<void> {
    this.#isTelling = true;
    let isLeft = false;
    for (const decision of this.#open.values()) {
      if (this.#isOver || !this.#world.canSend()) break;
      if (await this.#tell(decision)) this.#drop(decision.id);
      else isLeft = true;
    }
    this.#isTelling = false;
    if (!isLeft || this.#isDue) return;
    this.#isDue = true;
    this.#world.later(AGAIN_MS, () => {
      this.#isDue = false;
      this.run();
    });
  }

  #drop(id: string): void {
    this.#open.delete(id);
    try {
      this.#world.storage.removeItem(this.#name + id);
    } catch {
      // Closed to the page: then nothing was kept.
    }
  }

  #read(): void {
    try {
      for (const name of this.#world.storage.names()) {
        if (!name.startsWith(this.#name)) continue;
        const kept: unknown = JSON.parse(this.#world.storage.getItem(name) ?? 'null');
        if (!isRecord(kept)) continue;
        const { id, conversationId, distance } = kept;
        if (isText(id) && isText(conversationId) && typeof distance === 'number')
          this.#open.set(id, { id, conversationId, distance });
      }
    } catch {
      // Closed to the page, or nothing that could be read.
    }
  }
}

import { createHash } from 'node:crypto';
import type { Changed } from './changes.ts';

/** Conversations that are remembered for one reader, about 1 kB each: those in which something happens now. */
const REMEMBERED = 64;
/** Newest messages that come with a conversation that is not remembered. */
const AT_FIRST = 5;

/** What a reader is told of a conversation. */
export interface News extends Changed {
  /** Nothing is missing between these messages and what the reader was told before. */
  readonly follows: boolean;
}

/**
 * The messages that a reader has been told over its connection, so that none is sent to it twice as it is. It is only
 * about size: what is forgotten is sent once more.
 */
export class Told {
  /** By conversation: digests of its newest messages, as they were at the last push. */
  readonly #known = new Map<string, ReadonlySet<number>>();

  /**
   * These conversations, each with those of its newest messages that are new or have changed (delivered, reacted to)
   * since the reader was told of it; newest first. A conversation that is not remembered has its newest ones, and the others
   * of those it watches with its next change.
   */
  news(seen: readonly Changed[]): News[] {
    const news = seen.map(({ conversation, messages }) => {
      const known = this.#known.get(conversation.id);
      const looks = messages.map(message => ({ message, digest: digestOf(message) }));
      // Removed first: a Map keeps its order, and so begins with what nothing has happened in for longest.
      this.#known.delete(conversation.id);
      const fresh = looks.filter(({ digest }, place) => (known === undefined ? place < AT_FIRST : !known.has(digest)));
      // What was left out at first has not been told: how it looked to the reader, nobody knows.
      const told = looks.filter(look => known?.has(look.digest) === true || fresh.includes(look));
      this.#known.set(conversation.id, new Set(told.map(({ digest }) => digest)));
      const follows = looks.some(({ digest }) => known?.has(digest));
      return { conversation, messages: fresh.map(({ message }) => message), follows };
    });
    for (const id of [...this.#known.keys()].slice(0, -REMEMBERED)) this.#known.delete(id);
    return news;
  }

  /** Forgets conversations that the reader may not see any more: should one come back, it is told as a new one. */
  forget(ids: readonly string[]): void {
    for (const id of ids) this.#known.delete(id);
  }

  /** Forgets everything, for a reader that reads afresh, or goes on from an earlier place. */
  forgetAll(): void {
    this.#known.clear();
  }
}

/** 48 bits: that two looks of a message have the same digest happens to nobody. */
const digestOf = (view: object): number => createHash('sha1').update(JSON.stringify(view)).digest().readUIntBE(0, 6);

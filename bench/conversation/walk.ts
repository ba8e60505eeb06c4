/**
 * One conversation as people have it: it arrives, is offered and accepted, three times answered, read and written back
 * to, and closed.
 */
import { inParallel } from '../load.ts';

const REPLIES = 3;
/** How often the contact of a walk writes. */
export const TURNS = REPLIES + 1;

/** What a conversation meets at one side, each resolved when that side has said yes. */
export interface WalkedSide {
  /** The contact writes. */
  readonly write: (contact: number) => Promise<void>;
  /** The offer of the contact's conversation, once there is one. */
  readonly offered: (contact: number) => Promise<void>;
  readonly accept: (contact: number) => Promise<void>;
  /** The AI has drafted an answer to what the contact wrote last, where it does that. */
  readonly drafted: (contact: number) => Promise<void>;
  /** An agent replies, and the reply's statuses have been told. */
  readonly reply: (contact: number, text: string) => Promise<void>;
  readonly close: (contact: number) => Promise<void>;
  /** Resolves when nothing is left to do for any of its conversations. */
  readonly idle: () => Promise<void>;
}

async function walk(side: WalkedSide, contact: number): Promise<void> {
  await side.write(contact);
  await side.offered(contact);
  await side.accept(contact);
  await side.drafted(contact);
  for (let reply = 1; reply <= REPLIES; reply++) {
    await side.reply(contact, `Answer ${reply}: the quick brown fox jumps over the lazy dog.`);
    await side.write(contact);
    await side.drafted(contact);
  }
  await side.close(contact);
}

/**
 * Has these contacts' conversations, so many at once.
 * @returns milliseconds until the last was closed and nothing was left to do.
 */
export async function walkAll(side: WalkedSide, contacts: readonly number[], atOnce: number): Promise<number> {
  const begun = performance.now();
  await inParallel(contacts, atOnce, contact => walk(side, contact));
  await side.idle();
  return performance.now() - begun;
}

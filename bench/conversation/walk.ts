/**
 * One typical conversation: it arrives, is offered and accepted; three times an agent replies, the reply is read and
 * the contact writes back; then it is closed.
 */
import { inParallel } from '../load.ts';

const REPLIES = 3;
/** Number of messages the contact writes. */
export const TURNS = REPLIES + 1;

/** The steps of a conversation on one side; each resolves when that side has confirmed it. */
export interface WalkedSide {
  /** The contact writes. */
  readonly write: (contact: number) => Promise<void>;
  /** Resolves when the contact's conversation has been offered. */
  readonly offered: (contact: number) => Promise<void>;
  readonly accept: (contact: number) => Promise<void>;
  /** Resolves when the AI has drafted an answer to the contact's last message; at once where there is no AI. */
  readonly drafted: (contact: number) => Promise<void>;
  /** An agent replies; resolves when all statuses of the reply have been posted. */
  readonly reply: (contact: number, text: string) => Promise<void>;
  readonly close: (contact: number) => Promise<void>;
  /** Resolves when nothing is left to be done for any conversation of the side; at once on the bare side. */
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
 * Runs a conversation for each of these contacts, `atOnce` of them concurrently.
 * @returns milliseconds until the last one was closed and nothing was left to be done.
 */
export async function walkAll(side: WalkedSide, contacts: readonly number[], atOnce: number): Promise<number> {
  const begun = performance.now();
  await inParallel(contacts, atOnce, contact => walk(side, contact));
  await side.idle();
  return performance.now() - begun;
}

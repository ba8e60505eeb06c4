import type { Message } from '../../lib/api/types.ts';

interface Page {
  readonly items: Message[];
  readonly nextCursor: string | null;
  /** Of the first page: there are newer messages, which are not loaded. */
  readonly previousCursor?: string | null;
}
/** Messages as they were loaded: the newest first. */
export interface MessagePages {
  readonly pages: Page[];
  readonly pageParams: unknown[];
}

/** Whether a thread reaches to the newest message; one that was opened at an older one does not. */
export const isWhole = ({ pages: [first] }: MessagePages): boolean => (first?.previousCursor ?? null) === null;

/** The order of a thread, the newest first: when it was written, and for one moment when it came. */
const isNewer = (a: Message, b: Message): boolean =>
  a.at === b.at ? (a.receivedAt === b.receivedAt ? a.id > b.id : a.receivedAt > b.receivedAt) : a.at > b.at;

/**
 * A thread with its newest messages as they are now; the same one where none is told.
 * @param told the newest messages, without a gap among them.
 * @param most as many as the server tells at most: when it tells so many and none is known, there may be others in
 * between.
 * @param apart ids of messages before which there may be others already: to know one of these says nothing.
 * @returns null when there may be a gap: then the thread has to be read again.
 */
export function mergeMessages(
  thread: MessagePages,
  told: readonly Message[],
  most: number,
  apart: ReadonlySet<string> = new Set(),
): MessagePages | null {
  if (told.length === 0) return thread;
  const fresh = new Map(told.map(message => [message.id, message]));
  const known = new Set<string>();
  const pages = thread.pages.map(page => ({
    ...page,
    items: page.items.map(message => {
      const now = fresh.get(message.id);
      if (now !== undefined) known.add(message.id);
      return now ?? message;
    }),
  }));
  const added = told.filter(({ id }) => !known.has(id));
  const [first] = pages;
  if (first === undefined) return { ...thread, pages };
  if (!isWhole(thread)) return { ...thread, pages };
  const mayMiss = told.length >= most && first.items.length > 0;
  if (mayMiss && [...known].every(id => apart.has(id))) return null;
  const items = [...added, ...first.items];
  items.sort((a, b) => (isNewer(a, b) ? -1 : 1));
  return { ...thread, pages: [{ ...first, items }, ...pages.slice(1)] };
}

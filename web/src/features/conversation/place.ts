import type { Conversation } from '../../lib/api/types.ts';

interface Page {
  readonly items: Conversation[];
  readonly nextCursor: string | null;
}
/** Pages of a list as they were loaded, in the API's order: the newest activity first. */
export interface Pages {
  readonly pages: Page[];
  readonly pageParams: unknown[];
}

const activity = ({ lastMessage, openedAt }: Conversation): string => lastMessage?.at ?? openedAt;
/** The API's order: by newest activity, then by id, both descending. */
const comesBefore = (a: Conversation, b: Conversation): boolean =>
  activity(a) === activity(b) ? a.id > b.id : activity(a) > activity(b);

/** A list without a conversation; the same one where it is not in it. */
export function without(list: Pages, gone: string): Pages {
  if (!list.pages.some(({ items }) => items.some(({ id }) => id === gone))) return list;
  return { ...list, pages: list.pages.map(page => ({ ...page, items: page.items.filter(({ id }) => id !== gone) })) };
}

/**
 * A list with a conversation as it is now: at its place, or without it when it does not belong there any more; the same
 * one where that changes nothing. The pages keep where they go on: what belongs after the last one that is loaded comes
 * with the next page.
 */
export function place(list: Pages, conversation: Conversation, belongs: boolean): Pages {
  const others = without(list, conversation.id);
  if (!belongs) return others;
  const { pages } = others;
  const at = pages.findIndex(({ items }) => items.some(each => comesBefore(conversation, each)));
  const last = pages.at(-1);
  const page = at === -1 ? (last?.nextCursor === null ? last : undefined) : pages[at];
  if (page === undefined) return others;
  const before = page.items.findIndex(each => comesBefore(conversation, each));
  const here = before === -1 ? page.items.length : before;
  const items = [...page.items.slice(0, here), conversation, ...page.items.slice(here)];
  return { ...list, pages: pages.map(each => (each === page ? { ...page, items } : each)) };
}

/** What is known of a conversation: never an older state over a newer one, in whatever order they arrive. */
export function newer(known: Conversation | undefined, told: Conversation): Conversation {
  return known !== undefined && known.lastSeq > told.lastSeq ? known : told;
}

import type { QueryClient } from '@tanstack/react-query';
import type { Conversation, Me } from '../../lib/api/index.ts';
import type { Changed } from '../../lib/live/messages.ts';
import { patchQuery } from '../../lib/patch-query.ts';
import { countSoon, hasGone, hasMoved } from './counts.ts';
import type { Pages } from './place.ts';
import { newer, place, without } from './place.ts';
import type { Belongs } from './narrowed.ts';
import { conversationQueries } from './queries.ts';
import type { View } from './views.ts';
import { isIn } from './views.ts';

/** By client, the newest state of each conversation that was told: lists that it has left do not know it. */
const newestSeq = new WeakMap<QueryClient, Map<string, number>>();

function isOlder(queries: QueryClient, { id, lastSeq }: Conversation): boolean {
  const seen = newestSeq.get(queries) ?? new Map<string, number>();
  newestSeq.set(queries, seen);
  if (lastSeq < (seen.get(id) ?? 0)) return true;
  seen.set(id, lastSeq);
  return false;
}

/** Writes a conversation as it is now into everything that shows it. */
export function patchConversation(queries: QueryClient, told: Conversation, me: Me): void {
  if (isOlder(queries, told)) return;
  if (hasMoved(queries, told)) countSoon(queries);
  // Also where it was none of theirs before, and is now.
  patchQuery<Conversation>(queries, conversationQueries.one(told.id).queryKey, known => newer(known, told));
  patchLists(queries, (list, view, belongs) => {
    const listed = list.pages.flatMap(({ items }) => items).find(({ id }) => id === told.id);
    if (newer(listed, told) !== told) return list;
    const isListed = listed !== undefined;
    return place(list, told, isIn(view, told, me, isListed) && belongs?.(told, isListed) !== false);
  });
}

function patchLists(
  queries: QueryClient,
  update: (list: Pages, view: View, belongs: Belongs | undefined) => Pages,
): void {
  for (const { queryKey, meta } of queries.getQueryCache().findAll({ queryKey: conversationQueries.lists() }))
    patchQuery<Pages>(
      queries,
      queryKey,
      list => list && update(list, queryKey[1] as View, meta?.['belongs'] as Belongs | undefined),
    );
}

/** Writes what the server says changed into the lists and the open conversation. */
export function patchConversations(queries: QueryClient, { conversations, gone }: Changed, me: Me): void {
  for (const { conversation } of conversations) patchConversation(queries, conversation, me);
  for (const id of gone) {
    patchLists(queries, list => without(list, id));
    hasGone(queries, id);
    countSoon(queries);
    // Asked for once more by who has it open: it says that it is none of theirs any more.
    void queries.resetQueries({ queryKey: conversationQueries.one(id).queryKey, exact: true });
  }
}

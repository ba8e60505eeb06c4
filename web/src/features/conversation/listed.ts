import type { QueryClient } from '@tanstack/react-query';
import type { Conversation } from '../../lib/api/index.ts';
import type { Pages } from './place.ts';
import { conversationQueries } from './queries.ts';

const itemsOf = (list: Pages | undefined): readonly Conversation[] => list?.pages.flatMap(({ items }) => items) ?? [];

/** All conversations that any list has, each once. */
export function allListed(queries: QueryClient): readonly Conversation[] {
  const lists = queries.getQueriesData<Pages>({ queryKey: conversationQueries.lists() });
  return [...new Map(lists.flatMap(([, list]) => itemsOf(list)).map(each => [each.id, each])).values()];
}

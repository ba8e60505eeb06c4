import type { QueryClient } from '@tanstack/react-query';
import type { Conversation } from '../../lib/api/index.ts';
import { readAgain } from '../../lib/read-again.ts';
import { conversationQueries } from './queries.ts';

/** Numbers are read again this long after something moved, once for all that moves meanwhile. */
const COUNT_AFTER_MS = 1_000;

const placeOf = ({ state, agentId, queueId }: Conversation): string => `${state} ${agentId} ${queueId}`;
/** By client, where each conversation stood that was told. */
const places = new WeakMap<QueryClient, Map<string, string>>();
const waiting = new WeakSet<QueryClient>();

/** Whether a conversation may now stand in another view than before; also when it is not known where it stood. */
export function hasMoved(queries: QueryClient, told: Conversation): boolean {
  const seen = places.get(queries) ?? new Map<string, string>();
  places.set(queries, seen);
  const known = queries.getQueryData(conversationQueries.one(told.id).queryKey);
  const before = seen.get(told.id) ?? (known === undefined ? undefined : placeOf(known));
  seen.set(told.id, placeOf(told));
  return before !== placeOf(told);
}

/** Reads the numbers of the views again, soon. */
export function countSoon(queries: QueryClient): void {
  if (waiting.has(queries)) return;
  waiting.add(queries);
  setTimeout(() => {
    waiting.delete(queries);
    readAgain(queries, conversationQueries.counts().queryKey);
  }, COUNT_AFTER_MS);
}

import type { QueryClient } from '@tanstack/react-query';
import type { Conversation } from '../../lib/api/index.ts';
import { readAgain } from '../../lib/read-again.ts';
import { conversationQueries } from './queries.ts';

/** Numbers are read again so long after something moved, once for all that moves meanwhile. */
const COUNT_AFTER_MS = 1_000;
/** And up to so much later: not everybody whom it was told to asks at the same moment. */
const SPREAD_MS = 1_000;

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

/** A conversation is not seen any more: it moves when it comes back, wherever it stands then. */
export function hasGone(queries: QueryClient, id: string): void {
  places.get(queries)?.delete(id);
}

/** Reads the numbers of the views again, soon; those of a page that nobody looks at when it is looked at again. */
export function countSoon(queries: QueryClient): void {
  if (waiting.has(queries)) return;
  waiting.add(queries);
  const read = (): void => {
    if (document.hidden) {
      document.addEventListener('visibilitychange', read, { once: true });
      return;
    }
    waiting.delete(queries);
    readAgain(queries, conversationQueries.counts().queryKey);
  };
  setTimeout(read, COUNT_AFTER_MS + Math.random() * SPREAD_MS);
}

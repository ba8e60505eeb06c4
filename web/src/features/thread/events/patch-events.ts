import type { QueryClient } from '@tanstack/react-query';
import type { Changed, FeedEvent } from '../../../lib/live/messages.ts';
import { patchQuery } from '../../../lib/patch-query.ts';
import { isTold } from './event-types.ts';
import { eventsQuery } from './queries.ts';

/** What happened, as it was read: the newest first. */
interface EventPages {
  readonly pages: { readonly items: Omit<FeedEvent, 'conversationId'>[]; readonly nextCursor: string | null }[];
  readonly pageParams: unknown[];
}

/** Writes what happened in a conversation into what was read of it: a log without a gap, which has each event once. */
export function patchEvents(queries: QueryClient, id: string, events: Changed['events']): void {
  const told = events.filter(({ conversationId, type }) => conversationId === id && isTold(type));
  if (told.length === 0) return;
  patchQuery<EventPages>(queries, eventsQuery(id).queryKey, known => {
    const [first, ...others] = known?.pages ?? [];
    if (known === undefined || first === undefined) return known;
    const seqs = new Set(known.pages.flatMap(({ items }) => items.map(({ seq }) => seq)));
    const added = told.filter(({ seq }) => !seqs.has(seq));
    if (added.length === 0) return known;
    const items = [...added, ...first.items].sort((a, b) => b.seq - a.seq);
    return { ...known, pages: [{ ...first, items }, ...others] };
  });
}

import { useEffect, useMemo } from 'react';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import type { Message } from '../../../lib/api/index.ts';
import type { Changed } from '../../../lib/live/messages.ts';
import { eventListeners } from '../patch.ts';
import type { ToldEvent } from './event-types.ts';
import { isTold } from './event-types.ts';
import type { PlacedEvents } from './placed-events.ts';
import { patchEvents } from './patch-events.ts';
import { placedEvents } from './placed-events.ts';
import { eventsQuery } from './queries.ts';

/**
 * What happened between the messages that are shown; older events are read when older messages are. Without them, or
 * until they are read, messages stand alone.
 * @param messages the oldest first.
 * @param isWhole whether there are no older messages.
 */
export function useToldEvents(conversationId: string, messages: readonly Message[], isWhole: boolean): PlacedEvents {
  const { data, hasNextPage, isFetching, isError, fetchNextPage } = useInfiniteQuery(eventsQuery(conversationId));
  const queries = useQueryClient();
  useEffect(() => {
    const listener = (told: Changed['events']): void => patchEvents(queries, conversationId, told);
    eventListeners.add(listener);
    return () => void eventListeners.delete(listener);
  }, [queries, conversationId]);
  const events = useMemo(() => {
    const items = data?.pages.flatMap(page => page.items).reverse() ?? [];
    return items.filter((event): event is ToldEvent => isTold(event.type));
  }, [data]);
  const from = isWhole ? '' : (messages[0]?.receivedAt ?? null);
  const isShort = hasNextPage && from !== null && (events[0]?.at ?? '') > from;
  useEffect(() => {
    if (isShort && !isFetching && !isError) void fetchNextPage();
  }, [isShort, isFetching, isError, fetchNextPage]);
  // Of a part that is not read yet nothing is known: it is shown at once with all that belongs to it.
  return useMemo(() => placedEvents(messages, events, isWhole && !isShort), [messages, events, isWhole, isShort]);
}

import type { QueryClient } from '@tanstack/react-query';
import type { Message } from '../../lib/api/index.ts';
import type { Changed } from '../../lib/live/messages.ts';
import { patchQuery } from '../../lib/patch-query.ts';
import { readAgain } from '../../lib/read-again.ts';
import { consultQueries } from '../composer/index.ts';
import type { MessagePages } from './merge-messages.ts';
import { isWhole, mergeMessages } from './merge-messages.ts';
import { threadQueries } from './queries.ts';

/** How many newest messages come with a conversation of which nothing was told before (the server's AT_FIRST). */
const PUSHED = 5;

/** Events after which there is another offer, or one has ended. */
const OFFER_EVENTS = new Set([
  ...['offered', 'offer_accepted', 'offer_ended'],
  ...['broadcast', 'broadcast_declined', 'broadcast_ended'],
]);

/** What the API has taken, and no event has told yet: what others wrote before it may be missing in the thread. */
const untold = new Set<string>();

/** Whoever shows what happened hears of it here: what writes it down is loaded with a conversation. */
export const eventListeners = new Set<(events: Changed['events']) => void>();

/** Writes new and changed messages into the threads that are loaded. Why an offer was made no event says: it is read. */
export function patchThread(queries: QueryClient, { conversations, events }: Changed): void {
  for (const { conversationId, type } of events)
    if (OFFER_EVENTS.has(type)) readAgain(queries, threadQueries.offerHistory(conversationId).queryKey);
  for (const tell of eventListeners) tell(events);
  for (const { conversation, messages, follows = false } of conversations) {
    const { queryKey } = threadQueries.messages(conversation.id);
    patchQuery<MessagePages>(queries, queryKey, known => {
      if (known === undefined) return known;
      const merged = mergeMessages(known, messages, follows ? Infinity : PUSHED, untold);
      if (merged === null) void queries.invalidateQueries({ queryKey, exact: true });
      return merged ?? known;
    });
    for (const { id } of messages) untold.delete(id);
    if (messages.some(({ consultId }) => consultId !== null))
      readAgain(queries, consultQueries.of(conversation.id).queryKey);
  }
}

const knows = ({ pages }: MessagePages, { id }: Message): boolean =>
  pages.some(({ items }) => items.some(each => each.id === id));

/**
 * Shows a message as soon as the API has taken it; the event about it comes a moment later. What is known already is
 * newer: a call that is tried again gets its first answer.
 */
export function patchMessage(queries: QueryClient, message: Message): void {
  const { queryKey } = threadQueries.messages(message.conversationId);
  const thread = queries.getQueryData<MessagePages>(queryKey);
  // Whoever writes while an older part is shown wants to see what was written.
  if (thread !== undefined && !isWhole(thread)) {
    void queries.resetQueries({ queryKey, exact: true });
    return;
  }
  patchQuery<MessagePages>(queries, queryKey, known => {
    if (known === undefined || knows(known, message)) return known;
    untold.add(message.id);
    return mergeMessages(known, [message], PUSHED) ?? known;
  });
}

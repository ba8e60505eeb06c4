import { useEffect } from 'react';
import type { QueryClient, QueryKey } from '@tanstack/react-query';
import { useQueryClient } from '@tanstack/react-query';
import {
  consultQueries,
  patchSuggestion,
  patchSuggestions,
  suggestionQueries,
  workbenchSettingsQuery,
} from '../features/composer/index.ts';
import { contactQueries, patchEarlier } from '../features/contact/index.ts';
import { conversationQueries, patchConversations } from '../features/conversation/index.ts';
import { mentionQueries } from '../features/mentions/index.ts';
import { offerQueries, patchOffers } from '../features/offers/index.ts';
import { patchMessage, patchThread, threadQueries } from '../features/thread/index.ts';
import type { Me } from '../lib/api/index.ts';
import { answerOf, client } from '../lib/api/index.ts';
import type { Beside } from '../lib/live/messages.ts';
import { LiveSocket } from '../lib/live/socket.ts';
import { askOnceMore, readAgain } from '../lib/read-again.ts';
import { sessionOver, useSignal } from '../lib/signals.ts';
import { onTaken } from '../lib/taken.ts';

/** Into what the socket's words are written. */
const patched = () => [
  conversationQueries.lists(),
  conversationQueries.ones(),
  threadQueries.allMessages(),
  threadQueries.allEvents(),
  offerQueries.live().queryKey,
];

/** What the socket keeps up to date; the numbers of the views are read again soon after something has moved. */
const live = () => [...patched(), conversationQueries.counts().queryKey];

/** Where one is mentioned. */
const mentioned = () => [
  mentionQueries.unseen().queryKey,
  conversationQueries.counts().queryKey,
  conversationQueries.list('mentions').queryKey,
];

/** What is told without events, or by some that do not tell all of it: what was missed is not told again. */
const beside = () => [
  threadQueries.offerHistories(),
  contactQueries.ones(),
  contactQueries.allConversations(),
  consultQueries.all(),
  suggestionQueries.all(),
  offerQueries.missed().queryKey,
  workbenchSettingsQuery().queryKey,
  ...mentioned(),
];

const readAfresh = (queries: QueryClient): void => readAgain(queries, ...live(), ...beside());

/** None: a server that is newer than this page tells of what is not shown here. */
function besideKeys({ what, id }: Beside): readonly QueryKey[] {
  switch (what) {
    case 'contact':
      return [contactQueries.one(id).queryKey];
    case 'consults':
      return [consultQueries.of(id).queryKey];
    case 'suggestions':
      return [suggestionQueries.of(id).queryKey];
    case 'mentions':
      return mentioned();
    case 'missed':
      return [offerQueries.missed().queryKey];
    case 'settings':
      return [workbenchSettingsQuery().queryKey];
    default:
      return [];
  }
}

/** An answer that is under way may be older than what is told now, and would be written over it. */
function readAgainWhatIsAsked(queries: QueryClient): void {
  for (const queryKey of patched()) askOnceMore(queries, queryKey);
}

/**
 * Lets go on what waited when the page ended, whatever is open. It is loaded beside the page, which stands without it.
 * @param isStill whether that person is still here.
 */
async function sendWhatWaited(userId: string, isStill: () => boolean): Promise<void> {
  const { outboxOf } = await import('../lib/outbox/index.ts');
  if (isStill()) outboxOf(userId);
}

/** Writes what the server says changed into what is shown. */
export function useLive(me: Me): void {
  const queries = useQueryClient();
  const isOver = useSignal(sessionOver);
  useEffect(() => {
    if (isOver) return;
    let isHere = true;
    // What could not be loaded, for want of a network, is loaded when there is one.
    const goOn = (): void => void sendWhatWaited(me.id, () => isHere).catch(() => undefined);
    goOn();
    const stop = onTaken(message => {
      readAgainWhatIsAsked(queries);
      patchMessage(queries, message);
    });
    const socket = new LiveSocket({
      onChanged: changed => {
        readAgainWhatIsAsked(queries);
        patchConversations(queries, changed, me);
        patchThread(queries, changed);
        patchEarlier(queries, changed);
        patchOffers(queries, changed, me);
        patchSuggestions(queries, changed);
      },
      onDraft: written => patchSuggestion(queries, written),
      onBeside: told => readAgain(queries, ...besideKeys(told)),
      onBegin: () => {
        readAfresh(queries);
        goOn();
      },
      // Ticks and reactions have no event of their own, either.
      onResumed: () => readAgain(queries, threadQueries.allMessages(), ...beside()),
      onOverflow: () => readAfresh(queries),
      onSessionOver: () => sessionOver.set(true),
      // The answer tells: the session may be over, or the network away.
      onLost: () => void answerOf(client.GET('/api/v1/me')).catch(() => undefined),
    });
    return () => {
      isHere = false;
      stop();
      socket.end();
    };
  }, [queries, isOver, me]);
}

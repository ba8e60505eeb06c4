import { useEffect, useState, useSyncExternalStore } from 'react';
import type { Conversation, Message } from '../../lib/api/index.ts';
import { answerOf, client, isServersFault } from '../../lib/api/index.ts';
import { connection, sessionOver, useSignal } from '../../lib/signals.ts';

/** After this it is tried again where the server failed. */
const AGAIN_MS = 10_000;

function subscribe(listener: () => void): () => void {
  document.addEventListener('visibilitychange', listener);
  return () => document.removeEventListener('visibilitychange', listener);
}

/**
 * Tells the API that what came was read, as soon as somebody can have seen it: not before the newest message is shown,
 * not while another tab is looked at, and without a connection or a session when it is back. WhatsApp tells the
 * customer: by who answers, not by who looks on.
 * @param messages that are shown; undefined: they are being loaded, or could not be.
 */
export function useMarkAsRead(
  { id, unread, lastMessage }: Conversation,
  isAnswering: boolean,
  messages: readonly Message[] | undefined,
): void {
  const isSeen = useSyncExternalStore(subscribe, () => !document.hidden);
  const isConnected = useSignal(connection) === 'fine';
  const hasSession = !useSignal(sessionOver);
  const [failures, setFailures] = useState(0);
  const isShown = messages?.some(message => message.id === lastMessage?.id) === true;
  const isDue = isAnswering && unread > 0 && isShown && isSeen && isConnected && hasSession;
  useEffect(() => {
    if (!isDue) return;
    let again: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    answerOf(client.POST('/api/v1/conversations/{id}/read', { params: { path: { id } }, body: {} })).catch(
      (error: unknown) => {
        if (!isOver && isServersFault(error)) again = setTimeout(() => setFailures(count => count + 1), AGAIN_MS);
      },
    );
    return () => {
      isOver = true;
      clearTimeout(again);
    };
  }, [id, unread, isDue, failures]);
}

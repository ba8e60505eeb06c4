import { useCallback, useRef } from 'react';
import { answerOf, client } from '../../lib/api/index.ts';

/** The customer sees it for 25 seconds. */
const TYPING_MS = 20_000;

/**
 * Tells the customer that somebody types, while somebody does.
 * @param enabled WhatsApp marks the customer's last message as read with it: only who answers tells it.
 * @returns to be called with each change, and when it is sent.
 */
export function useTypingNotice(conversationId: string, enabled: boolean) {
  const told = useRef(0);
  const onType = useCallback(() => {
    if (!enabled || Date.now() < told.current + TYPING_MS) return;
    told.current = Date.now();
    answerOf(
      client.POST('/api/v1/conversations/{id}/typing', { params: { path: { id: conversationId } }, body: {} }),
    ).catch(() => undefined);
  }, [conversationId, enabled]);
  const onSend = useCallback(() => {
    told.current = 0;
  }, []);
  return { onType, onSend };
}

import { useEffect } from 'react';
import type { QueryClient } from '@tanstack/react-query';
import { useQueryClient } from '@tanstack/react-query';
import type { Me, Page } from './api.ts';
import { api } from './api.ts';
import { sessionOver, useSignal } from './signals.ts';
import type { Suggestion } from './suggestions.ts';

const RETRY_MS = 1_500;
/** With this the server ends a socket whose session is over (`LOG_IN_AGAIN` of the hub). */
const LOG_IN_AGAIN = 4401;

type FromServer =
  | { readonly type: 'changed' | 'ready' | 'overflow' | 'pong' | 'error' }
  | {
      readonly type: 'draft';
      readonly conversationId: string;
      readonly suggestionId: string;
      readonly kind: Suggestion['kind'];
      readonly text: string;
    };

/**
 * Keeps lists fresh: whatever the server says changed is read again; after a lost connection everything is. Drafts are
 * shown as they are written.
 */
export function useLive(): void {
  const queries = useQueryClient();
  const isOver = useSignal(sessionOver);
  useEffect(() => {
    if (isOver) return;
    let socket: WebSocket | null = null;
    let closed = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const connect = (): void => {
      socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`);
      socket.onmessage = event => {
        const message = JSON.parse(String(event.data)) as FromServer;
        if (message.type === 'draft') write(queries, message);
        else if (message.type === 'changed' || message.type === 'ready' || message.type === 'overflow')
          void queries.invalidateQueries();
      };
      socket.onclose = ({ code }) => {
        if (closed) return;
        if (code === LOG_IN_AGAIN) return sessionOver.set(true);
        // Why it ended is not told: the session may be over (the call says so), or the network away.
        void api<Me>('GET', '/me').catch(() => undefined);
        timer = setTimeout(connect, RETRY_MS);
      };
    };
    connect();
    return () => {
      closed = true;
      clearTimeout(timer);
      socket?.close();
    };
  }, [queries, isOver]);
}

/** More of a draft; one that has ended meanwhile stays as it is. */
function write(
  queries: QueryClient,
  { conversationId, suggestionId: id, kind, text }: Extract<FromServer, { type: 'draft' }>,
): void {
  queries.setQueryData<Page<Suggestion>>(['suggestions', conversationId], page => {
    if (page === undefined) return page;
    const known = page.items.some(each => each.id === id);
    const items = known
      ? page.items.map(each => (each.id === id && each.state === 'working' ? { ...each, text } : each))
      : [
          {
            id,
            kind,
            state: 'working',
            text,
            error: null,
            proposal: null,
            demo: false,
            createdAt: new Date().toISOString(),
            citations: [],
          },
          ...page.items,
        ];
    return { ...page, items };
  });
}

import { useEffect } from 'react';
import type { QueryClient } from '@tanstack/react-query';
import { useQueryClient } from '@tanstack/react-query';
import type { Page } from './api.ts';
import type { Suggestion } from './suggestions.ts';

const RETRY_MS = 1_500;

type FromServer = { readonly type: 'changed' | 'ready' | 'overflow' | 'pong' | 'error' } | { readonly type: 'draft'; readonly conversationId: string; readonly suggestionId: string; readonly kind: Suggestion['kind']; readonly text: string };

/** Keeps lists fresh: whatever the server says changed is read again; after a lost connection everything is. Drafts are shown as they are written. */
export function useLive(): void {
  const queries = useQueryClient();
  useEffect(() => {
    let socket: WebSocket | null = null;
    let closed = false;
    const connect = (): void => {
      socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`);
      socket.onmessage = event => {
        const message = JSON.parse(String(event.data)) as FromServer;
        if (message.type === 'draft') write(queries, message);
        else if (message.type === 'changed' || message.type === 'ready' || message.type === 'overflow') void queries.invalidateQueries();
      };
      socket.onclose = () => {
        if (!closed) setTimeout(connect, RETRY_MS);
      };
    };
    connect();
    return () => {
      closed = true;
      socket?.close();
    };
  }, [queries]);
}

/** More of a draft; one that has ended meanwhile stays as it is. */
function write(queries: QueryClient, { conversationId, suggestionId: id, kind, text }: Extract<FromServer, { type: 'draft' }>): void {
  queries.setQueryData<Page<Suggestion>>(['suggestions', conversationId], page => {
    if (page === undefined) return page;
    const known = page.items.some(each => each.id === id);
    const items = known ? page.items.map(each => (each.id === id && each.state === 'working' ? { ...each, text } : each)) : [{ id, kind, state: 'working', text, error: null, proposal: null, demo: false, createdAt: new Date().toISOString(), citations: [] }, ...page.items];
    return { ...page, items };
  });
}

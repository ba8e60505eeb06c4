import { useEffect } from 'react';
import { useQueryClient } from '@tanstack/react-query';

const RETRY_MS = 1_500;

/** Keeps lists fresh: whatever the server says changed is read again; after a lost connection everything is. */
export function useLive(): void {
  const queries = useQueryClient();
  useEffect(() => {
    let socket: WebSocket | null = null;
    let closed = false;
    const connect = (): void => {
      socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`);
      socket.onmessage = event => {
        const { type } = JSON.parse(String(event.data)) as { type: string };
        if (type === 'changed' || type === 'ready' || type === 'overflow') void queries.invalidateQueries();
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

import { useSyncExternalStore } from 'react';

/**
 * Where in the workbench one is; it stands in the address, so that it can be gone back to, kept and sent to a
 * colleague.
 */
export interface Place {
  readonly page: string;
  readonly conversationId: string | null;
}

const CONVERSATIONS = 'conversations';
const subscribe = (listener: () => void): (() => void) => {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
};

export const addressOf = (conversationId: string): string => `#/${CONVERSATIONS}/${conversationId}`;
export const goTo = (address: string): void => void (location.hash = address);

export function usePlace(): Place {
  const hash = useSyncExternalStore(subscribe, () => location.hash);
  const [, page = '', id = ''] = hash.split('/');
  return page === '' || page === CONVERSATIONS
    ? { page: CONVERSATIONS, conversationId: /^[0-9a-f-]{36}$/i.test(id) ? id : null }
    : { page, conversationId: null };
}

import { useSyncExternalStore } from 'react';

/** A value that parts of the page outside of React's tree change, and components show. */
export interface Signal<T> {
  readonly get: () => T;
  readonly set: (value: T) => void;
  readonly subscribe: (listener: () => void) => () => void;
}

export function signal<T>(initial: T): Signal<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set: next => {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of [...listeners]) listener();
    },
    subscribe: listener => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

export const useSignal = <T>(source: Signal<T>): T => useSyncExternalStore(source.subscribe, source.get);

/** Whether the session has ended while the workbench was open: whoever sits there logs in again, and loses nothing. */
export const sessionOver = signal(false);

/** `offline`: the browser has no network. `unreachable`: it has one, and the server does not answer. */
export const connection = signal<'fine' | 'offline' | 'unreachable'>(navigator.onLine ? 'fine' : 'offline');

window.addEventListener('offline', () => connection.set('offline'));
// Whether the server can be reached, too, is known with the next answer.
window.addEventListener('online', () => connection.set('fine'));

/** What a call tells about the connection. */
export function noteAnswer(answered: boolean): void {
  if (answered) connection.set('fine');
  else connection.set(navigator.onLine ? 'unreachable' : 'offline');
}

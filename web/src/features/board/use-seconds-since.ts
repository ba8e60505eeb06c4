import { useSyncExternalStore } from 'react';

const SECOND = 1_000;

function subscribe(listener: () => void): () => void {
  const timer = setInterval(listener, SECOND);
  return () => clearInterval(timer);
}

/** Whole seconds since a moment of this computer's clock (epoch milliseconds), counted on each second. */
export function useSecondsSince(moment: number): number {
  const now = useSyncExternalStore(subscribe, () => Math.floor(Date.now() / SECOND));
  return Math.max(0, now - Math.floor(moment / SECOND));
}

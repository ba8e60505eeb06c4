import { useEffect, useState } from 'react';

/** So long it is waited for; then what is shown is what there is. */
const PATIENCE_MS = 20_000;

/**
 * For what is asked for now, comes later, and of which no event tells: until something else stands there, or patience
 * ends. What stands there is given as a text, such as the time of the last check.
 */
export function useAwaited(): {
  /** It is waited for from now on. @param now what stands there. */
  readonly begin: (now: string) => void;
  readonly end: () => void;
  /** Whether it is waited for, and this is what stood there when it was asked for. */
  readonly isAwaited: (now: string) => boolean;
} {
  const [before, setBefore] = useState<string | null>(null);
  useEffect(() => {
    if (before === null) return;
    const timer = setTimeout(setBefore, PATIENCE_MS, null);
    return () => clearTimeout(timer);
  }, [before]);
  return { begin: setBefore, end: () => setBefore(null), isAwaited: now => before === now };
}

import type { RefObject } from 'react';
import { useCallback, useEffect, useRef, useState } from 'react';

interface Thread {
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  readonly isFetchNextPageError: boolean;
  readonly fetchNextPage: () => Promise<unknown>;
}

export interface Jump {
  /** The message that is lit up; each jump anew, also to the same one. */
  readonly lit: { readonly id: string; readonly number: number } | null;
  /** Older messages are being loaded to get there. */
  readonly isOnTheWay: boolean;
  readonly to: (messageId: string) => void;
}

/**
 * Goes to a message and lights it up; older messages are loaded until it is there. The keyboard goes there, too.
 * @param ids of the messages that are shown.
 */
export function useJump(scroller: RefObject<HTMLElement | null>, ids: ReadonlySet<string>, thread: Thread): Jump {
  const [lit, setLit] = useState<Jump['lit']>(null);
  const count = useRef(0);
  const [wanted, setWanted] = useState<{ readonly id: string; readonly number: number } | null>(null);
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = thread;
  const isThere = wanted !== null && ids.has(wanted.id);
  const mayCome = wanted !== null && !isThere && hasNextPage && !isFetchNextPageError;
  useEffect(() => {
    if (wanted === null) return;
    if (isThere) {
      const element = scroller.current?.querySelector<HTMLElement>(`[data-message="${CSS.escape(wanted.id)}"]`);
      element?.scrollIntoView({ block: 'center' });
      element?.focus({ preventScroll: true });
      setLit(wanted);
      setWanted(null);
    } else if (!mayCome) setWanted(null);
    else if (!isFetchingNextPage) void fetchNextPage();
  }, [wanted, isThere, mayCome, isFetchingNextPage, fetchNextPage, scroller]);
  return {
    lit,
    isOnTheWay: mayCome,
    to: useCallback((id: string) => {
      count.current += 1;
      setWanted({ id, number: count.current });
    }, []),
  };
}

import type { RefObject } from 'react';
import { useEffect, useMemo, useState } from 'react';

/** To be given to the element that is watched. */
interface Watched {
  readonly onPointerEnter: () => void;
  readonly onPointerLeave: () => void;
  readonly onPointerCancel: () => void;
}

/**
 * Whether the pointer is over an element. Where what was under it is removed, or something is laid over it, nobody is
 * told that it has left: its next move tells. A finger is over it only while it touches.
 */
export function usePointerOver(place: RefObject<HTMLElement | null>): {
  readonly isOver: boolean;
  readonly watched: Watched;
} {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    if (!isOver) return;
    const look = ({ target, type, pointerType }: PointerEvent): void => {
      const isLifted = type !== 'pointermove' && pointerType === 'touch';
      const isElsewhere = target instanceof Node && place.current?.contains(target) !== true;
      if (isLifted || isElsewhere) setOver(false);
    };
    const events = ['pointermove', 'pointerup', 'pointercancel'] as const;
    for (const event of events) document.addEventListener(event, look);
    return () => {
      for (const event of events) document.removeEventListener(event, look);
    };
  }, [isOver, place]);
  const watched = useMemo(() => {
    const left = (): void => setOver(false);
    return { onPointerEnter: () => setOver(true), onPointerLeave: left, onPointerCancel: left };
  }, []);
  return { isOver, watched };
}

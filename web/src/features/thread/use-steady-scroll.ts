import type { RefObject } from 'react';
import { useCallback, useLayoutEffect, useRef, useState } from 'react';

/** Nearer than this to its end, a thread goes on with what comes. */
const NEAR_PX = 24;
const ID = 'data-message';

interface Anchor {
  readonly id: string;
  /** Of its upper edge, from that of the scroller, when the thread was scrolled to `scrolledTo`. */
  readonly top: number;
  readonly scrolledTo: number;
}

export interface SteadyScroll {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly content: RefObject<HTMLDivElement | null>;
  /** Whether the newest message can be seen. */
  readonly isAtEnd: boolean;
  readonly toEnd: () => void;
  /** Brings a message into the middle and stays there. @returns it; null: it is not here. */
  readonly toMessage: (id: string) => HTMLElement | null;
  readonly onScroll: () => void;
}

/**
 * A scroller that stays where it is read: at its end it follows what comes, elsewhere the message that is read keeps
 * its place, whatever is added above or below or grows when a picture is loaded. Messages carry `data-message`.
 */
export function useSteadyScroll(): SteadyScroll {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const anchor = useRef<Anchor | null>(null);
  const atEnd = useRef(true);
  const lastTop = useRef(0);
  const [isAtEnd, setAtEnd] = useState(true);

  const onScroll = useCallback((): void => {
    const frame = scroller.current;
    if (frame === null) return;
    const isNear = frame.scrollHeight - frame.scrollTop - frame.clientHeight <= NEAR_PX;
    // Away from the end goes only who scrolls up: what has come since the end was scrolled to makes it farther, too.
    const wentUp = frame.scrollTop < lastTop.current;
    lastTop.current = frame.scrollTop;
    atEnd.current = isNear || (atEnd.current && !wentUp);
    setAtEnd(atEnd.current);
    anchor.current = atEnd.current ? null : anchorOf(frame);
  }, []);
  const toEnd = useCallback((): void => {
    const frame = scroller.current;
    if (frame === null) return;
    frame.scrollTop = frame.scrollHeight;
    onScroll();
  }, [onScroll]);

  const toMessage = useCallback(
    (id: string): HTMLElement | null => {
      const frame = scroller.current;
      const element = frame?.querySelector<HTMLElement>(`[${ID}="${CSS.escape(id)}"]`) ?? null;
      if (frame === null || element === null) return null;
      atEnd.current = false;
      element.scrollIntoView({ block: 'center' });
      lastTop.current = frame.scrollTop;
      onScroll();
      return element;
    },
    [onScroll],
  );

  const stay = useCallback((): void => {
    const frame = scroller.current;
    if (frame === null) return;
    // Where it is then is known before the event about it: a smaller window scrolls up by itself.
    if (atEnd.current) {
      frame.scrollTop = frame.scrollHeight;
      lastTop.current = frame.scrollTop;
    } else if (anchor.current !== null) anchor.current = keep(frame, anchor.current);
  }, []);
  // With what is rendered, before an event about scrolling takes what has come above for what is read.
  useLayoutEffect(() => {
    // Whoever has just left the end is not held there; the event about it comes next.
    const hasLeft = atEnd.current && (scroller.current?.scrollTop ?? 0) < lastTop.current;
    if (!hasLeft) stay();
  });
  useLayoutEffect(() => {
    const [frame, inner] = [scroller.current, content.current];
    if (frame === null || inner === null) return;
    // What grows later: after layout and before anything is drawn, so that nothing is seen to jump.
    const observer = new ResizeObserver(stay);
    observer.observe(inner);
    observer.observe(frame);
    return () => observer.disconnect();
  }, [stay]);
  return { scroller, content, isAtEnd, toEnd, toMessage, onScroll };
}

const topIn = (frame: HTMLElement, element: Element): number =>
  element.getBoundingClientRect().top - frame.getBoundingClientRect().top;

/** The first message of which something can be seen. */
function anchorOf(frame: HTMLElement): Anchor | null {
  for (const element of frame.querySelectorAll(`[${ID}]`)) {
    const top = topIn(frame, element);
    const isSeen = top + element.getBoundingClientRect().height > 0;
    if (isSeen) return { id: element.getAttribute(ID) ?? '', top, scrolledTo: frame.scrollTop };
  }
  return null;
}

/** Scrolls so that a message stands where it stood, but for what was scrolled since. @returns where it is now. */
function keep(frame: HTMLElement, { id, top, scrolledTo }: Anchor): Anchor {
  const element = frame.querySelector(`[${ID}="${CSS.escape(id)}"]`);
  const wanted = top + scrolledTo - frame.scrollTop;
  if (element !== null) frame.scrollTop += topIn(frame, element) - wanted;
  return { id, top: element === null ? wanted : topIn(frame, element), scrolledTo: frame.scrollTop };
}

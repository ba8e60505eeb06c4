import type { RefObject } from 'react';
import { useEffect } from 'react';

/**
 * Keeps the keyboard in the page: when what has the focus is taken out of it or switched off, the place has it, instead
 * of nobody, or the window that it stood in, and with it whoever begins. Parts that know better where to go on say so,
 * and go before this.
 */
export function useKeptFocus(place: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    let last: Element | null = null;
    /** What is to be answered there goes on in its window. */
    let home: HTMLElement | null = null;
    const isLost = (): boolean => document.activeElement === document.body;
    const catchIt = (): void => (home?.isConnected === true ? home : place.current)?.focus({ preventScroll: true });
    const onFocus = ({ target }: FocusEvent): void => {
      last = target instanceof Element ? target : null;
      home = last?.parentElement?.closest<HTMLElement>('[role=dialog], article[tabindex]') ?? null;
    };
    // It goes elsewhere by itself: what is taken out of the page as it leaves has lost nothing.
    const onLeave = ({ relatedTarget }: FocusEvent): void => {
      if (relatedTarget !== null) last = null;
    };
    const observer = new MutationObserver(() => {
      // Who has pressed beside everything has taken the focus away, and meant to.
      if (last === null || (last.isConnected && !last.matches(':disabled'))) return;
      const isStill = document.activeElement === last;
      last = null;
      // What is switched off has it until the page is drawn.
      if (isLost() || isStill) catchIt();
    });
    if (isLost()) catchIt();
    document.addEventListener('focusin', onFocus);
    // Before all others, some of which take out what is left.
    document.addEventListener('focusout', onLeave, { capture: true });
    observer.observe(document.body, {
      childList: true,
      subtree: true,
      attributes: true,
      attributeFilter: ['disabled'],
    });
    return () => {
      document.removeEventListener('focusin', onFocus);
      document.removeEventListener('focusout', onLeave, { capture: true });
      observer.disconnect();
    };
  }, [place]);
}

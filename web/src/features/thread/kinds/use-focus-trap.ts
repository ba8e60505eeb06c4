import type { RefObject } from 'react';
import { useEffect, useRef } from 'react';

const TAKES_FOCUS = 'a[href], button, input, video[controls], [tabindex="0"]';

/**
 * Keeps the keyboard within a window that lies over the page: it stands on the window's first button at first, and from
 * the last one goes on to the first. Small, as Mantine's window would be loaded with the inbox when two parts need it.
 * @param shown what is shown now; the window keeps the keyboard when it changes. The window takes it (`tabIndex` -1).
 */
export function useFocusTrap(shown: string): RefObject<HTMLDivElement | null> {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // What had the keyboard may have gone with what was shown before.
    if (box.current?.contains(document.activeElement) === false) box.current.focus();
  }, [shown]);
  useEffect(() => {
    const inside = (): HTMLElement[] => [...(box.current?.querySelectorAll<HTMLElement>(TAKES_FOCUS) ?? [])];
    inside()[0]?.focus();
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Tab') return;
      const all = inside();
      const [first, last, now] = [all[0], all.at(-1), document.activeElement];
      const isOutside = !(box.current?.contains(now) ?? false);
      if (!isOutside && now !== (event.shiftKey ? first : last)) return;
      event.preventDefault();
      (event.shiftKey ? last : first)?.focus();
    };
    document.addEventListener('keydown', onKey, { capture: true });
    return () => document.removeEventListener('keydown', onKey, { capture: true });
  }, []);
  return box;
}

import type { FocusEvent, KeyboardEvent, RefObject } from 'react';
import { useLayoutEffect, useRef, useState } from 'react';

/** Marks what of a row takes the focus. */
export const ROW_TARGET = 'data-row-target';

export interface RovingFocus {
  /** The row that Tab leads to; -1 without rows. */
  readonly index: number;
  /**
   * Makes a row the one with the focus, the nearest if there are not so many.
   * @param id of a row that is there only with the next commit.
   * @returns which; -1 without rows.
   */
  readonly choose: (wanted: number, id?: string) => number;
  readonly onFocus: (event: FocusEvent) => void;
  readonly onBlur: () => void;
}

/**
 * One row of a list can be reached by Tab, and the others from there by keys. It is a row's id that is remembered: the
 * row may be scrolled out of the page and come back, and when it goes away, the one that takes its place is gone to.
 * @param list what holds the rows; the chosen one has to be in the page after the next commit.
 */
export function useRovingFocus(ids: readonly string[], list: RefObject<HTMLElement | null>): RovingFocus {
  const [active, setActive] = useState<{ readonly id: string; readonly index: number } | null>(null);
  /** The row that has the focus, as long as nobody took it away. A row that is removed keeps its name here. */
  const focused = useRef<string | null>(null);
  const isWanted = useRef(false);
  const found = active === null ? 0 : ids.indexOf(active.id);
  const index = Math.min(found < 0 ? (active?.index ?? 0) : found, ids.length - 1);

  useLayoutEffect(() => {
    const isRemoved = focused.current !== null && !ids.includes(focused.current);
    if (!isWanted.current && !isRemoved) return;
    const row = list.current?.querySelector(`[data-index="${index}"]`);
    const target = row?.hasAttribute(ROW_TARGET) === true ? row : row?.querySelector(`[${ROW_TARGET}]`);
    // Without rows the list itself, so that the keyboard stays where it was.
    const next = target ?? (ids.length === 0 ? list.current : null);
    if (!(next instanceof HTMLElement)) return;
    isWanted.current = false;
    focused.current = null;
    next.focus({ preventScroll: true });
  });
  return {
    index,
    choose: (wanted, coming) => {
      const next = coming === undefined ? Math.max(0, Math.min(wanted, ids.length - 1)) : wanted;
      const id = coming ?? ids[next];
      if (id === undefined) return -1;
      isWanted.current = true;
      setActive({ id, index: next });
      return next;
    },
    onFocus: event => {
      const at = Number(event.target.closest('[data-index]')?.getAttribute('data-index') ?? Number.NaN);
      const id = ids[at];
      if (id === undefined) return;
      focused.current = id;
      if (active?.id !== id || active.index !== at) setActive({ id, index: at });
    },
    // Only what a person does: no event tells of a row that was removed.
    onBlur: () => {
      focused.current = null;
    },
  };
}

/** The row that a key leads to; null where the key is not the list's. */
export function rowOfKey(event: KeyboardEvent, index: number, count: number): number | null {
  if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return null;
  if (event.defaultPrevented || event.nativeEvent.isComposing) return null;
  // In a box inside of a row the keys are the box's.
  if (!(event.target instanceof HTMLElement) || !event.target.hasAttribute(ROW_TARGET)) return null;
  return placeOf(event.key, index, count);
}

function placeOf(key: string, index: number, count: number): number | null {
  switch (key) {
    case 'ArrowDown':
      return index + 1;
    case 'ArrowUp':
      return index - 1;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}

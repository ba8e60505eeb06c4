import { useMemo, useState } from 'react';
import type { Row } from './held-rows.ts';
import { heldRows, rowsOf } from './held-rows.ts';

export interface HeldList<T> {
  readonly rows: readonly Row<T>[];
  /** How many new ones wait. */
  readonly news: number;
  /** Shows them now. */
  readonly release: () => void;
}

/** The rows of a list; while they are held, none of them moves. @param idOf the same function every time. */
export function useHeldRows<T>(items: readonly T[], idOf: (item: T) => string, isHeld: boolean): HeldList<T> {
  const current = useMemo(() => rowsOf(items, idOf), [items, idOf]);
  /** The rows as they stood when they began to be held, with what was appended since. */
  const [frozen, setFrozen] = useState<readonly Row<T>[] | null>(null);
  if (isHeld && frozen === null) setFrozen(current);
  if (!isHeld && frozen !== null) setFrozen(null);
  const held = useMemo(
    () => (frozen === null || !isHeld ? { rows: current, news: 0 } : heldRows(frozen, items, idOf)),
    [frozen, isHeld, current, items, idOf],
  );
  // What was appended stays where it is, too.
  if (isHeld && frozen !== null && held.rows.length > frozen.length) setFrozen(held.rows);
  return { ...held, release: () => setFrozen(current) };
}

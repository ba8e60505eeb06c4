import type { RefObject } from 'react';
import { useState } from 'react';
import { usePointerOver } from '../../ui/index.ts';

/** A place in a stack: something that stands there, or the space it has left. */
export interface Slot<T> {
  readonly id: string;
  readonly item: T | null;
}

/**
 * Places of things that come and go. While the pointer is over them, what goes leaves its space, so that nothing else
 * slides under the pointer that is about to press.
 * @param region in which they stand; `watched` is to be given to it.
 */
export function useSlots<T extends { readonly id: string }>(
  items: readonly T[],
  region: RefObject<HTMLElement | null>,
) {
  const { isOver, watched } = usePointerOver(region);
  const [order, setOrder] = useState<readonly string[]>([]);
  const here = new Map(items.map(item => [item.id, item]));
  const kept = order.filter(id => here.has(id) || isOver);
  const next = [...kept, ...items.filter(({ id }) => !kept.includes(id)).map(({ id }) => id)];
  if (next.join() !== order.join()) setOrder(next);
  const slots = next.map((id): Slot<T> => ({ id, item: here.get(id) ?? null }));
  return { slots, watched };
}

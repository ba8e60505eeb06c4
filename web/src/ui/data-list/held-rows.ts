/** One row as it is shown. */
export interface Row<T> {
  readonly id: string;
  readonly item: T;
  /** It is no part of the list any more, and stands there until the rows may move. */
  readonly isGone: boolean;
}

export const rowsOf = <T>(items: readonly T[], idOf: (item: T) => string): readonly Row<T>[] =>
  items.map(item => ({ id: idOf(item), item, isGone: false }));

/**
 * Rows that do not move while the list changes: each stays where it is with what is known of it now, what comes after
 * the last of them is appended, and everything else waits.
 * @param shown rows as they stand.
 * @param items the list as it is now.
 * @returns the rows, and how many of the list's are new or have moved up since.
 */
export function heldRows<T>(
  shown: readonly Row<T>[],
  items: readonly T[],
  idOf: (item: T) => string,
): { readonly rows: readonly Row<T>[]; readonly news: number } {
  const places = new Map(items.map((item, place) => [idOf(item), place]));
  const known = new Set(shown.map(({ id }) => id));
  const last = items.findLastIndex(item => known.has(idOf(item)));
  const rows = shown.map(row => {
    const place = places.get(row.id);
    const item = place === undefined ? undefined : items[place];
    return item === undefined ? { ...row, isGone: true } : { ...row, item, isGone: false };
  });
  const standing = shown.flatMap(({ id }) => places.get(id) ?? []);
  return {
    rows: [...rows, ...rowsOf(items.slice(last + 1), idOf)],
    // Of those before the last one that is known, the others have come in between.
    news: last + 1 - standing.length + movedUp(standing),
  };
}

/** How many have moved up, if as few as possible have moved at all. @param places where each is now, in the old order. */
function movedUp(places: readonly number[]): number {
  const staying = longestRise(places);
  let before = -1;
  let moved = 0;
  places.forEach((place, row) => {
    if (staying.has(row)) before = place;
    else if (place < before) moved += 1;
  });
  return moved;
}

/** Indexes of the longest rising subsequence (patience sorting). */
function longestRise(values: readonly number[]): ReadonlySet<number> {
  /** The index of the smallest end of a rise of each length, and before each index the one it follows. */
  const ends: number[] = [];
  const follows: (number | undefined)[] = [];
  values.forEach((value, index) => {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((values[ends[middle] ?? 0] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    follows[index] = ends[low - 1];
    ends[low] = index;
  });
  const found = new Set<number>();
  for (let index = ends.at(-1); index !== undefined; index = follows[index]) found.add(index);
  return found;
}

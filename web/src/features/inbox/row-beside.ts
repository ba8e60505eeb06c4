interface Row {
  readonly id: string;
  readonly isGone: boolean;
}

/**
 * The next row, or the one before, that is still part of the list.
 * @returns its id; null: there is none; undefined: no row has this id.
 */
export function rowBeside(rows: readonly Row[], id: string | null, by: 1 | -1): string | null | undefined {
  const at = rows.findIndex(row => row.id === id);
  if (at === -1) return undefined;
  const onward = by === 1 ? rows.slice(at + 1) : rows.slice(0, at).reverse();
  return onward.find(({ isGone }) => !isGone)?.id ?? null;
}

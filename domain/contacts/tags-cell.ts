/** Tags as they stand in one cell of a file, parted by commas, semicolons or bars. */

/** A tag in quotation marks, which are doubled in it; or one without; and what parts it from the next. */
const TAG = /\s*(?:"((?:[^"]|"")*)"\s*(?:[,;|]|$)|([^,;|]*)(?:[,;|]|$))/g;
/** Would be read as something else without quotation marks. */
const ODD = /[,;|]|^["\s\uFEFF]|[\s\uFEFF]$/;

/** Each once, by alphabet. */
export function tagsIn(cell: string): string[] {
  const tags = [...cell.matchAll(TAG)].map(([, quoted, plain = '']) => quoted?.replaceAll('""', '"') ?? plain.trim());
  return [...new Set(tags)].filter(each => each.trim() !== '').sort();
}

/** A cell in which `tagsIn` finds these tags. */
export const tagsCell = (tags: readonly string[]): string =>
  tags.map(each => (ODD.test(each) ? `"${each.replaceAll('"', '""')}"` : each)).join('; ');

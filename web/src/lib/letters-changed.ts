/** Letters that differ, roughly: what neither begins nor ends alike. */
export function lettersChanged(before: string, after: string): number {
  let [start, end] = [0, 0];
  while (start < Math.min(before.length, after.length) && before[start] === after[start]) start += 1;
  while (
    end < Math.min(before.length, after.length) - start &&
    before[before.length - 1 - end] === after[after.length - 1 - end]
  )
    end += 1;
  return Math.max(before.length, after.length) - start - end;
}

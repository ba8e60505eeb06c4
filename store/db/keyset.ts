/** Where a page ends: the row's time (ISO 8601) and, among rows of one time, its id. */
export interface PageCursor {
  readonly at: string;
  readonly id: string;
}

/** As `createdBefore`, of rows whose time is `at`. */
export function happenedBefore(mark: PageCursor | null) {
  if (mark === null) return {};
  const at = new Date(mark.at);
  return { OR: [{ at: { lt: at } }, { at, id: { lt: mark.id } }] };
}

/** A condition for the rows that come after a page of the newest first. Without a mark it holds for all. */
export function createdBefore(mark: PageCursor | null) {
  if (mark === null) return {};
  const at = new Date(mark.at);
  return { OR: [{ createdAt: { lt: at } }, { createdAt: at, id: { lt: mark.id } }] };
}

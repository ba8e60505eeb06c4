/** Where a page ends: the time of its last row (ISO 8601) and, to tell rows of the same time apart, that row's id. */
export interface PageCursor {
  readonly at: string;
  readonly id: string;
}

/** Like `createdBefore`, for tables whose time column is `at`. */
export function happenedBefore(mark: PageCursor | null) {
  if (mark === null) return {};
  const at = new Date(mark.at);
  return { OR: [{ at: { lt: at } }, { at, id: { lt: mark.id } }] };
}

/** A Prisma condition for the page after `mark`, where the newest rows come first. A null `mark` matches all rows. */
export function createdBefore(mark: PageCursor | null) {
  if (mark === null) return {};
  const at = new Date(mark.at);
  return { OR: [{ createdAt: { lt: at } }, { createdAt: at, id: { lt: mark.id } }] };
}

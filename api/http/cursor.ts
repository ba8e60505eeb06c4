import { z } from 'zod';
import { problem } from './problem.ts';

const place = z.object({ at: z.iso.datetime(), id: z.uuid() });
export type Place = z.infer<typeof place>;

/** An opaque cursor: where the last item stood. */
export function encodeCursor(item: Place): string {
  return Buffer.from(JSON.stringify([item.at, item.id])).toString('base64url');
}

/** @throws problem 400 with field `cursor`. */
export function decodeCursor(cursor: string | undefined): Place | null {
  if (cursor === undefined) return null;
  try {
    const [at, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
    return place.parse({ at, id });
  } catch {
    throw problem(400, 'invalid_request', 'The cursor is not one of ours.', { field: 'cursor' });
  }
}

/** A page of `limit` from one item more: the cursor is there only when there is more. */
export function page<T>(items: readonly T[], limit: number, placeOf: (item: T) => Place): { items: T[]; nextCursor: string | null } {
  const shown = items.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown, nextCursor: items.length > limit && last !== undefined ? encodeCursor(placeOf(last)) : null };
}

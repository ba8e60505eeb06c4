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
  return read(cursor, ([at, id]) => place.parse({ at, id }));
}

const namedPlace = z.object({ name: z.string(), id: z.uuid() });
export type NamedPlace = z.infer<typeof namedPlace>;

/** As above, for lists in order of names. */
export function encodeNameCursor(item: NamedPlace): string {
  return Buffer.from(JSON.stringify([item.name, item.id])).toString('base64url');
}

/** @throws problem 400 with field `cursor`. */
export function decodeNameCursor(cursor: string | undefined): NamedPlace | null {
  return read(cursor, ([name, id]) => namedPlace.parse({ name, id }));
}

function read<T>(cursor: string | undefined, parse: (parts: unknown[]) => T): T | null {
  if (cursor === undefined) return null;
  try {
    return parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[]);
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

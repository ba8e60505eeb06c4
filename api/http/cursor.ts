import { z } from 'zod';
import { id, text } from './input.ts';
import { problem } from './problem.ts';

/** What a cursor may look like: base64url; what stands in it is nobody's business. */
export const cursorText = z
  .string()
  .max(2_000)
  .regex(/^[\w-]{1,2000}$/, 'must be a cursor of ours')
  .meta({ description: 'Of the page before.' });

/**
 * A time that PostgreSQL and JavaScript both know: rows may hold times that no request may bring (a customer's phone
 * with a wrong clock), and a page may end at one of them.
 */
const storedTime = z
  .string()
  .max(40)
  .regex(/^(?:\d{4}|\+\d{6})-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  .refine(at => Date.parse(at) >= Date.parse('0001-01-01T00:00:00Z') && new Date(at).toISOString() === at);
const place = z.object({ at: storedTime, id });
export type Place = z.infer<typeof place>;

/** An opaque cursor: where the last item stood. */
export function encodeCursor(item: Place): string {
  return Buffer.from(JSON.stringify([item.at, item.id])).toString('base64url');
}

/** @throws problem 400 with field `cursor`. */
export function decodeCursor(cursor: string | undefined): Place | null {
  return read(cursor, ([at, named]) => place.parse({ at, id: named }));
}

const namedPlace = z.object({ name: text(600), id });
export type NamedPlace = z.infer<typeof namedPlace>;

/** As above, for lists in order of names. */
export function encodeNameCursor(item: NamedPlace): string {
  return Buffer.from(JSON.stringify([item.name, item.id])).toString('base64url');
}

/** @throws problem 400 with field `cursor`. */
export function decodeNameCursor(cursor: string | undefined): NamedPlace | null {
  return read(cursor, ([name, named]) => namedPlace.parse({ name, id: named }));
}

function read<T>(cursor: string | undefined, parse: (parts: unknown[]) => T): T | null {
  if (cursor === undefined) return null;
  try {
    return parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[]);
  } catch {
    throw problem(400, 'invalid_request', 'The cursor is not one of ours.', { field: 'cursor' });
  }
}

/** A cursor of digits alone, as they are. */
export const encodeDigitsCursor = (digits: string): string =>
  Buffer.from(JSON.stringify([digits])).toString('base64url');
/** @throws problem 400 with field `cursor`. */
export function decodeDigitsCursor(cursor: string | undefined): string | null {
  return read(cursor, ([digits]) =>
    z
      .string()
      .regex(/^\d{1,20}$/)
      .parse(digits),
  );
}

/** The largest of PostgreSQL's `bigint`. */
const BIGINT_MAX = 2n ** 63n - 1n;

/** A whole number of PostgreSQL's `bigint` that is not negative, in digits; null when it is none. */
export function parseBigInt(digits: string): bigint | null {
  if (!/^\d{1,19}$/.test(digits)) return null;
  const value = BigInt(digits);
  return value <= BIGINT_MAX ? value : null;
}

/** A page of `limit` from one item more: the cursor is there only when there is more. */
export function page<T>(
  items: readonly T[],
  limit: number,
  placeOf: (item: T) => Place,
): { items: T[]; nextCursor: string | null } {
  const shown = items.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown, nextCursor: items.length > limit && last !== undefined ? encodeCursor(placeOf(last)) : null };
}

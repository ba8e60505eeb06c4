import { z } from 'zod';
import { id, int, text } from './input.ts';
import { problem } from './problem.ts';

/** The form of a cursor as callers send it: base64url. Its content is not part of the API. */
export const cursorText = z
  .string()
  .max(2_000)
  .regex(/^[\w-]{1,2000}$/, 'must be a cursor of ours')
  .meta({ description: 'Of the page before.' });

/**
 * A time that both PostgreSQL and JavaScript can represent. Wider than `instant`, which requests may send: rows can
 * hold times outside of that range (a customer's phone with a wrong clock), and a page may end at such a row.
 */
const storedTime = z
  .string()
  .max(40)
  .regex(/^(?:\d{4}|\+\d{6})-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  .refine(at => Date.parse(at) >= Date.parse('0001-01-01T00:00:00Z') && new Date(at).toISOString() === at);
const place = z.object({ at: storedTime, id });
export type Place = z.infer<typeof place>;

/** The cursor after an item of a list that is ordered by time and id; opaque to callers. */
export function encodeCursor(item: Place): string {
  return Buffer.from(JSON.stringify([item.at, item.id])).toString('base64url');
}

/** The place that a cursor of `encodeCursor` holds; null without a cursor. @throws problem 400 with field `cursor`. */
export function decodeCursor(cursor: string | undefined): Place | null {
  return read(cursor, ([at, named]) => place.parse({ at, id: named }));
}

/**
 * A cursor in the other direction: to what comes before the item of a list, which is newer.
 * `decodeCursorOfBoth` tells the two apart.
 */
export function encodeNewerCursor(item: Place): string {
  return Buffer.from(JSON.stringify([item.at, item.id, NEWER])).toString('base64url');
}
const NEWER = 'newer';

/** As `decodeCursor`, for lists that can be read in both directions. @throws problem 400 with field `cursor`. */
export function decodeCursorOfBoth(cursor: string | undefined): (Place & { readonly isNewer: boolean }) | null {
  return read(cursor, ([at, named, direction]) => ({
    ...place.parse({ at, id: named }),
    isNewer: z.literal(NEWER).optional().parse(direction) === NEWER,
  }));
}

const rankedPlace = z.object({ rank: z.int().min(0).max(9), at: storedTime, id });

/** As `encodeCursor`, for lists ordered by rank, time and id. */
export function encodeRankCursor(item: z.infer<typeof rankedPlace>): string {
  return Buffer.from(JSON.stringify([item.rank, item.at, item.id])).toString('base64url');
}

/** As `decodeCursor`, for cursors of `encodeRankCursor`. @throws problem 400 with field `cursor`. */
export function decodeRankCursor(cursor: string | undefined): z.infer<typeof rankedPlace> | null {
  return read(cursor, ([rank, at, named]) => rankedPlace.parse({ rank, at, id: named }));
}

const namedPlace = z.object({ name: text(600), id });
export type NamedPlace = z.infer<typeof namedPlace>;

/** As `encodeCursor`, for lists ordered by name and id. */
export function encodeNameCursor(item: NamedPlace): string {
  return Buffer.from(JSON.stringify([item.name, item.id])).toString('base64url');
}

/** As `decodeCursor`, for cursors of `encodeNameCursor`. @throws problem 400 with field `cursor`. */
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

/** The cursor of a list that is ordered by a number, given in decimal digits as it may exceed JavaScript's integers. */
export const encodeDigitsCursor = (digits: string): string =>
  Buffer.from(JSON.stringify([digits])).toString('base64url');
/** As `decodeCursor`, for cursors of `encodeDigitsCursor`. @throws problem 400 with field `cursor`. */
export function decodeDigitsCursor(cursor: string | undefined): string | null {
  return read(cursor, ([digits]) =>
    z
      .string()
      .regex(/^\d{1,20}$/)
      .parse(digits),
  );
}

const pair = z.tuple([id, id]);

/** As `encodeCursor`, for lists ordered by two ids. */
export const encodePairCursor = (ids: readonly [string, string]): string =>
  Buffer.from(JSON.stringify(ids)).toString('base64url');

/** As `decodeCursor`, for cursors of `encodePairCursor`. @throws problem 400 with field `cursor`. */
export function decodePairCursor(cursor: string | undefined): readonly [string, string] | null {
  return read(cursor, parts => pair.parse(parts));
}

const fitPlace = z.object({ fit: int(0, 9), uses: int(0), id });
export type FitPlace = z.infer<typeof fitPlace>;

/** As `encodeCursor`, for lists ordered by how well something fits, by how often it is used, and by id. */
export const encodeFitCursor = (item: FitPlace): string =>
  Buffer.from(JSON.stringify([item.fit, item.uses, item.id])).toString('base64url');

/** As `decodeCursor`, for cursors of `encodeFitCursor`. @throws problem 400 with field `cursor`. */
export function decodeFitCursor(cursor: string | undefined): FitPlace | null {
  return read(cursor, ([fit, uses, named]) => fitPlace.parse({ fit, uses, id: named }));
}

/** The largest value of PostgreSQL's `bigint`. */
const BIGINT_MAX = 2n ** 63n - 1n;

/** Parses decimal digits as a non-negative value of PostgreSQL's `bigint`; null when they are not one. */
export function parseBigInt(digits: string): bigint | null {
  if (!/^\d{1,19}$/.test(digits)) return null;
  const value = BigInt(digits);
  return value <= BIGINT_MAX ? value : null;
}

/**
 * A page of at most `limit` items. Callers fetch `limit + 1`: the extra item only tells that there is a next page, for
 * which there is a cursor then.
 */
export function page<T>(
  items: readonly T[],
  limit: number,
  placeOf: (item: T) => Place,
): { items: T[]; nextCursor: string | null } {
  const shown = items.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown, nextCursor: items.length > limit && last !== undefined ? encodeCursor(placeOf(last)) : null };
}

/** A part of a list that can be read in both directions, newest first. */
export interface Part<T> {
  readonly items: T[];
  /** Of the items after these, which are older; null: there are none. */
  readonly nextCursor: string | null;
  /** Of the items before these, also such as do not exist yet; null: the whole list is empty. */
  readonly previousCursor: string | null;
}

/** What was read of such a list: `isMore` and `end` as in `ListRead`. */
interface PartRead<T> {
  readonly items: readonly T[];
  readonly isMore: boolean;
  readonly end: Place | null;
}

/**
 * The cursors of what was read from a cursor of `decodeCursorOfBoth`. Where the reading ended before there were enough,
 * they go on from there.
 */
export function part<T>(
  { items, isMore, end }: PartRead<T>,
  placeOf: (item: T) => Place,
  { cursor, isNewer }: { readonly cursor: string | undefined; readonly isNewer: boolean },
): Part<T> {
  const places = items.map(placeOf);
  const [first, last] = isNewer ? [end ?? places[0], places.at(-1) ?? end] : [places[0] ?? end, end ?? places.at(-1)];
  if (first == null || last == null)
    return { items: [], nextCursor: null, previousCursor: isNewer ? (cursor ?? null) : null };
  return {
    items: [...items],
    nextCursor: isMore || isNewer || end !== null ? encodeCursor(last) : null,
    previousCursor: encodeNewerCursor(first),
  };
}

import type { FeedCursor } from '../../store/views/feed.ts';
import { parseBigInt } from '../http/cursor.ts';

/** A position in the event feed as text: `<transaction id>.<position>`. */
export const encodeFeedCursor = (cursor: FeedCursor): string => `${cursor.xid}.${cursor.position}`;

/** Reads a cursor of `encodeFeedCursor`. @returns null when it is none, or exceeds PostgreSQL's `bigint`. */
export function decodeFeedCursor(text: string): FeedCursor | null {
  const [xid, position, ...more] = text.split('.', 3).map(parseBigInt);
  return xid == null || position == null || more.length > 0 ? null : { xid, position };
}

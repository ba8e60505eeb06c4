import type { FeedCursor } from '../../store/views/feed.ts';
import { parseBigInt } from '../http/cursor.ts';

export const encodeFeedCursor = (cursor: FeedCursor): string => `${cursor.xid}.${cursor.position}`;

/** @returns null when it is none of ours, or names a place beyond what the database can count to. */
export function decodeFeedCursor(text: string): FeedCursor | null {
  const [xid, position, ...more] = text.split('.', 3).map(parseBigInt);
  return xid == null || position == null || more.length > 0 ? null : { xid, position };
}

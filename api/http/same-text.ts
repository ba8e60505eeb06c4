import { createHmac, timingSafeEqual } from 'node:crypto';

/** Compares two texts of any length in constant time, by their digests. */
export function sameText(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHmac('sha256', 'compare').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

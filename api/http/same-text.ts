import { createHmac, timingSafeEqual } from 'node:crypto';

/** Constant-time comparison of two texts of any length. */
export function sameText(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHmac('sha256', 'compare').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

/** Two rows of them. */
const MOST = 16;
const nameOf = (userId: string): string => `sigfollow-emoji:${userId}`;

/** The emoji that a person used last in this browser, the latest first. */
export function recentEmoji(userId: string): readonly string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(nameOf(userId)) ?? '[]');
    return Array.isArray(kept) ? kept.filter(each => typeof each === 'string').slice(0, MOST) : [];
  } catch {
    return [];
  }
}

/** Notes that one was used. */
export function noteEmoji(userId: string, sign: string): void {
  const others = recentEmoji(userId).filter(each => each !== sign);
  try {
    localStorage.setItem(nameOf(userId), JSON.stringify([sign, ...others].slice(0, MOST)));
  } catch {
    // No room: then it is looked for again.
  }
}

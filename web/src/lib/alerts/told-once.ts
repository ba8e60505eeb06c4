/** All tabs of a person are one person: what is told in one is not told in another, nor again when it is loaded anew. */

const NAME = 'sigfollow-told';
/** Nothing is told for so long. */
const FORGOTTEN_MS = 24 * 60 * 60_000;
/** Where storage is closed to the page, a tab knows of itself alone. */
const here = new Set<string>();

/** What was told when, in epoch milliseconds. */
function read(): Record<string, number> {
  try {
    return JSON.parse(localStorage.getItem(NAME) ?? '{}') as Record<string, number>;
  } catch {
    return {};
  }
}

function noteTold(what: string): boolean {
  const now = Date.now();
  const told = read();
  if (here.has(what) || Object.hasOwn(told, what)) return false;
  here.add(what);
  const kept = Object.entries(told).filter(([, at]) => now - at < FORGOTTEN_MS);
  try {
    localStorage.setItem(NAME, JSON.stringify(Object.fromEntries([...kept, [what, now]])));
  } catch {
    // No room: this tab knows.
  }
  return true;
}

/** Pages without https have no Web Locks: two of their tabs may tell the same, if they do so at the same moment. */
export const isFirstToTell = (what: string): Promise<boolean> =>
  'locks' in navigator ? navigator.locks.request(NAME, () => noteTold(what)) : Promise.resolve(noteTold(what));

const seenOf = (userId: string): string => `sigfollow-seen:${userId}`;

/** Lets the other tabs of a person know while this one is looked at. @returns how to end that. */
export function tellWhileSeen(userId: string): () => void {
  if (!('locks' in navigator)) return () => undefined;
  let letGo: (() => void) | null = null;
  const look = (): void => {
    if (document.hidden) {
      letGo?.();
      letGo = null;
    } else if (letGo === null) {
      const hidden = new Promise<void>(resolve => (letGo = resolve));
      void navigator.locks.request(seenOf(userId), { mode: 'shared' }, () => hidden);
    }
  };
  look();
  document.addEventListener('visibilitychange', look);
  return () => {
    document.removeEventListener('visibilitychange', look);
    letGo?.();
    letGo = null;
  };
}

/** Whether any tab of the person is looked at. */
export async function isSeenSomewhere(userId: string): Promise<boolean> {
  if (!document.hidden) return true;
  if (!('locks' in navigator)) return false;
  return navigator.locks.request(seenOf(userId), { ifAvailable: true }, lock => lock === null);
}

import { signal } from '../signals.ts';

/**
 * The CSRF token of the session. It belongs to the session, as the cookie does, so that all tabs share it: a link that
 * is opened in a new tab needs no log-in. (Another site can read neither.)
 */
const NAME = 'sigfollow-csrf';
/**
 * What this tab sends: another tab's is not used before it is known that the same person has logged in there. With any
 * other the server refuses whatever would change something, so that nothing is done in somebody else's name.
 */
let own = localStorage.getItem(NAME);
/** How often a session has begun, as far as this tab knows. */
let begun = 0;

/**
 * Another tab has logged in or out, and it is not known yet as whom: whoever is logged in now may be somebody else than
 * this tab shows. Until then nothing is sent in their name, and nothing of theirs is listened to.
 */
export const foreignSession = signal(false);
export const isSessionForeign = foreignSession.get;
/** It is known that whoever logged in with this token is the one who sits here. */
export function adoptSession(token: string): void {
  own = token;
  foreignSession.set(false);
}

export const csrfToken = (): string | null => own;
/** Which session of this tab this is: answers of one before mean nothing now. */
export const logIns = (): number => begun;

export function keepCsrfToken(token: string): void {
  begun += 1;
  adoptSession(token);
  try {
    localStorage.setItem(NAME, token);
  } catch {
    // No room: this tab has it as long as its page is.
  }
}

export function dropCsrfToken(): void {
  localStorage.removeItem(NAME);
  own = null;
}

/** Tells when another tab logs out (null) or in. @returns how to stop. */
export function watchCsrfToken(listener: (token: string | null) => void): () => void {
  const onStorage = ({ key, newValue }: StorageEvent): void => {
    if (key !== NAME && key !== null) return;
    begun += 1;
    foreignSession.set(true);
    listener(key === null ? null : newValue);
  };
  window.addEventListener('storage', onStorage);
  return () => window.removeEventListener('storage', onStorage);
}

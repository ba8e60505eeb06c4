import { useState } from 'react';

const PREFIX = 'sigfollow-kept:';
/** What is secret stays in memory; the rest is here, too. */
const inMemory = new Map<string, unknown>();

/** What is kept of a name, if anything is: the same object until it changes. */
export function readKept<T>(name: string): { readonly value: T } | null {
  if (inMemory.has(name)) return { value: inMemory.get(name) as T };
  try {
    const text = sessionStorage.getItem(PREFIX + name);
    if (text === null) return null;
    const value = JSON.parse(text) as T;
    inMemory.set(name, value);
    return { value };
  } catch {
    return null;
  }
}

/** Keeps a value until it is dropped, or somebody else logs in. @param secret it is kept in memory alone. */
export function keep(name: string, value: unknown, secret = false): void {
  inMemory.set(name, value);
  try {
    if (!secret) sessionStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // No room: it is kept as long as the page is.
  }
}

function dropKept(name: string): void {
  inMemory.delete(name);
  sessionStorage.removeItem(PREFIX + name);
}

const OWNER = 'sigfollow-kept-owner';

/** Says who sits here: what somebody else left in this tab is gone. */
export function keepFor(userId: string): void {
  if (sessionStorage.getItem(OWNER) === userId) return;
  dropAllKept();
  sessionStorage.setItem(OWNER, userId);
}

/** Of whoever was here before: nobody else finds it. */
export function dropAllKept(): void {
  inMemory.clear();
  for (const name of Object.keys(sessionStorage)) if (name.startsWith(PREFIX)) sessionStorage.removeItem(name);
}

/**
 * State of a form that is still there when its window or page was left, also by Esc, and when the page is loaded again:
 * until it is saved or thrown away (`forget`), or somebody else logs in.
 * @param secret it is kept in memory alone.
 * @returns the value, how to change it, whether it differs from what is saved, and how to forget it.
 */
export function useKept<T>(
  name: string,
  saved: T,
  secret = false,
): [value: T, change: (value: T) => void, isKept: boolean, forget: () => void] {
  const [kept, setKept] = useState(() => ({ name, found: readKept<T>(name) }));
  const found = kept.name === name ? kept.found : readKept<T>(name);
  if (kept.name !== name) setKept({ name, found });
  const change = (value: T): void => {
    keep(name, value, secret);
    setKept({ name, found: { value } });
  };
  const forget = (): void => {
    dropKept(name);
    setKept({ name, found: null });
  };
  return [found === null ? saved : found.value, change, found !== null, forget];
}

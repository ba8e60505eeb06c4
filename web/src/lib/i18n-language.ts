import { useSyncExternalStore } from 'react';

/** Languages of the workbench, each by its own name: whoever looks for theirs may not read the others. */
export const LANGUAGES = { en: 'English', es: 'Español', pt: 'Português', ar: 'العربية', zh: '中文' } as const;
export type Language = keyof typeof LANGUAGES;

/** A file of `locales/<language>`: texts by key, which may be nested. */
export interface Words {
  readonly [key: string]: string | Words;
}

/** What is spoken now, and how numbers and dates are written in it. */
export interface Spoken {
  readonly language: Language;
  /** With the region of the browser, where it is the same language: `en-GB`. */
  readonly locale: string;
  readonly dir: 'ltr' | 'rtl';
}

const RIGHT_TO_LEFT: ReadonlySet<string> = new Set(['ar']);

export const isLanguage = (value: unknown): value is Language =>
  typeof value === 'string' && Object.hasOwn(LANGUAGES, value);
const baseOf = (tag: string): string => tag.toLowerCase().split('-')[0] ?? '';

/** Browsers may name what is no language tag (`en-US@posix`), and `Intl` throws at it. */
function isTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

/**
 * Which language is spoken: what the address asks for, what the person has chosen here before, what the browser wants
 * most, English.
 */
export function chooseLanguage({
  asked,
  kept,
  wanted,
}: {
  readonly asked: string | null;
  readonly kept: string | null;
  readonly wanted: readonly string[];
}): Spoken['language'] {
  if (isLanguage(asked)) return asked;
  if (isLanguage(kept)) return kept;
  return wanted.map(baseOf).find(isLanguage) ?? 'en';
}

/** How a language is spoken here. @param wanted the languages of the browser, the most wanted first. */
export function spokenAs(language: Spoken['language'], wanted: readonly string[]): Spoken {
  const base = baseOf(language);
  return {
    language,
    locale: wanted.find(tag => baseOf(tag) === base && isTag(tag)) ?? base,
    dir: RIGHT_TO_LEFT.has(base) ? 'rtl' : 'ltr',
  };
}

let current = spokenAs('en', []);
const listeners = new Set<() => void>();

/** What is spoken now. Components ask `useLanguage`, which tells them when it changes. */
export const spoken = (): Spoken => current;

/** From now on this is spoken. The words change with it: `setLanguage` of words.ts. */
export function speak(next: Spoken): void {
  if (next.language === current.language && next.locale === current.locale) return;
  current = next;
  for (const listener of [...listeners]) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** What is spoken now: for what is shown by `Intl`, and for the direction of writing. */
export const useLanguage = (): Spoken => useSyncExternalStore(subscribe, spoken);

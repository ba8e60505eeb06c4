import i18next from 'i18next';
import type { BackendModule } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language, Spoken, Words } from './i18n-language.ts';
import { chooseLanguage, isLanguage, speak, spokenAs } from './i18n-language.ts';
import type { Namespace } from './i18n-types.ts';

/** Brings the words of a namespace. It throws when they cannot be had now; it is asked again then. */
export type LoadWords = (language: Language, namespace: string) => Promise<Words>;

/** What a person has chosen; it is kept for the browser, as one also logs in in one's language. */
const CHOSEN = 'sigfollow-language';
/** Instead of a text that is missing also in English. It is never the key, which means nothing to whoever reads it. */
const NO_WORDS = '…';

/** The page's storage may be closed to it (private windows): then a choice holds as long as the page is open. */
function chosenBefore(): string | null {
  try {
    return localStorage.getItem(CHOSEN);
  } catch {
    return null;
  }
}

const backendOf = (load: LoadWords): BackendModule => ({
  type: 'backend',
  callbackApi: true,
  init: () => undefined,
  read: (language, namespace, callback) => {
    load(language as Language, namespace).then(
      words => callback(null, words),
      // `true`: it is tried again. When that does not help either, English is shown.
      (error: unknown) => callback(error instanceof Error ? error : String(error), true),
    );
  },
});

/** The page says which language it is in, and which way it is written. Mantine's `DirectionProvider` follows `dir`. */
function show(now: Spoken): void {
  document.documentElement.lang = now.language;
  document.documentElement.dir = now.dir;
  speak(now);
}

/** In English the API speaks for itself; in other languages its problems have words of ours, when one meets them. */
const isApisOwn = (language: string): boolean => language === 'en';

const shownAs = (language: string): Spoken => spokenAs(language as Spoken['language'], navigator.languages);

/**
 * Begins to speak: to be awaited before anything is shown.
 * @param load where the words come from: `i18n-resources.ts`, or what a test has.
 * @param first namespaces of the page that is shown first. All others are loaded when a component asks for them.
 */
export async function startWords(load: LoadWords, first: readonly Namespace[]): Promise<void> {
  const language = chooseLanguage({
    asked: new URLSearchParams(location.search).get('lang'),
    kept: chosenBefore(),
    wanted: navigator.languages,
  });
  show(shownAs(language));
  // With the words, and before components hear of it: what is shown never mixes two languages.
  i18next.on('languageChanged', now => {
    show(shownAs(now));
    if (!isApisOwn(now)) void i18next.loadNamespaces('problems');
  });
  await i18next
    .use(backendOf(load))
    .use(initReactI18next)
    .init({
      lng: language,
      fallbackLng: 'en',
      load: 'currentOnly',
      // A second long: the page waits for it.
      maxRetries: 2,
      ns: isApisOwn(language) ? [...first] : [...first, 'problems'],
      defaultNS: 'common',
      // React escapes what it shows.
      interpolation: { escapeValue: false },
      saveMissing: true,
      missingKeyHandler: (languages, namespace, key) => {
        // eslint-disable-next-line no-console -- a page that logs an error fails its test
        console.error(`No words: ${namespace}:${key} (${languages.join(', ')})`);
      },
      parseMissingKeyHandler: () => NO_WORDS,
    });
}

/** Another tab has chosen another language: it holds in all of them. @returns how to stop. */
export function followLanguage(): () => void {
  const follow = ({ key, newValue }: StorageEvent): void => {
    if (key === CHOSEN && isLanguage(newValue)) void i18next.changeLanguage(newValue);
  };
  window.addEventListener('storage', follow);
  return () => window.removeEventListener('storage', follow);
}

/** Speaks another language from now on, here and whenever the workbench is opened again in this browser. */
export async function setLanguage(language: Language): Promise<void> {
  try {
    localStorage.setItem(CHOSEN, language);
  } catch {
    // As above: it is not kept, and holds for now.
  }
  await i18next.changeLanguage(language);
}

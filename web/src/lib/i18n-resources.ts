import type { Language, Words } from './i18n-language.ts';
import type { Namespace } from './i18n-types.ts';
import type { LoadWords } from './words.ts';

/** English of the page that is shown first comes with the page: nobody waits for it, and it is there to fall back on. */
const WITH_THE_PAGE = import.meta.glob<Words>('../locales/en/{common,app,ui,inbox,kinds,offers}.json', {
  eager: true,
  import: 'default',
});
/** The rest of English is a file for each namespace, loaded when a component asks for it. */
const WHEN_ASKED = import.meta.glob<Words>(
  ['../locales/en/*.json', '!../locales/en/{common,app,ui,inbox,kinds,offers}.json'],
  { import: 'default' },
);
type OneLanguage = () => Promise<{ readonly words: Readonly<Record<string, Words>> }>;
/** Every other language is one file. */
const OTHERS: Readonly<Record<Exclude<Language, 'en'>, OneLanguage>> = {
  es: () => import('../locales/es/index.ts'),
  pt: () => import('../locales/pt/index.ts'),
  ar: () => import('../locales/ar/index.ts'),
  zh: () => import('../locales/zh/index.ts'),
};

/** Namespaces of the page that is shown first, in every language. */
export const FIRST_NAMESPACES = Object.keys(WITH_THE_PAGE).map(path =>
  path.slice('../locales/en/'.length, -5),
) as Namespace[];

async function englishWords(namespace: string): Promise<Words | undefined> {
  const path = `../locales/en/${namespace}.json`;
  return WITH_THE_PAGE[path] ?? (await WHEN_ASKED[path]?.());
}

/** The words of this build. @throws when a file cannot be loaded, as after a new release. */
export const loadWords: LoadWords = async (language, namespace) => {
  const words =
    language === 'en' ? await englishWords(namespace) : (await OTHERS[language]()).words[`./${namespace}.json`];
  if (words === undefined) throw new Error(`There are no words for ${language}/${namespace}`);
  return words;
};

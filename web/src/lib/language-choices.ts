import { languageName } from './language-name.ts';

/** Languages that articles and responses are mostly written in; others come with what is brought in. */
const LANGUAGES = ['en', 'de', 'fr', 'es', 'pt', 'it', 'nl', 'tr', 'ru', 'ar', 'hi', 'zh', 'ja', 'th'];

/** Languages to choose from, as a select takes them. @param chosen is among them, whatever it is. */
export function languageChoices(chosen: string, locale: string): { readonly value: string; readonly label: string }[] {
  const codes = LANGUAGES.includes(chosen) || chosen === '' ? LANGUAGES : [...LANGUAGES, chosen];
  return codes.map(value => ({ value, label: languageName(value, locale) }));
}

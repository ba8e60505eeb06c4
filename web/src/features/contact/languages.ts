import { languageName } from '../../lib/language-name.ts';

const LETTERS = Array.from('abcdefghijklmnopqrstuvwxyz');

/** Former codes, such as `iw`, say the same as those of today. */
const isOfToday = (code: string): boolean => Intl.getCanonicalLocales(code)[0] === code;

/** All languages that have a code of two letters (ISO 639-1), by their names. @param chosen is among them. */
export function languageChoices(chosen: string | null, locale: string): { value: string; label: string }[] {
  const names = new Intl.DisplayNames(locale, { type: 'language', fallback: 'none' });
  const known = LETTERS.flatMap(first => LETTERS.map(second => first + second)).flatMap(value => {
    const label = isOfToday(value) ? names.of(value) : undefined;
    return label === undefined ? [] : [{ value, label }];
  });
  // Some languages have two codes: each name stands once.
  const named = new Map(known.toReversed().map(each => [each.label, each]));
  const once = [...named.values()];
  const isMissing = chosen !== null && once.every(({ value }) => value !== chosen);
  const all = isMissing
    ? [
        ...once.filter(({ label }) => label !== languageName(chosen, locale)),
        { value: chosen, label: languageName(chosen, locale) },
      ]
    : once;
  const { compare } = new Intl.Collator(locale);
  return all.sort((a, b) => compare(a.label, b.label));
}

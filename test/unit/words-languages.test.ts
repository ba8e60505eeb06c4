/** The words of the workbench, in all languages: web/src/locales/<language>/<namespace>.json. */
import { readFileSync, readdirSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { LANGUAGES, chooseLanguage, spokenAs } from '../../web/src/lib/i18n-language.ts';
import { pseudo, pseudoWords } from '../support/pseudo-words.ts';

const LOCALES = 'web/src/locales';
/** Forms that i18next makes of a key by `count`. */
const FORM = /_(zero|one|two|few|many|other)$/;
/** What is filled in; how it is written (`{{count, number}}`) is for each language to say. */
const PLACE = /\{\{-?\s*([\w.]+)[^}]*\}\}/g;
const TAG = /<\/?([\w-]+)[^>]*>/g;
/** Elements of HTML: a text names what it marks, and the component says how that looks. */
const HTML = new Set(
  'a abbr b bdi bdo br code div em h1 h2 h3 hr i img kbd li mark ol p q s small span strong sub sup u ul'.split(' '),
);

/** Names, in every language. */
const NAMES = /\b(SigFollow|Sf|WhatsApp|Meta|VIP|JSON|Ctrl|Cmd|Shift|Enter|Esc)\b/g;
/** Words that a language has in common with English. */
const BORROWED: Readonly<Record<string, readonly string[]>> = {
  es: ['No', 'Marketing', 'Spam', 'Video', 'Sticker', 'Tokens', 'Embeddings: {{why}}', 'neutral', 'formal'],
  pt: ['E-mail', 'Marketing', 'Spam', 'Tokens', 'Embeddings: {{why}}', 'formal', 'Latitude', 'Longitude'],
  ar: [],
  zh: ['AI'],
};
/** Texts of names, numbers and signs alone say the same everywhere. */
const isWordless = (text: string): boolean =>
  !/\p{L}{2}/u.test(text.replace(PLACE, '').replace(TAG, '').replace(NAMES, ''));

const languages = Object.keys(LANGUAGES);
const others = languages.filter(language => language !== 'en');
const namespacesOf = (language: string): string[] =>
  readdirSync(`${LOCALES}/${language}`)
    .filter(file => file.endsWith('.json'))
    .sort();

function flat(value: unknown, at = ''): [key: string, text: string][] {
  if (typeof value === 'string') return [[at, value]];
  return Object.entries(value as object).flatMap(([key, inner]) => flat(inner, at === '' ? key : `${at}.${key}`));
}
function wordsOf(language: string): Map<string, string> {
  const all = namespacesOf(language).flatMap(file =>
    flat(JSON.parse(readFileSync(`${LOCALES}/${language}/${file}`, 'utf8'))).map(
      ([key, text]) => [`${file.replace('.json', '')}:${key}`, text] as const,
    ),
  );
  return new Map(all);
}
const english = wordsOf('en');
const isPlural = (key: string): boolean => FORM.test(key) && english.has(key.replace(FORM, '_other'));
const formsOf = (language: string): string[] => new Intl.PluralRules(language).resolvedOptions().pluralCategories;
/** The keys that a language has to have, after the English ones. */
const keysFor = (language: string): string[] =>
  [...new Set([...english.keys()].map(key => (isPlural(key) ? key.replace(FORM, '') : key)))].flatMap(key =>
    english.has(`${key}_other`) ? formsOf(language).map(form => `${key}_${form}`) : [key],
  );
const namesIn = (text: string, pattern: RegExp): string[] => [
  ...new Set([...text.matchAll(pattern)].map(([, name = '']) => name)),
];
/** The English text that another one says the same as. */
const sourceOf = (key: string): string => english.get(key) ?? english.get(key.replace(FORM, '_other')) ?? '';

test('every namespace is known to the compiler', () => {
  const types = readFileSync('web/src/lib/i18n-types.ts', 'utf8');
  const known = [...types.matchAll(/from '\.\.\/locales\/en\/(\w+)\.json'/g)].map(([, name]) => `${name}.json`);
  expect(known.sort()).toEqual(namespacesOf('en'));
});

test.each(languages)('%s has the keys that English has, with the plural forms of the language', language => {
  const words = wordsOf(language);
  expect([...words.keys()].sort()).toEqual(keysFor(language).sort());
});

test.each(others)('%s fills in what English fills in, and marks what English marks', language => {
  const differing = [...wordsOf(language)].filter(([key, text]) => {
    const source = sourceOf(key);
    const [places, wanted] = [namesIn(text, PLACE), namesIn(source, PLACE)];
    // “One result” may be written without its number.
    const missing = wanted.filter(name => !places.includes(name) && !(isPlural(key) && name === 'count'));
    const added = places.filter(name => !wanted.includes(name) && !(isPlural(key) && name === 'count'));
    const tags = namesIn(text, TAG).sort().join(' ') === namesIn(source, TAG).sort().join(' ');
    return missing.length > 0 || added.length > 0 || !tags;
  });
  expect(differing).toEqual([]);
});

test.each(languages)('%s has no empty text, and none with HTML in it', language => {
  const wrong = [...wordsOf(language)].filter(
    ([, text]) => text.trim() === '' || namesIn(text, TAG).some(name => HTML.has(name)) || /&[#\w]+;/.test(text),
  );
  expect(wrong).toEqual([]);
});

test.each(others)('%s is translated', language => {
  const same = [...wordsOf(language)].filter(
    ([key, text]) => text === sourceOf(key) && !isWordless(text) && BORROWED[language]?.includes(text) !== true,
  );
  expect(same).toEqual([]);
});

test('the language: what is asked for, what was chosen, what the browser wants, English', () => {
  const wanted = ['fr-CA', 'pt-BR', 'en-US'];
  expect(chooseLanguage({ asked: 'zh', kept: 'es', wanted })).toBe('zh');
  expect(chooseLanguage({ asked: 'xx', kept: 'es', wanted })).toBe('es');
  expect(chooseLanguage({ asked: null, kept: 'constructor', wanted })).toBe('pt');
  expect(chooseLanguage({ asked: null, kept: null, wanted: ['fr', 'de'] })).toBe('en');
  expect(chooseLanguage({ asked: null, kept: null, wanted: ['AR-eg'] })).toBe('ar');
});

test('dates are written as in the region of the browser, where it speaks the language', () => {
  expect(spokenAs('en', ['pt-BR', 'en-GB'])).toEqual({ language: 'en', locale: 'en-GB', dir: 'ltr' });
  expect(spokenAs('ar', ['en-GB'])).toEqual({ language: 'ar', locale: 'ar', dir: 'rtl' });
  // As Chromium says it where the machine has no language.
  expect(spokenAs('en', ['en-US@posix']).locale).toBe('en');
});

test('the pseudo-locale is longer and strange, and leaves what is filled in alone', () => {
  const text = pseudo('Hello {{name}}, see $t(common:save)');
  expect(text).toContain('{{name}}');
  expect(text).toContain('$t(common:save)');
  expect(text).toContain('Héllö');
  expect(pseudo('Open').length).toBeGreaterThanOrEqual(4 * 1.4);
  expect(pseudoWords({ a: { b: 'Go' } })).toEqual({ a: { b: '[Ĝö·]' } });
});

test('no text has the words back that nobody understood (defect 27 of the workbench’s audit)', () => {
  const texts = readdirSync(`${LOCALES}/en`).map(name => readFileSync(`${LOCALES}/en/${name}`, 'utf8'));
  expect(texts.join('\n')).not.toMatch(
    /Why who was asked|Words that people answer|taken by WhatsApp|\([a-z]+(_[a-z]+)+\)/i,
  );
});

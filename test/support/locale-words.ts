/** The words of the workbench, as its files have them. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../ops/root.ts';
import type { Words } from '../../web/src/lib/i18n-language.ts';

const LOCALES = join(root, 'web/src/locales');
export const LANGUAGES = ['en', 'es', 'pt', 'ar', 'zh'] as const;
/** The end of a key whose text depends on a number. */
export const PLURAL = /_(zero|one|two|few|many|other)$/;

export const namespaces: readonly string[] = readdirSync(`${LOCALES}/en`)
  .filter(file => file.endsWith('.json'))
  .map(file => file.slice(0, -5));

export const wordsOf = (language: string, namespace: string): Words =>
  JSON.parse(readFileSync(`${LOCALES}/${language}/${namespace}.json`, 'utf8')) as Words;

const flat = (words: Words, at = ''): [key: string, text: string][] =>
  Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string' ? [[at + key, value]] : flat(value, `${at}${key}.`),
  );

/** All texts of a language, with their keys (`part.of.key`). */
export const textsIn = (language: string): readonly [key: string, text: string][] =>
  namespaces.flatMap(name => flat(wordsOf(language, name)));

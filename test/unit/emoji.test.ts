/** Emoji, found by words of each language of the workbench. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { root } from '../../ops/root.ts';
import { emojiOf, findEmoji } from '../../web/src/features/composer/emoji/find-emoji.ts';
import { LANGUAGES } from '../../web/src/lib/i18n-language.ts';

const folder = join(root, 'web/src/features/composer/emoji/data');
const read = (name: string) =>
  JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as Readonly<Record<string, string>>;
const found = (language: string, query: string, most = 5): string[] =>
  findEmoji(
    Object.entries(read(language)).map(([sign, said]) => emojiOf(sign, said)),
    query,
  )
    .slice(0, most)
    .map(({ sign }) => sign);

test('each language of the workbench names each of them, and there are no others', () => {
  const languages = readdirSync(folder).flatMap(file => /^([a-z]{2})\.json$/.exec(file)?.[1] ?? []);
  expect(languages.sort()).toEqual(Object.keys(LANGUAGES).sort());
  const all = Object.values(read('groups')).flatMap(group => group.split(' '));
  expect(new Set(all).size).toBe(all.length);
  for (const language of languages) {
    const words = read(language);
    expect(Object.keys(words)).toEqual(all);
    expect(all.filter(sign => words[sign]!.trim() === '')).toEqual([]);
  }
});

test.each([
  ['en', 'thumbs up', '👍'],
  ['en', 'UP thumb', '👍'],
  ['es', 'corazon rojo', '❤️'],
  ['pt', 'CORAÇÃO vermelho', '❤️'],
  ['ar', 'قلب أحمر', '❤️'],
  ['zh', '红心', '❤️'],
  ['es', 'bandera españa', '🇪🇸'],
])('in %s %p is found', (language, query, sign) => expect(found(language, query)).toContain(sign));

test('what is called so comes before what only has to do with it', () => expect(found('en', 'dog', 1)).toEqual(['🐶']));

test.each(['', '  ', 'qqqq'])('by %p nothing is found', query => expect(found('en', query)).toEqual([]));

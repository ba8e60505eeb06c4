/**
 * Makes the data of the emoji picker (web/src/features/composer/emoji/data) from three packages, which are needed for
 * nothing else and therefore not installed: `unicode-emoji-json`, `cldr-annotations-full` and
 * `cldr-annotations-derived-full`. To be run when there is a newer version of them that is worth having:
 *
 *     cd SOME_FOLDER && npm init -y && npm install unicode-emoji-json cldr-annotations-full cldr-annotations-derived-full
 *     node ops/docs/emoji-data.mjs SOME_FOLDER/node_modules
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const LANGUAGES = ['en', 'es', 'pt', 'ar', 'zh'];
/** By what Unicode calls them; nearly all telephones in use show what came until this version. */
const GROUPS = {
  'Smileys & Emotion': 'smileys',
  'People & Body': 'people',
  'Animals & Nature': 'nature',
  'Food & Drink': 'food',
  'Travel & Places': 'travel',
  Activities: 'activities',
  Objects: 'objects',
  Symbols: 'symbols',
  Flags: 'flags',
};
const NEWEST = 15;

const [packages] = process.argv.slice(2);
if (packages === undefined) throw new Error('Name the folder in which the packages are.');
const read = path => JSON.parse(readFileSync(join(packages, path), 'utf8'));
const folder = join(dirname(fileURLToPath(import.meta.url)), '../../web/src/features/composer/emoji/data');
const write = (name, value) => writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(value, null, 2)}\n`);

const groups = Object.fromEntries(
  read('unicode-emoji-json/data-by-group.json').map(({ name, emojis }) => [
    GROUPS[name],
    emojis.filter(each => Number(each.emoji_version) <= NEWEST).map(({ emoji }) => emoji),
  ]),
);
write('groups', Object.fromEntries(Object.entries(groups).map(([group, emojis]) => [group, emojis.join(' ')])));

/** The name first, then words that are looked for and not in it. */
function wordsOf({ tts: [name], default: words = [] }) {
  return [name, ...words.filter(word => !name.toLowerCase().includes(word.toLowerCase()))].join('|');
}

for (const language of LANGUAGES) {
  const known = {
    ...read(`cldr-annotations-derived-full/annotationsDerived/${language}/annotations.json`).annotationsDerived
      .annotations,
    ...read(`cldr-annotations-full/annotations/${language}/annotations.json`).annotations.annotations,
  };
  const lines = Object.values(groups)
    .flat()
    .map(emoji => [emoji, wordsOf(known[emoji] ?? known[emoji.replaceAll('\ufe0f', '')])]);
  write(language, Object.fromEntries(lines));
}

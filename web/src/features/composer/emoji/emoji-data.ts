import type { Language } from '../../../lib/i18n-language.ts';
import type { Emoji } from './find-emoji.ts';
import { emojiOf } from './find-emoji.ts';

type Words = Readonly<Record<string, string>>;
/** Made by ops/docs/emoji-data.mjs. Each language is a file of its own, served by us. */
const WORDS = import.meta.glob<Words>(['./data/*.json', '!./data/groups.json'], { import: 'default' });
const GROUPED = import.meta.glob<Words>('./data/groups.json', { import: 'default' });

export const GROUPS = [
  'smileys',
  'people',
  'nature',
  'food',
  'travel',
  'activities',
  'objects',
  'symbols',
  'flags',
] as const;
export type Group = (typeof GROUPS)[number];

/** All emoji by their groups, named in a language. @throws when a file cannot be loaded, as after a new release. */
export async function loadEmoji(language: Language): Promise<ReadonlyMap<Group, readonly Emoji[]>> {
  const [groups, words] = await Promise.all([GROUPED['./data/groups.json']?.(), WORDS[`./data/${language}.json`]?.()]);
  return new Map(
    GROUPS.map(group => [group, (groups?.[group] ?? '').split(' ').map(sign => emojiOf(sign, words?.[sign] ?? ''))]),
  );
}

/** How emoji are looked for. By itself, so that it is tested without what a bundler does. */
export interface Emoji {
  readonly sign: string;
  /** As Unicode calls it in the language. */
  readonly name: string;
  /** All that it is looked for by, plain. */
  readonly words: string;
}

/** Small letters without accents: what is looked for is found however it is typed. */
const plain = (text: string): string => text.toLowerCase().normalize('NFD').replaceAll(/\p{M}/gu, '');

/** As many as are looked through at a glance. */
const MOST_FOUND = 80;

/**
 * What is found by words, of which each has to be in it somewhere; where a word of the name begins like the first of
 * them, it comes first.
 */
export function findEmoji(all: Iterable<Emoji>, query: string): readonly Emoji[] {
  const wanted = plain(query).split(/\s+/).filter(Boolean);
  const [first = ''] = wanted;
  if (first === '') return [];
  const found = [...all].filter(({ words }) => wanted.every(word => words.includes(word)));
  const isClose = ({ words }: Emoji): boolean => ` ${words.split('|')[0] ?? ''}`.includes(` ${first}`);
  return [...found.filter(isClose), ...found.filter(each => !isClose(each))].slice(0, MOST_FOUND);
}

/** @param said its name, and after it words that it is looked for by, with `|` between them. */
export const emojiOf = (sign: string, said: string): Emoji => ({
  sign,
  name: said.split('|')[0] ?? '',
  words: plain(said),
});

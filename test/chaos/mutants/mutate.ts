import type { Mutant } from './list.ts';

/**
 * Applies a mutant to the source of its file. White space in `from` matches any white space, because the formatter
 * decides where lines break.
 *
 * @throws Error when `from` does not occur exactly once.
 */
export function mutate(source: string, { from, to, file }: Pick<Mutant, 'from' | 'to' | 'file'>): string {
  const written = new RegExp(from.split(/\s+/).map(literally).join('\\s+'), 'g');
  const [found, ...others] = source.matchAll(written);
  if (found === undefined || others.length > 0) throw new Error(`“${from}” does not stand in ${file} exactly once`);
  return source.slice(0, found.index) + to + source.slice(found.index + found[0].length);
}

/** Escapes a text for use in a regular expression (`RegExp.escape` needs Node 24). */
const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

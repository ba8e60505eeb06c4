import type { Mutant } from './list.ts';

/**
 * The source with the mutant's fault in it. Where its lines break may differ from what the list writes: that is the
 * formatter's choice.
 *
 * @throws an Error when what is to be replaced does not stand there exactly once.
 */
export function mutate(source: string, { from, to, file }: Pick<Mutant, 'from' | 'to' | 'file'>): string {
  const written = new RegExp(from.split(/\s+/).map(literally).join('\\s+'), 'g');
  const [found, ...others] = source.matchAll(written);
  if (found === undefined || others.length > 0) throw new Error(`“${from}” does not stand in ${file} exactly once`);
  return source.slice(0, found.index) + to + source.slice(found.index + found[0].length);
}

/** A pattern of just these characters (`RegExp.escape` needs Node 24). */
const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

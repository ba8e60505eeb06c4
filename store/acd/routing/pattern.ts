/** Regular expressions written by administrators, run on texts from strangers in a process that all tenants share. */
import { cut } from '../../../domain/text/cut.ts';
import { Pattern } from '../../../domain/text/pattern.ts';

/**
 * RE2 takes time in proportion to the size of the expression and the length of the text. Both are bounded, which keeps
 * one match below about 10 ms.
 */
const SIZE = 250;
const TEXT = 1_000;
const KEPT = 1_000;
const compiled = new Map<string, Pattern>();

/** @returns what is wrong with a pattern, in words that follow its field's name; null when nothing is. */
export function patternFault(pattern: string): string | null {
  try {
    return new Pattern(pattern).size > SIZE ? 'is too large: counted repetitions make it so' : null;
  } catch {
    return 'must be a regular expression (RE2)';
  }
}

/** Whether a pattern matches within the first 1,000 characters of a text. @throws when the pattern is invalid. */
export function finds(pattern: string, text: string): boolean {
  let known = compiled.get(pattern);
  if (known === undefined) {
    known = new Pattern(pattern);
    if (compiled.size >= KEPT) compiled.clear();
    compiled.set(pattern, known);
  }
  return known.test(cut(text, TEXT));
}

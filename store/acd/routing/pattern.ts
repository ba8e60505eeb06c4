/** Administrators' regular expressions, run on strangers' texts in a process that all tenants share. */
import { cut } from '../../../domain/text/cut.ts';
import { Pattern } from '../../../domain/text/pattern.ts';

/**
 * RE2 takes time in proportion to the expression's size and the text's: both are bounded, which keeps one look below
 * some 10 ms.
 */
const SIZE = 250;
const TEXT = 1_000;
const KEPT = 1_000;
const compiled = new Map<string, Pattern>();

/** @returns what is wrong with a pattern, or null. */
export function patternFault(pattern: string): string | null {
  try {
    return new Pattern(pattern).size > SIZE ? 'is too large: counted repetitions make it so' : null;
  } catch {
    return 'must be a regular expression (RE2)';
  }
}

/** Whether a pattern is found in the first 1,000 characters of a text. @throws when the pattern is none. */
export function finds(pattern: string, text: string): boolean {
  let known = compiled.get(pattern);
  if (known === undefined) {
    known = new Pattern(pattern);
    if (compiled.size >= KEPT) compiled.clear();
    compiled.set(pattern, known);
  }
  return known.test(cut(text, TEXT));
}

/** Regular expressions for text from outside, by RE2: linear time in the length of the text, whatever it contains. */
import { RE2JS } from 're2js';

/**
 * RE2 caches the automaton states it has built (about 2 kB each), which makes later searches faster. All patterns of
 * the process together keep at most this many, some 40 MB: text from outside can be crafted so that every character
 * adds a state.
 */
const KEPT_STATES = 20_000;
const learned = new Set<RE2JS>();
let states = 0;

/** A pattern in RE2 syntax: no look-around, no back-references; `\w`, `\b`, `\s` and `\d` are ASCII only. */
export class Pattern {
  readonly #source: string;
  readonly #flags: number;
  #compiled: RE2JS | null = null;

  /**
   * @param flags `i`: ignores case; `s`: a dot also matches a line break.
   * An invalid pattern is not noticed here: it throws RE2's syntax error at its first use.
   */
  constructor(source: string, flags: '' | 'i' | 's' | 'is' = '') {
    this.#source = source;
    this.#flags = (flags.includes('i') ? RE2JS.CASE_INSENSITIVE : 0) | (flags.includes('s') ? RE2JS.DOTALL : 0);
  }

  /**
   * Number of instructions of the compiled pattern; the search time per character grows with it. @throws if invalid.
   */
  get size(): number {
    return this.#engine.programSize();
  }

  /** Whether the text contains a match. @throws if the pattern is invalid. */
  test(text: string): boolean {
    const engine = this.#engine;
    const before = statesOf(engine);
    const found = engine.test(text);
    forget(engine, before);
    return found;
  }

  /** All non-overlapping matches, from the left: each as the whole match and its groups. */
  all(text: string): (readonly (string | undefined)[])[] {
    return [...this.#engine.matchAll(text)];
  }

  /** The text with every match replaced by `by`, in which `$` has no special meaning. */
  replace(text: string, by: string): string {
    return this.#engine.matcher(text).replaceAll(RE2JS.quoteReplacement(by));
  }

  // Compiled at first use: some patterns are large, and most processes never use them.
  get #engine(): RE2JS {
    return (this.#compiled ??= RE2JS.compile(this.#source, this.#flags));
  }
}

/** A `Pattern` without flags for each source. */
export const patterns = (...sources: readonly string[]): Pattern[] => sources.map(source => new Pattern(source));

const statesOf = (engine: RE2JS): number => engine.re2().lazyDFA?.stateCount ?? 0;

function forget(engine: RE2JS, before: number): void {
  const now = statesOf(engine);
  if (now === before) return;
  learned.add(engine);
  states += now > before ? now - before : now;
  if (states <= KEPT_STATES) return;
  for (const each of learned) each.re2().lazyDFA?.clearCache();
  learned.clear();
  states = 0;
}

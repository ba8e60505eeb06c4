/** Patterns for texts from outside: RE2, which takes time in proportion to a text, whatever stands in it. */
import { RE2JS } from 're2js';

/**
 * What RE2 learns of a pattern while it looks (states of its automaton, about 2 kB each) makes the next look quicker.
 * All patterns of the process together keep no more than so many, some 40 MB: strangers' texts can be made so that each
 * letter is a new one.
 */
const KEPT_STATES = 20_000;
const learned = new Set<RE2JS>();
let states = 0;

/** A pattern in RE2's syntax: no look-around, no back-references; `\w`, `\b`, `\s` and `\d` are ASCII. */
export class Pattern {
  readonly #source: string;
  readonly #flags: number;
  #compiled: RE2JS | null = null;

  /**
   * @param flags `i`: whatever the case; `s`: a dot is also a line break.
   * @throws at the first look where it is no pattern.
   */
  constructor(source: string, flags: '' | 'i' | 's' | 'is' = '') {
    this.#source = source;
    this.#flags = (flags.includes('i') ? RE2JS.CASE_INSENSITIVE : 0) | (flags.includes('s') ? RE2JS.DOTALL : 0);
  }

  /** Grows with the time a look takes per letter. @throws where it is no pattern. */
  get size(): number {
    return this.#engine.programSize();
  }

  /** Whether it is found anywhere in a text. */
  test(text: string): boolean {
    const engine = this.#engine;
    const before = statesOf(engine);
    const found = engine.test(text);
    forget(engine, before);
    return found;
  }

  /** What it finds, from the left, each behind the one before: the whole of it, and its groups. */
  all(text: string): (readonly (string | undefined)[])[] {
    return [...this.#engine.matchAll(text)];
  }

  /** A text with this in the place of everything it finds; `$` means nothing in it. */
  replace(text: string, by: string): string {
    return this.#engine.matcher(text).replaceAll(RE2JS.quoteReplacement(by));
  }

  // Compiled when it is first needed: some of these are large, and most processes never look.
  get #engine(): RE2JS {
    return (this.#compiled ??= RE2JS.compile(this.#source, this.#flags));
  }
}

/** Each of these, as `new Pattern` takes it. */
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

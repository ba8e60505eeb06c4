/**
 * What the steps from Markdown to what WhatsApp shows have in common. Each one takes a text letter by letter, gives out
 * what is decided and holds what is not: every letter is looked at once, and a text says the same however it was cut
 * into pieces.
 */

export interface Step {
  /**
   * @returns before which place of a text it gives out every letter as it is, from this place on; the place itself
   * where it has to look.
   */
  pass(text: string, from: number): number;
  /** @param letter one UTF-16 code unit. @returns what is decided now. */
  take(letter: string): string;
  /** @returns what was held. */
  end(): string;
}

const TOGETHER = 512;

/** Letters that are not decided yet, in lists: a string that grows letter by letter is a tree of as many knots. */
export class Held {
  #pieces: string[] = [];
  #letters: string[] = [];
  length = 0;

  add(letter: string): string {
    this.length += 1;
    if (this.#letters.push(letter) === TOGETHER) {
      this.#pieces.push(this.#letters.join(''));
      this.#letters = [];
    }
    return '';
  }

  /** All of it, which is held no more. */
  give(): string {
    if (this.length === 0) return '';
    const held = this.#pieces.join('') + this.#letters.join('');
    [this.#pieces, this.#letters, this.length] = [[], [], 0];
    return held;
  }
}

const SPACE = /\s/;
export const isSpace = (letter: string): boolean => SPACE.test(letter);
/** Where a line ends for `^`, `$` and `.` of JavaScript's patterns. */
export const isLineEnd = (letter: string): boolean =>
  letter === '\n' || letter === '\r' || letter === '\u2028' || letter === '\u2029';

/** Of a pattern that goes on from where it is told. */
export function placeOf(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  const found = pattern.exec(text);
  return found === null ? text.length : found.index;
}
export const SPACES = /\s/g;
export const LINE_ENDS = /[\n\r\u2028\u2029]/g;
export const placeOfLetter = (letter: string, text: string, from: number): number => {
  const at = text.indexOf(letter, from);
  return at < 0 ? text.length : at;
};

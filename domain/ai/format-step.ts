/**
 * What the steps from Markdown to WhatsApp's formatting have in common. Each is a streaming filter: it takes a text
 * character by character, gives out what is final and holds back the rest. It processes each character once, and its
 * output does not depend on how the text is cut into pieces.
 */

export interface Step {
  /**
   * Skips characters that need no processing.
   * @returns the index of the next character that must go through `take`; those from `from` up to it are given out
   * unchanged.
   */
  pass(text: string, from: number): number;
  /** @param letter one UTF-16 code unit. @returns the text that has become final. */
  take(letter: string): string;
  /** The text has ended. @returns what was held back. */
  end(): string;
}

const TOGETHER = 512;

/** Characters held back, as lists: a string that grows character by character is a tree with as many nodes. */
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

  /** Returns everything that was held, and clears it. */
  give(): string {
    if (this.length === 0) return '';
    const held = this.#pieces.join('') + this.#letters.join('');
    [this.#pieces, this.#letters, this.length] = [[], [], 0];
    return held;
  }
}

const SPACE = /\s/;
export const isSpace = (letter: string): boolean => SPACE.test(letter);
/** The line terminators of `^`, `$` and `.` in JavaScript's regular expressions. */
export const isLineEnd = (letter: string): boolean =>
  letter === '\n' || letter === '\r' || letter === '\u2028' || letter === '\u2029';

/** The index of the first match from `from` on, or the text's length. @param pattern with the flag `g`. */
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

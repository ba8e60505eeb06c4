/** Reads the `reply` out of a decision in JSON while it is being written, each piece once. */

const NAME = '"reply"';
const ESCAPED: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};
const HEX = /^[0-9a-f]$/i;
/** White space of JSON, and other white space that models write. */
const SPACE = /\s/;

type Place = 'before' | 'colon' | 'quote' | 'words' | 'escape' | 'code' | 'over';

/** A streaming reader: takes JSON in pieces, returns the characters of `reply` as they arrive. */
export class ReplyReader {
  #place: Place = 'before';
  /** How many characters of `NAME` have been matched. */
  #matched = 0;
  #code = '';

  /**
   * @returns what the piece adds to the reply; '' before it begins, after it has ended, and once the JSON is invalid.
   */
  push(piece: string): string {
    const said: string[] = [];
    for (let at = 0; at < piece.length && this.#place !== 'over'; at++) said.push(this.#take(piece.charAt(at)));
    return said.join('');
  }

  #take(letter: string): string {
    switch (this.#place) {
      case 'before':
        this.#matched = letter === NAME[this.#matched] ? this.#matched + 1 : letter === '"' ? 1 : 0;
        if (this.#matched === NAME.length) this.#place = 'colon';
        return '';
      case 'colon':
      case 'quote':
        return this.#seek(letter);
      case 'words':
        return this.#takeWord(letter);
      case 'escape':
        return this.#takeEscaped(letter);
      case 'code':
        return this.#takeCode(letter);
      case 'over':
        return '';
    }
  }

  /** Between the name and its value. If no colon follows, the quote that ended the name may begin another one. */
  #seek(letter: string): string {
    const wanted = this.#place === 'colon' ? ':' : '"';
    if (letter === wanted) {
      this.#place = wanted === ':' ? 'quote' : 'words';
      this.#matched = 0;
    } else if (SPACE.test(letter)) this.#matched = 0;
    else {
      if (this.#matched > 0) this.#matched = 1;
      this.#place = 'before';
      return this.#take(letter);
    }
    return '';
  }

  #takeWord(letter: string): string {
    if (letter === '\\') this.#place = 'escape';
    // JSON strings contain no control characters: what follows cannot be trusted.
    else if (letter === '"' || letter < ' ') this.#place = 'over';
    else return letter;
    return '';
  }

  #takeEscaped(letter: string): string {
    const meant = ESCAPED[letter];
    this.#place = letter === 'u' ? 'code' : meant === undefined ? 'over' : 'words';
    return meant ?? '';
  }

  #takeCode(letter: string): string {
    this.#code += letter;
    if (!HEX.test(letter)) this.#place = 'over';
    if (this.#place === 'over' || this.#code.length < 4) return '';
    const meant = String.fromCharCode(Number.parseInt(this.#code, 16));
    this.#code = '';
    this.#place = 'words';
    return meant;
  }
}

/** The steps from Markdown to WhatsApp's formatting, in the order in which `Formatter` applies them. */
import type { Step } from './format-step.ts';
import { Held, LINE_ENDS, SPACES, isLineEnd, isSpace, placeOf, placeOfLetter } from './format-step.ts';

const INVISIBLE = /[\u00AD\u200B\u200E\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]/;

/** Characters that `Visible` has to process: left out, possibly left out, or replaced. */
const UNSEEN = /[\u00AD\u200B\u200E\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF\uDB40\r]/g;

/** Removes invisible characters, and turns every line ending into LF. */
export class Visible implements Step {
  #high = '';
  #return = false;

  pass(text: string, from: number): number {
    return this.#high !== '' || this.#return ? from : placeOf(UNSEEN, text, from);
  }

  take(letter: string): string {
    const before = this.#high;
    this.#high = '';
    if (before !== '' && letter >= '\uDC00' && letter <= '\uDC7F') return '';
    if (before !== '') this.#return = false;
    // Tag characters, U+E0000 to U+E007F: this high surrogate, followed by one of 128 low ones.
    if (letter === '\uDB40') {
      this.#high = letter;
      return before;
    }
    if (INVISIBLE.test(letter)) return before;
    const follows = this.#return && letter === '\n';
    this.#return = letter === '\r';
    return follows ? before : before + (letter === '\r' ? '\n' : letter);
  }

  end(): string {
    return this.#high;
  }
}

interface Brackets {
  /** What must stand before the first bracket: `!` for images. */
  readonly mark: '' | '!';
  /** The text that replaces it. */
  readonly write: (words: string, inside: string) => string;
  /** Whether words and inside may be empty, and inside may begin with a space. */
  readonly lax: boolean;
}
type Place = 'outside' | 'marked' | 'words' | 'between' | 'inside';

/** Replaces `[words](inside)`, from the first bracket that can begin one; both parts may contain opening brackets. */
export class Bracketed implements Step {
  readonly #brackets: Brackets;
  #place: Place = 'outside';
  readonly #words = new Held();
  readonly #inside = new Held();

  constructor(brackets: Brackets) {
    this.#brackets = brackets;
  }

  pass(text: string, from: number): number {
    return this.#place === 'outside' ? placeOfLetter(this.#brackets.mark === '' ? '[' : '!', text, from) : from;
  }

  take(letter: string): string {
    const { mark, lax } = this.#brackets;
    switch (this.#place) {
      case 'outside':
        return this.#begin(letter, '');
      case 'marked':
        if (letter !== '[') return this.#begin(letter, mark);
        this.#place = 'words';
        return '';
      case 'words':
        if (letter !== ']') return this.#words.add(letter);
        this.#place = 'between';
        return '';
      case 'between':
        // Another `[` within the words would end at the same `]`, so it begins no link either.
        if (letter !== '(' || (this.#words.length === 0 && !lax)) return this.#begin(letter, this.#give());
        this.#place = 'inside';
        return '';
      case 'inside':
        return this.#takeInside(letter);
    }
  }

  /** Without the closing bracket, nothing that begins within the held text is complete either. */
  end(): string {
    return this.#give();
  }

  #begin(letter: string, before: string): string {
    const { mark } = this.#brackets;
    this.#place = mark !== '' && letter === mark ? 'marked' : mark === '' && letter === '[' ? 'words' : 'outside';
    return this.#place === 'outside' ? before + letter : before;
  }

  #takeInside(letter: string): string {
    if (this.#inside.length === 0 && !this.#brackets.lax && (letter === ')' || isSpace(letter)))
      return this.#begin(letter, this.#give());
    if (letter !== ')') return this.#inside.add(letter);
    this.#place = 'outside';
    return this.#brackets.write(this.#words.give(), this.#inside.give());
  }

  /** Returns the held text as it was written. */
  #give(): string {
    const { mark } = this.#brackets;
    const place = this.#place;
    this.#place = 'outside';
    if (place === 'outside') return '';
    if (place === 'marked') return mark;
    const words = `${mark}[${this.#words.give()}`;
    return place === 'words' ? words : place === 'between' ? `${words}]` : `${words}](${this.#inside.give()}`;
  }
}

/** Turns doubled marks into single ones: `**words**`, on one line, into `*words*`. */
export class Doubled implements Step {
  readonly #mark: string;
  /** The opening marks and what follows them; the first closing mark is kept in `#closing` until the next character. */
  readonly #held = new Held();
  #closing = false;

  constructor(mark: string) {
    this.#mark = mark;
  }

  pass(text: string, from: number): number {
    return this.#held.length === 0 ? placeOfLetter(this.#mark, text, from) : from;
  }

  take(letter: string): string {
    const isMark = letter === this.#mark;
    if (isLineEnd(letter) || (this.#held.length < 2 && !isMark)) return this.end() + letter;
    // There must be at least one character between the marks, even if it is the mark itself.
    if (this.#held.length < 3) return this.#held.add(letter);
    if (isMark && this.#closing) return this.#close();
    if (isMark) {
      this.#closing = true;
      return '';
    }
    if (this.#closing) this.#held.add(this.#mark);
    this.#closing = false;
    return this.#held.add(letter);
  }

  /** Marks that open later on the line are not closed either, so the held text is given out as it is. */
  end(): string {
    const held = this.#held.give() + (this.#closing ? this.#mark : '');
    this.#closing = false;
    return held;
  }

  #close(): string {
    this.#closing = false;
    return this.#held.give().slice(1) + this.#mark;
  }
}

/** Turns a heading (`## words` at the beginning of a line) into bold text. */
export class Headings implements Step {
  #place: 'start' | 'marks' | 'gap' | 'words' | 'line' = 'start';
  readonly #held = new Held();

  pass(text: string, from: number): number {
    return this.#place === 'line' || this.#place === 'words' ? placeOf(LINE_ENDS, text, from) : from;
  }

  take(letter: string): string {
    switch (this.#place) {
      case 'start':
        if (letter !== '#') return this.#pass(letter);
        this.#place = 'marks';
        return this.#held.add(letter);
      case 'marks':
        if (letter === '#' ? this.#held.length === 6 : !isSpace(letter)) return this.#pass(letter);
        if (letter !== '#') this.#place = 'gap';
        return this.#held.add(letter);
      case 'gap':
        if (isSpace(letter)) return this.#held.add(letter);
        this.#place = 'words';
        this.#held.give();
        return `*${letter}`;
      case 'words':
        if (!isLineEnd(letter)) return letter;
        this.#place = 'start';
        return `*${letter}`;
      case 'line':
        return this.#pass(letter);
    }
  }

  /** Marks without words are no heading. */
  end(): string {
    return this.#place === 'words' ? '*' : this.#held.give();
  }

  #pass(letter: string): string {
    const held = this.#held.give();
    this.#place = isLineEnd(letter) ? 'start' : 'line';
    return held + letter;
  }
}

/** Turns `* words` and `+ words` at the beginning of a line into `- words`, removing other space around the mark. */
export class Bullets implements Step {
  #place: 'start' | 'mark' | 'gap' | 'line' = 'start';
  readonly #held = new Held();
  #atLineStart = false;

  pass(text: string, from: number): number {
    return this.#place === 'line' ? placeOf(LINE_ENDS, text, from) : from;
  }

  take(letter: string): string {
    switch (this.#place) {
      case 'start':
        if (isSpace(letter) || letter === '*' || letter === '+') {
          if (!isSpace(letter)) this.#place = 'mark';
          return this.#held.add(letter);
        }
        return this.#pass(letter);
      case 'mark':
        if (!isSpace(letter)) return this.#pass(letter);
        this.#place = 'gap';
        this.#held.give();
        this.#atLineStart = isLineEnd(letter);
        return '- ';
      case 'gap':
        if (isSpace(letter)) {
          this.#atLineStart = isLineEnd(letter);
          return '';
        }
        this.#place = this.#atLineStart ? 'start' : 'line';
        return this.take(letter);
      case 'line':
        return this.#pass(letter);
    }
  }

  end(): string {
    return this.#held.give();
  }

  #pass(letter: string): string {
    const held = this.#held.give();
    this.#place = isLineEnd(letter) ? 'start' : 'line';
    return held + letter;
  }
}

/** How many characters that were already given out are kept before the list is trimmed. */
const KEPT_AT_MOST = 512;

/** Removes `<anything>` of at most 200 characters on one line. */
export class Untagged implements Step {
  /**
   * Characters from a `<` on; those before `#from` were already given out. A list, because removing the first character
   * of a string would copy it.
   */
  #letters: string[] = [];
  #from = 0;

  pass(text: string, from: number): number {
    return this.#length === 0 ? placeOfLetter('<', text, from) : from;
  }

  take(letter: string): string {
    if (this.#length === 0) {
      if (letter !== '<') return letter;
      this.#letters.push(letter);
      return '';
    }
    if (letter === '\n' || (letter === '>' && this.#length === 1)) return this.end() + letter;
    if (letter === '>') {
      this.#give(this.#letters.length);
      return '';
    }
    this.#letters.push(letter);
    if (this.#length <= 201) return '';
    // Too long to be a tag from the first `<`, but perhaps not from the next one.
    const next = this.#letters.indexOf('<', this.#from + 1);
    return this.#give(next < 0 ? this.#letters.length : next);
  }

  end(): string {
    return this.#give(this.#letters.length);
  }

  get #length(): number {
    return this.#letters.length - this.#from;
  }

  #give(to: number): string {
    const given = this.#letters.slice(this.#from, to).join('');
    this.#from = to;
    if (this.#length === 0 || this.#from > KEPT_AT_MOST)
      [this.#letters, this.#from] = [this.#letters.slice(this.#from), 0];
    return given;
  }
}

/** Reduces several empty lines to one, and removes white space around the whole text. */
export class Trimmed implements Step {
  readonly #held = new Held();
  #lines = 0;
  #begun = false;

  pass(text: string, from: number): number {
    return this.#begun && this.#held.length === 0 && this.#lines === 0 ? placeOf(SPACES, text, from) : from;
  }

  take(letter: string): string {
    this.#lines = letter === '\n' ? this.#lines + 1 : 0;
    if (isSpace(letter)) {
      return this.#begun && this.#lines <= 2 ? this.#held.add(letter) : '';
    }
    this.#begun = true;
    return this.#held.give() + letter;
  }

  end(): string {
    return '';
  }
}

/**
 * How an answer looks on WhatsApp. Source: WhatsApp Help Center, "How to format your messages"; Cloud API reference,
 * "Messages" (text body 4096).
 */
import { cut } from '../text/cut.ts';
import type { Step } from './format-step.ts';
import { Bracketed, Bullets, Doubled, Headings, Trimmed, Untagged, Visible } from './format-steps.ts';

const TEXT_LIMIT = 4_096;
/** Nobody reads more than two messages at once. */
const MESSAGES = 2;
/**
 * So much of what a model writes is formatted: twice what is sent at most, since links and marks become shorter. What
 * is behind it is left out.
 */
export const MARKDOWN_LIMIT = 2 * MESSAGES * TEXT_LIMIT;

/**
 * Letters that go through the steps together: a text put together of many more takes the engine more time than its
 * letters need.
 */
const AT_ONCE = 512;

/**
 * Markdown as WhatsApp shows it, while it is being written: bold, italics, code and lists stay; pictures go, links are
 * written out, headings become bold. However the text is cut into pieces, what it says in the end is the same.
 */
export class Formatter {
  readonly #steps: readonly Step[] = [
    new Visible(),
    new Bracketed({ mark: '!', lax: true, write: () => '' }),
    new Bracketed({ mark: '', lax: false, write: writtenOut }),
    new Headings(),
    new Doubled('*'),
    new Doubled('_'),
    new Doubled('~'),
    new Bullets(),
    new Untagged(),
    new Trimmed(),
  ];
  #left: number;
  readonly #text = new Growing();

  /** @param limit so many letters are formatted; what is behind them is left out. */
  constructor(limit = MARKDOWN_LIMIT) {
    this.#left = limit;
  }

  /**
   * @returns what is decided so far: it only grows. Where a mark is open, what stands behind it waits for the mark that
   * closes it.
   */
  push(piece: string): string {
    const text = piece.slice(0, this.#left);
    this.#left -= text.length;
    return this.#text.add(inParts(text, part => this.#steps.reduce((sofar, step) => taken(step, sofar), part)));
  }

  /** @returns all of it; nothing may follow. */
  end(): string {
    let text = '';
    for (const step of this.#steps) text = taken(step, text) + step.end();
    return this.#text.add(text);
  }
}

/** Letters that are put together before they join the rest. */
const PUT_TOGETHER = 1_024;

/**
 * A text that grows by a few letters at a time. Added one to the other, thousands of them would stay a tree with a node
 * for each, and what is kept costs more the more of it there is.
 */
class Growing {
  #before = '';
  #recent = '';
  #pieces: string[] = [];

  /** @returns all of it. */
  add(piece: string): string {
    if (piece !== '') {
      this.#pieces.push(piece);
      this.#recent += piece;
      if (this.#recent.length >= PUT_TOGETHER) {
        this.#before += this.#pieces.join('');
        [this.#recent, this.#pieces] = ['', []];
      }
    }
    return this.#before + this.#recent;
  }
}

/** What becomes of a text, few of its letters at a time. */
function inParts(text: string, work: (part: string) => string): string {
  if (text.length <= AT_ONCE) return work(text);
  const parts: string[] = [];
  for (let from = 0; from < text.length; from += AT_ONCE) parts.push(work(text.slice(from, from + AT_ONCE)));
  return parts.join('');
}

/** A step may let go at once of all that it held. */
const taken = (step: Step, text: string): string => inParts(text, part => takenTogether(step, part));

function takenTogether(step: Step, text: string): string {
  let out = '';
  for (let at = 0; at < text.length;) {
    const next = step.pass(text, at);
    if (next > at) out += text.slice(at, next);
    if (next < text.length) out += step.take(text.charAt(next));
    at = next + 1;
  }
  return out;
}

/** A link as people read it: its words, and where it leads. */
function writtenOut(words: string, inside: string): string {
  const end = inside.search(/\s/);
  const address = end < 0 ? inside : inside.slice(0, end);
  return words === address ? address : `${words} (${address})`;
}

/** Markdown as WhatsApp shows it, its first 16,384 letters. */
export function forWhatsApp(markdown: string): string {
  const formatter = new Formatter();
  formatter.push(markdown);
  return formatter.end();
}

/** A text in as few messages as WhatsApp's limit allows, parted where it breathes; null where it needs too many. */
export function messagesFor(text: string): string[] | null {
  const found: string[] = [];
  for (let rest = text; rest !== '';) {
    if (found.length === MESSAGES) return null;
    const end = rest.length <= TEXT_LIMIT ? rest.length : breakIn(rest);
    found.push(rest.slice(0, end).trim());
    rest = rest.slice(end).trim();
  }
  return found;
}

/** The last end of a paragraph, a line, a sentence or a word; so an address is never cut. */
function breakIn(text: string): number {
  const head = cut(text, TEXT_LIMIT);
  for (const mark of ['\n\n', '\n', '. ', ' ']) {
    const at = head.lastIndexOf(mark);
    if (at > TEXT_LIMIT / 2) return at + mark.length;
  }
  return head.length;
}

/**
 * How an answer looks on WhatsApp. Source: WhatsApp Help Center, "How to format your messages"; Cloud API reference,
 * "Messages" (text body 4096).
 */
import { cut } from '../text/cut.ts';
import type { Step } from './format-step.ts';
import { Bracketed, Bullets, Doubled, Headings, Trimmed, Untagged, Visible } from './format-steps.ts';

const TEXT_LIMIT = 4_096;
/** The maximum number of WhatsApp messages for one answer. */
const MESSAGES = 2;
/**
 * How many characters of a model's text are formatted; the rest is dropped. Twice what can be sent, because formatting
 * makes links and marks shorter.
 */
export const MARKDOWN_LIMIT = 2 * MESSAGES * TEXT_LIMIT;

/**
 * Characters that go through the steps at once: JavaScript engines handle strings built from very many pieces
 * disproportionately slowly.
 */
const AT_ONCE = 512;

/**
 * Converts Markdown to WhatsApp's formatting while it is being written: bold, italics, code and lists are kept, images
 * are removed, links are written out, headings become bold. The result does not depend on how the text is cut into
 * pieces.
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

  /** @param limit how many characters are formatted; the rest is dropped. */
  constructor(limit = MARKDOWN_LIMIT) {
    this.#left = limit;
  }

  /**
   * @returns all text that is final so far; it only grows. Text after an opening mark is held back until its closing
   * mark.
   */
  push(piece: string): string {
    const text = piece.slice(0, this.#left);
    this.#left -= text.length;
    return this.#text.add(inParts(text, part => this.#steps.reduce((sofar, step) => taken(step, sofar), part)));
  }

  /** @returns the whole text. `push` must not be called afterwards. */
  end(): string {
    let text = '';
    for (const step of this.#steps) text = taken(step, text) + step.end();
    return this.#text.add(text);
  }
}

/** Characters that are joined before they are appended to the rest. */
const PUT_TOGETHER = 1_024;

/**
 * A text that grows by a few characters at a time. Thousands of plain concatenations would leave a tree of string nodes
 * whose cost grows with the text.
 */
class Growing {
  #before = '';
  #recent = '';
  #pieces: string[] = [];

  /** @returns the whole text so far. */
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

/** Applies `work` to parts of at most `AT_ONCE` characters and joins the results. */
function inParts(text: string, work: (part: string) => string): string {
  if (text.length <= AT_ONCE) return work(text);
  const parts: string[] = [];
  for (let from = 0; from < text.length; from += AT_ONCE) parts.push(work(text.slice(from, from + AT_ONCE)));
  return parts.join('');
}

/** What a step gives out for a text. In parts, because a step may release all it held at once. */
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

/** A link written out: its text, then its address. */
function writtenOut(words: string, inside: string): string {
  const end = inside.search(/\s/);
  const address = end < 0 ? inside : inside.slice(0, end);
  return words === address ? address : `${words} (${address})`;
}

/** Markdown in WhatsApp's formatting; only its first 16,384 characters (`MARKDOWN_LIMIT`). */
export function forWhatsApp(markdown: string): string {
  const formatter = new Formatter();
  formatter.push(markdown);
  return formatter.end();
}

/**
 * Splits a text into as few messages as WhatsApp's limit of 4,096 characters allows, at the ends of paragraphs, lines,
 * sentences or words. @returns null if it needs more than two.
 */
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

/**
 * The last end of a paragraph, line, sentence or word in the second half of the limit, so that addresses are not cut.
 */
function breakIn(text: string): number {
  const head = cut(text, TEXT_LIMIT);
  for (const mark of ['\n\n', '\n', '. ', ' ']) {
    const at = head.lastIndexOf(mark);
    if (at > TEXT_LIMIT / 2) return at + mark.length;
  }
  return head.length;
}

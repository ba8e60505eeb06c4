/** Cuts an article into passages: what is found, cited and shown to a model. */
import { BODY_LETTERS } from '../../domain/knowledge/limits.ts';
import type { Findable } from '../../domain/knowledge/words.ts';
import { findable, together } from '../../domain/knowledge/words.ts';
import { cutInNormal, normal } from '../../domain/text/normal.ts';
import { Pattern } from '../../domain/text/pattern.ts';
import { sentencesOf } from '../../domain/text/segments.ts';
import { blocksOf } from './markdown.ts';

/** A text, looked at once. */
export interface Piece extends Findable {
  readonly text: string;
}

export interface Passage {
  /** The headings it stands under, from the document's title on, parted by " › ". */
  readonly heading: Piece;
  readonly said: Piece;
  /** It talks to the machine that reads it, not to people: kept from the model until somebody has looked at it. */
  readonly suspicious: boolean;
}

/** A passage grows to about as many words, and a block that alone is longer is cut. */
const WANTED = 220;
const MOST = 350;
/** Letters (in NFKC) of a heading, and of all that a passage stands under: each passage says them again. */
const HEADING = 200;
const PATH = 500;
/** Each passage is a row with a heading of its own: behind so many, a heading is a line like any other. */
const PASSAGES = 5_000;
/** A block of fewer letters is looked at whole. */
const SHORT = 1_000;

/** What stands between two headings. */
const UNDER = ' › ';

export const pieceOf = (text: string): Piece => ({ text, ...findable(text) });
const joined = (pieces: readonly Piece[], by: string): Piece => ({
  text: pieces.map(piece => piece.text).join(by),
  ...together(pieces),
});

/**
 * @param body Markdown, of which no more is looked at than an article may have. Takes time in proportion to its length.
 */
export function passagesOf(title: string, body: string): Passage[] {
  const passages: Passage[] = [];
  const path: Piece[] = [headingOf(title)];
  let parts: Piece[] = [];
  let size = 0;
  const flush = (): void => {
    if (parts.length > 0) passages.push(passageOf(pathOf(path), joined(parts, '\n')));
    [parts, size] = [[], 0];
  };
  for (const block of blocksOf(cutInNormal(body, BODY_LETTERS))) {
    if (block.depth !== null && passages.length < PASSAGES) {
      flush();
      path.length = Math.min(path.length, block.depth);
      while (path.length < block.depth) path.push(headingOf(''));
      path.push(headingOf(block.text));
      continue;
    }
    for (const piece of pieces(block.text)) {
      if (size > 0 && size + piece.words > WANTED) flush();
      parts.push(piece);
      size += piece.words;
    }
  }
  flush();
  return passages;
}

/** A text that is too long for one passage, at the ends of sentences; with the last sentence of the piece before. */
function pieces(text: string): Piece[] {
  if (text.length <= SHORT) return [pieceOf(text)];
  const sentences = sentencesOf(text)
    .map(sentence => sentence.trim())
    .filter(sentence => sentence !== '')
    .map(pieceOf);
  const whole = together(sentences);
  if (whole.words <= MOST) return [{ text, ...whole }];
  const found: Piece[] = [];
  let [current, size] = [[] as Piece[], 0];
  for (const sentence of sentences) {
    if (size > 0 && size + sentence.words > WANTED) {
      found.push(joined(current, ' '));
      [current, size] = [current.slice(-1), current.at(-1)?.words ?? 0];
    }
    current.push(sentence);
    size += sentence.words;
  }
  return [...found, joined(current, ' ')];
}

const headingOf = (text: string): Piece => pieceOf(cutInNormal(text, HEADING));

/** All headings of a path in one, as far as there is room; the last of them may be cut. */
function pathOf(headings: readonly Piece[]): Piece {
  const kept: Piece[] = [];
  let room = PATH;
  for (const heading of headings.filter(each => each.text !== '')) {
    const cut = cutInNormal(heading.text, room);
    if (cut === '') break;
    kept.push(cut === heading.text ? heading : pieceOf(cut));
    room -= normal(cut, 'NFKC').length + UNDER.length;
    if (room <= 0) break;
  }
  return joined(kept, UNDER);
}

const passageOf = (heading: Piece, said: Piece): Passage => ({
  heading,
  said,
  suspicious: SUSPICIOUS.test(said.text) || HIDDEN.test(said.text),
});

/**
 * What articles for people do not say. A guard beside others: a model that obeys such a text still cannot do anything.
 */
const SUSPICIOUS = new Pattern(
  [
    String.raw`\b(ignore|disregard|forget)\b[^.!?]{0,40}\b(previous|prior|above|earlier|all)\b[^.!?]{0,40}\b(instructions?|prompts?|rules?)\b`,
    String.raw`\bsystem prompt\b`,
    String.raw`\byou are now\b`,
    String.raw`</?(system|assistant|passage)\b`,
    String.raw`<</?passage`,
    String.raw`\[/?INST\]`,
    String.raw`\b(ignorier|vergiss)\w*\b[^.!?]{0,40}\b(anweisung|regel)\w*`,
    String.raw`\bignor[ae]\b[^.!?]{0,40}\b(instruc\w+|instru\w+)`,
    String.raw`\bignorez?\b[^.!?]{0,40}\binstructions?\b`,
  ].join('|'),
  'is',
);
const HIDDEN = /[\u202A-\u202E\u2066-\u2069\u{E0000}-\u{E007F}]/u;

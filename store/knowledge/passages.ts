/** Splits an article into passages, which are what is found, cited and shown to a model. */
import { BODY_LETTERS } from '../../domain/knowledge/limits.ts';
import type { Findable } from '../../domain/knowledge/words.ts';
import { findable, together } from '../../domain/knowledge/words.ts';
import { cutInNormal, normal } from '../../domain/text/normal.ts';
import { Pattern } from '../../domain/text/pattern.ts';
import { sentencesOf } from '../../domain/text/segments.ts';
import { blocksOf } from './markdown.ts';

/** A text with what is needed to find it, computed once. */
export interface Piece extends Findable {
  readonly text: string;
}

export interface Passage {
  /** The headings above it, beginning with the document's title, separated by " › ". */
  readonly heading: Piece;
  /** The text of the passage. */
  readonly said: Piece;
  /** It seems to address the model rather than people (prompt injection): it is neither found nor shown to a model. */
  readonly suspicious: boolean;
}

/** Words that a passage grows to, approximately. */
const WANTED = 220;
/** Words up to which a single block is not split. */
const MOST = 350;
/** Longest heading, in letters (NFKC); it is repeated in each passage under it. */
const HEADING = 200;
/** Longest path of headings, in letters (NFKC). */
const PATH = 500;
/** After so many passages, headings do not begin new ones any more and count as text: each passage is a row. */
const PASSAGES = 5_000;
/** A block with fewer letters is never split. */
const SHORT = 1_000;

/** Separates the headings of a path. */
const UNDER = ' › ';

export const pieceOf = (text: string): Piece => ({ text, ...findable(text) });
const joined = (pieces: readonly Piece[], by: string): Piece => ({
  text: pieces.map(piece => piece.text).join(by),
  ...together(pieces),
});

/**
 * Splits an article, in time proportional to its length.
 * @param body Markdown; what exceeds the longest article allowed is ignored.
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

/** Splits a text that is too long for one passage between sentences; each piece repeats the last sentence before it. */
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

/** The headings of a path, joined, up to the limit of its length; the last one may be cut. */
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
 * Phrases of prompt injections, which articles for people do not contain. One safeguard among others: even a model that
 * obeyed such a text could not do anything.
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

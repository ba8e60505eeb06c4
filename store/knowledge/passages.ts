/** Cuts an article into passages: what is found, cited and shown to a model. */
import { wordsIn } from '../../domain/knowledge/words.ts';
import { cut } from '../../domain/text.ts';
import { Pattern } from '../../domain/text/pattern.ts';
import { sentencesOf } from '../../domain/text/segments.ts';
import { blocksOf } from './markdown.ts';

export interface Passage {
  /** The headings it stands under, from the document's title on, parted by " › ". */
  readonly heading: string;
  readonly text: string;
  readonly words: number;
  /** It talks to the machine that reads it, not to people: kept from the model until somebody has looked at it. */
  readonly suspicious: boolean;
}

/** A passage grows to about as many words, and a block that alone is longer is cut. */
const WANTED = 220;
const MOST = 350;
/** Letters of a heading, and of all that a passage stands under: each passage says them again. */
const HEADING = 200;
const PATH = 500;

/** @param body Markdown. */
export function passagesOf(title: string, body: string): Passage[] {
  const passages: Passage[] = [];
  const path: string[] = [];
  let parts: string[] = [];
  let size = 0;
  const flush = (): void => {
    if (parts.length > 0) passages.push(passageOf([title, ...path].filter(part => part !== ''), parts.join('\n')));
    [parts, size] = [[], 0];
  };
  for (const block of blocksOf(body)) {
    if (block.depth !== null) {
      flush();
      path.length = Math.min(path.length, block.depth - 1);
      path[block.depth - 1] = block.text;
      for (let at = 0; at < path.length; at++) path[at] ??= '';
      continue;
    }
    for (const text of pieces(block.text)) {
      const words = wordsIn(text).length;
      if (size > 0 && size + words > WANTED) flush();
      parts.push(text);
      size += words;
    }
  }
  flush();
  return passages;
}

/** A text that is too long for one passage, at the ends of sentences; with the last sentence of the piece before. */
function pieces(text: string): string[] {
  if (wordsIn(text).length <= MOST) return [text];
  const sentences = sentencesIn(text);
  const found: string[] = [];
  let [current, size] = [[] as string[], 0];
  for (const sentence of sentences) {
    const words = wordsIn(sentence).length;
    if (size > 0 && size + words > WANTED) {
      found.push(current.join(' '));
      [current, size] = [current.slice(-1), wordsIn(current.at(-1) ?? '').length];
    }
    current.push(sentence);
    size += words;
  }
  return [...found, current.join(' ')];
}

const sentencesIn = (text: string): string[] => sentencesOf(text).map(sentence => sentence.trim()).filter(sentence => sentence !== '');

function passageOf(headings: readonly string[], text: string): Passage {
  return { heading: cut(headings.map(heading => cut(heading, HEADING)).join(' › '), PATH), text, words: wordsIn(text).length, suspicious: SUSPICIOUS.test(text) || HIDDEN.test(text) };
}

/** What articles for people do not say. A guard beside others: a model that obeys such a text still cannot do anything. */
const SUSPICIOUS = new Pattern([
  String.raw`\b(ignore|disregard|forget)\b[^.!?]{0,40}\b(previous|prior|above|earlier|all)\b[^.!?]{0,40}\b(instructions?|prompts?|rules?)\b`,
  String.raw`\bsystem prompt\b`,
  String.raw`\byou are now\b`,
  String.raw`</?(system|assistant|passage)\b`,
  String.raw`<</?passage`,
  String.raw`\[/?INST\]`,
  String.raw`\b(ignorier|vergiss)\w*\b[^.!?]{0,40}\b(anweisung|regel)\w*`,
  String.raw`\bignor[ae]\b[^.!?]{0,40}\b(instruc\w+|instru\w+)`,
  String.raw`\bignorez?\b[^.!?]{0,40}\binstructions?\b`,
].join('|'), 'is');
const HIDDEN = /[\u202A-\u202E\u2066-\u2069\u{E0000}-\u{E007F}]/u;

/** Cuts an article into passages: what is found, cited and shown to a model. */
import type { Nodes, Root } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table';
import { toString } from 'mdast-util-to-string';
import { gfmTable } from 'micromark-extension-gfm-table';
import { wordsIn } from '../../domain/knowledge/words.ts';

export interface Cut {
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

/** @param body Markdown. */
export function cut(title: string, body: string): Cut[] {
  const cuts: Cut[] = [];
  const path: string[] = [];
  let parts: string[] = [];
  let size = 0;
  const flush = (): void => {
    if (parts.length > 0) cuts.push(cutOf([title, ...path].filter(part => part !== ''), parts.join('\n')));
    [parts, size] = [[], 0];
  };
  for (const block of blocksOf(fromMarkdown(body, { extensions: [gfmTable()], mdastExtensions: [gfmTableFromMarkdown()] }))) {
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
  return cuts;
}

interface Block {
  /** Of a heading; null: it is text. */
  readonly depth: number | null;
  readonly text: string;
}

function blocksOf(root: Root): Block[] {
  return root.children.flatMap((node): Block[] => {
    if (node.type === 'heading') return [{ depth: node.depth, text: toString(node) }];
    if (node.type === 'definition' || node.type === 'thematicBreak' || node.type === 'html') return [];
    const text = textOf(node).trim();
    return text === '' ? [] : [{ depth: null, text }];
  });
}

/** Lists keep their items apart; each row of a table says what its columns are. Alternative texts of pictures are nobody's to read. */
function textOf(node: Nodes): string {
  if (node.type === 'list') return node.children.map((item, index) => `${node.ordered === true ? `${(node.start ?? 1) + index}.` : '-'} ${item.children.map(textOf).join(' ')}`).join('\n');
  if (node.type === 'table') {
    const [head, ...rows] = node.children.map(row => row.children.map(cell => toString(cell, { includeImageAlt: false })));
    return rows.map(row => row.map((cell, column) => `${head?.[column] ?? ''}: ${cell}`).join('; ')).join('\n');
  }
  if (node.type === 'blockquote') return node.children.map(textOf).join('\n');
  return toString(withAddresses(node), { includeImageAlt: false, includeHtml: false });
}

/** A link's address is part of what an article says. */
function withAddresses(node: Nodes): Nodes {
  if (node.type === 'link') return { type: 'text', value: toString(node) === node.url || node.url.startsWith('#') ? toString(node) : `${toString(node)} (${node.url.replace(/^mailto:/, '')})` };
  return 'children' in node ? ({ ...node, children: node.children.map(withAddresses) } as Nodes) : node;
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

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });
export const sentencesIn = (text: string): string[] => [...segmenter.segment(text)].map(part => part.segment.trim()).filter(part => part !== '');

function cutOf(headings: readonly string[], text: string): Cut {
  return { heading: headings.join(' › '), text, words: wordsIn(text).length, suspicious: SUSPICIOUS.test(text) || HIDDEN.test(text) };
}

/** What articles for people do not say. A guard beside others: a model that obeys such a text still cannot do anything. */
const SUSPICIOUS = /\b(ignore|disregard|forget)\b[^.!?]{0,40}\b(previous|prior|above|earlier|all)\b[^.!?]{0,40}\b(instructions?|prompts?|rules?)\b|\bsystem prompt\b|\byou are now\b|<\/?(system|assistant|passage)\b|<<\/?passage|\[\/?INST\]|\b(ignorier|vergiss)\w*\b[^.!?]{0,40}\b(anweisung|regel)\w*|\bignor[ae]\b[^.!?]{0,40}\b(instruc\w+|instru\w+)|\bignorez?\b[^.!?]{0,40}\binstructions?\b/isu;
const HIDDEN = /[\u202A-\u202E\u2066-\u2069\u{E0000}-\u{E007F}]/u;

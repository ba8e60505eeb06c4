/** What an article says, block by block, as people and models read it. */
import MarkdownIt from 'markdown-it';
import type { Token } from 'markdown-it';
import { cut } from '../../domain/text.ts';

export interface Block {
  /** Of a heading; null: it is text. */
  readonly depth: number | null;
  readonly text: string;
}

/** Deeper than people nest lists and quotes; what is deeper is left out. */
const NESTING = 50;
/** Letters of a column's head that stand before each cell of it. */
const HEAD = 100;
/** Letters that all heads of a document's tables may add: a row is short, its heads can be long, and there can be many rows. */
const HEADS = 500_000;

const parser = new MarkdownIt({ html: true, maxNesting: NESTING }).disable('strikethrough');
// Nothing is rendered: an address stays as it is written.
parser.validateLink = () => true;
parser.normalizeLink = address => address;
parser.normalizeLinkText = address => address;

/** @param body Markdown with tables. Takes time in proportion to its length. */
export function blocksOf(body: string): Block[] {
  const cursor: Cursor = { tokens: parser.parse(body, {}), at: 0, heads: HEADS };
  const blocks: Block[] = [];
  while (cursor.at < cursor.tokens.length) {
    const { type, tag } = cursor.tokens[cursor.at] as Token;
    const text = takeBlock(cursor).trim();
    if (text !== '') blocks.push({ depth: type === 'heading_open' ? Number(tag.slice(1)) : null, text });
  }
  return blocks;
}

interface Cursor {
  readonly tokens: readonly Token[];
  at: number;
  /** Letters that heads of tables may still add. */
  heads: number;
}

/** The text of the block at the cursor, which goes behind it. Lists keep their items apart; marks of HTML and pictures' texts are nobody's to read. */
function takeBlock(cursor: Cursor): string {
  const token = cursor.tokens[cursor.at++] as Token;
  switch (token.type) {
    case 'inline':
      return wordsOf(token.children ?? [], true);
    case 'fence':
    case 'code_block':
      return token.content.replace(/\n$/, '');
    case 'heading_open':
      cursor.at += 2;
      return wordsOf(cursor.tokens[cursor.at - 2]?.children ?? [], false);
    case 'paragraph_open':
      return takeBlocks(cursor).join('');
    case 'blockquote_open':
      return takeBlocks(cursor).join('\n');
    case 'bullet_list_open':
    case 'ordered_list_open':
      return takeList(cursor, token);
    case 'table_open':
      return takeTable(cursor);
    default:
      return '';
  }
}

/** Of all blocks up to the end of the one around them. */
function takeBlocks(cursor: Cursor): string[] {
  const texts: string[] = [];
  while (!isClose(cursor)) texts.push(takeBlock(cursor));
  cursor.at += 1;
  return texts;
}

const isClose = ({ tokens, at }: Cursor): boolean => at >= tokens.length || tokens[at]?.nesting === -1;

function takeList(cursor: Cursor, list: Token): string {
  const first = list.type === 'ordered_list_open' ? Number(list.attrGet('start') ?? 1) : null;
  const items: string[] = [];
  while (!isClose(cursor)) {
    cursor.at += 1;
    items.push(`${first === null ? '-' : `${first + items.length}.`} ${takeBlocks(cursor).join(' ')}`);
  }
  cursor.at += 1;
  return items.join('\n');
}

/** Each row says what its columns are. */
function takeTable(cursor: Cursor): string {
  const [head = [], ...rows] = takeRows(cursor);
  const heads = head.map(cell => cut(cell, HEAD));
  return rows.map(row => row.flatMap((cell, column) => {
    const words = heads[column] ?? '';
    // The library fills rows that are too short.
    if (cell === '') return [];
    cursor.heads -= words.length;
    return cursor.heads < 0 ? [cell] : [`${words}: ${cell}`];
  }).join('; ')).join('\n');
}

/** The cells of the rows of a table, its head the first. */
function takeRows(cursor: Cursor): string[][] {
  const rows: string[][] = [];
  for (; cursor.tokens[cursor.at]?.type !== 'table_close' && cursor.at < cursor.tokens.length; cursor.at++) {
    const token = cursor.tokens[cursor.at] as Token;
    if (token.type === 'tr_open') rows.push([]);
    if (token.type === 'inline') rows.at(-1)?.push(wordsOf(token.children ?? [], false));
  }
  cursor.at += 1;
  return rows;
}

/** @param addresses whether each link has its address behind it, which is part of what an article says. */
function wordsOf(tokens: readonly Token[], addresses: boolean): string {
  const parts: string[] = [];
  let link: { readonly from: number; readonly address: string } | null = null;
  for (const token of tokens) {
    if (token.type === 'text' || token.type === 'code_inline' || token.type === 'text_special') parts.push(token.content);
    else if (token.type === 'softbreak' || token.type === 'hardbreak') parts.push('\n');
    else if (token.type === 'link_open' && addresses) link = { from: parts.length, address: String(token.attrGet('href') ?? '').replace(/^mailto:/, '') };
    else if (token.type === 'link_close' && link !== null) {
      const words = parts.slice(link.from).join('');
      if (words !== link.address && !link.address.startsWith('#')) parts.push(` (${link.address})`);
      link = null;
    }
  }
  return parts.join('');
}

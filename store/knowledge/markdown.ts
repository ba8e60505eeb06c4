/** What an article says, block by block, as people and models read it. */
import MarkdownIt from 'markdown-it';
import type { Token } from 'markdown-it';
import { cutInNormal, normal } from '../../domain/text/normal.ts';

export interface Block {
  /** Of a heading; null: it is text. */
  readonly depth: number | null;
  readonly text: string;
}

/** Deeper than people nest lists and quotes; what is deeper is left out. */
const NESTING = 50;
/** Letters of a column's head that stand before each cell of it. */
const HEAD = 100;
/**
 * Letters (in NFKC) that a document may say again: a row is short, the heads of its columns can be long, and there can
 * be many rows; a reference is short, and the address it stands for can be long.
 */
const REPEATED = 200_000;

const parser = new MarkdownIt({ html: true, maxNesting: NESTING }).disable('strikethrough');
// Nothing is rendered: an address stays as it is written.
parser.validateLink = () => true;
parser.normalizeLink = address => address;
parser.normalizeLinkText = address => address;

/** @param body Markdown with tables. Takes time in proportion to its length. */
export function blocksOf(body: string): Block[] {
  const cursor: Cursor = { tokens: parser.parse(body, {}), at: 0, repeated: REPEATED };
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
  /** Letters that may still be said again. */
  repeated: number;
}

/**
 * The text of the block at the cursor, which goes behind it. Lists keep their items apart; marks of HTML and pictures'
 * texts are nobody's to read.
 */
function takeBlock(cursor: Cursor): string {
  const token = cursor.tokens[cursor.at++] as Token;
  switch (token.type) {
    case 'inline':
      return wordsOf(token.children ?? [], cursor);
    case 'fence':
    case 'code_block':
      return token.content.replace(/\n$/, '');
    case 'heading_open':
      cursor.at += 2;
      return wordsOf(cursor.tokens[cursor.at - 2]?.children ?? [], null);
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
  const heads = head.map(cell => cutInNormal(cell, HEAD));
  return rows
    .map(row =>
      row
        .flatMap((cell, column) => {
          const words = heads[column] ?? '';
          // The library fills rows that are too short.
          if (cell === '') return [];
          return mayRepeat(cursor, words) ? [`${words}: ${cell}`] : [cell];
        })
        .join('; '),
    )
    .join('\n');
}

/** Whether what stands elsewhere may be said here, too. */
function mayRepeat(cursor: Cursor, words: string): boolean {
  if (cursor.repeated >= words.length) cursor.repeated -= normal(words, 'NFKC').length;
  else cursor.repeated = 0;
  return cursor.repeated > 0;
}

/** The cells of the rows of a table, its head the first. */
function takeRows(cursor: Cursor): string[][] {
  const rows: string[][] = [];
  for (; cursor.tokens[cursor.at]?.type !== 'table_close' && cursor.at < cursor.tokens.length; cursor.at++) {
    const token = cursor.tokens[cursor.at] as Token;
    if (token.type === 'tr_open') rows.push([]);
    if (token.type === 'inline') rows.at(-1)?.push(wordsOf(token.children ?? [], null));
  }
  cursor.at += 1;
  return rows;
}

/**
 * @param cursor of a text whose links have their addresses behind them, which are part of what an article says; null:
 * they have not.
 */
function wordsOf(tokens: readonly Token[], cursor: Cursor | null): string {
  const parts: string[] = [];
  let link: { readonly from: number; readonly address: string } | null = null;
  for (const token of tokens) {
    if (token.type === 'text' || token.type === 'code_inline' || token.type === 'text_special')
      parts.push(token.content);
    else if (token.type === 'softbreak' || token.type === 'hardbreak') parts.push('\n');
    else if (token.type === 'link_open' && cursor !== null)
      link = { from: parts.length, address: String(token.attrGet('href') ?? '').replace(/^mailto:/, '') };
    else if (token.type === 'link_close' && link !== null && cursor !== null) {
      const words = parts.slice(link.from).join('');
      if (words !== link.address && !link.address.startsWith('#') && mayRepeat(cursor, link.address))
        parts.push(` (${link.address})`);
      link = null;
    }
  }
  return parts.join('');
}

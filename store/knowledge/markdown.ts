/** Turns the Markdown of an article into plain text, block by block, for people and models to read. */
import MarkdownIt from 'markdown-it';
import type { Token } from 'markdown-it';
import { cutInNormal, normal } from '../../domain/text/normal.ts';

export interface Block {
  /** The level of a heading, from 1; null for text. */
  readonly depth: number | null;
  readonly text: string;
}

/** Deepest nesting of lists and quotes, more than people use; what is deeper is left out. */
const NESTING = 50;
/** Letters of a column's head that are repeated before each of its cells. */
const HEAD = 100;
/**
 * Letters (in NFKC) that the text of a document may repeat. Without a limit, a small document could become very large:
 * by many short rows under long column heads, or by many short references to a long address.
 */
const REPEATED = 200_000;

const parser = new MarkdownIt({ html: true, maxNesting: NESTING }).disable('strikethrough');
// Nothing is rendered as HTML, so addresses are left as they are written.
parser.validateLink = () => true;
parser.normalizeLink = address => address;
parser.normalizeLinkText = address => address;

/** The blocks of a document, in time proportional to its length. @param body Markdown with tables. */
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
  /** Letters that may still be repeated. */
  repeated: number;
}

/**
 * Reads the text of the block at the cursor, which moves behind it. Items of a list stay separate; HTML and the texts
 * of pictures are left out.
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

/** Reads the texts of all blocks up to the end of the enclosing one. */
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

/** Reads a table; in each row, every cell is preceded by the head of its column. */
function takeTable(cursor: Cursor): string {
  const [head = [], ...rows] = takeRows(cursor);
  const heads = head.map(cell => cutInNormal(cell, HEAD));
  return rows
    .map(row =>
      row
        .flatMap((cell, column) => {
          const words = heads[column] ?? '';
          // The library fills up rows that are too short with empty cells.
          if (cell === '') return [];
          return mayRepeat(cursor, words) ? [`${words}: ${cell}`] : [cell];
        })
        .join('; '),
    )
    .join('\n');
}

/** Whether these words may be repeated here; counts them against the limit of the document. */
function mayRepeat(cursor: Cursor, words: string): boolean {
  if (cursor.repeated >= words.length) cursor.repeated -= normal(words, 'NFKC').length;
  else cursor.repeated = 0;
  return cursor.repeated > 0;
}

/** Reads the cells of a table's rows, beginning with its head. */
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

/** @param cursor given where addresses of links are added after them, as part of the text; null where they are not. */
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

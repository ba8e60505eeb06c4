import { CsvError, parse } from 'csv-parse/sync';
import type { Text } from './unreadable.ts';
import { LETTERS, Unreadable } from './unreadable.ts';

const ROWS = 5_000;
const COLUMNS = 500;
/** Letters of the cells of a row. */
const ROW_LETTERS = 100_000;

/** Each row is a paragraph that says what its columns are. */
export function readCsv(source: string): Text {
  const [head = [], ...rows] = rowsOf(source);
  if (rows.length > ROWS) throw new Unreadable('too_many_rows');
  const paragraphs: string[] = [];
  let letters = 0;
  for (const row of rows) {
    const paragraph = row
      .map((cell, column) => `${head[column] ?? ''}: ${cell}`)
      .join('; ')
      .replace(/([\\*_#[\]<>])/g, '\\$1');
    // A long head stands before each cell: the table says more than it holds.
    letters += paragraph.length;
    if (letters > LETTERS) throw new Unreadable('too_large');
    paragraphs.push(paragraph);
  }
  return { title: null, body: paragraphs.join('\n\n'), links: [] };
}

/** The first rows, with their head; one more than may be. */
function rowsOf(source: string): string[][] {
  try {
    return parse(source, {
      bom: true,
      relax_column_count: true,
      skip_empty_lines: true,
      delimiter: [',', ';', '\t'],
      max_record_size: ROW_LETTERS,
      to: ROWS + 2,
      cast: cellOf,
    });
  } catch (error) {
    if (error instanceof CsvError && error.code === 'CSV_MAX_RECORD_SIZE') throw new Unreadable('too_large');
    throw error;
  }
}

/** Called while a row is being read: one of many empty cells has no size. */
function cellOf(cell: string, { index }: { readonly index: number }): string {
  if (index >= COLUMNS) throw new Unreadable('too_many_columns');
  return cell;
}

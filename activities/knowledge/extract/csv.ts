import { CsvError, parse } from 'csv-parse/sync';
import type { Text } from './unreadable.ts';
import { LETTERS, Unreadable } from './unreadable.ts';

const ROWS = 5_000;
const COLUMNS = 500;
/** Maximum characters of a row's cells. */
const ROW_LETTERS = 100_000;

/**
 * Markdown with a paragraph for each row: `column: cell; column: cell`. The first row names the columns.
 * @throws Unreadable too_many_rows, too_many_columns, too_large.
 */
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
    // A long column name is repeated before each cell, so the result may be larger than the file.
    letters += paragraph.length;
    if (letters > LETTERS) throw new Unreadable('too_large');
    paragraphs.push(paragraph);
  }
  return { title: null, body: paragraphs.join('\n\n'), links: [] };
}

/** The header and the first rows, at most one more than allowed. */
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

/** Checks the column count while a row is being read; `max_record_size` does not limit a row of empty cells. */
function cellOf(cell: string, { index }: { readonly index: number }): string {
  if (index >= COLUMNS) throw new Unreadable('too_many_columns');
  return cell;
}

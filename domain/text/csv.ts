/** Comma-separated values (RFC 4180) for people who open them in a spreadsheet. */

/**
 * With these a cell would begin a formula, which a spreadsheet runs: it is written with an apostrophe before it. So is one
 * that has apostrophes there already, to be told from it.
 */
const FORMULA = /^'*[=+\-@\t\r]/;
/** A phone number is none, though it begins with a plus. */
const NUMBER = /^\+\d{5,20}$/;
const GUARDED = /^'+[=+\-@\t\r]/;

/** A cell that is no formula, whatever it holds. */
export const guarded = (cell: string): string => (FORMULA.test(cell) && !NUMBER.test(cell) ? `'${cell}` : cell);

/** A cell as it was before `guarded`. */
export const unguarded = (cell: string): string => (GUARDED.test(cell) ? cell.slice(1) : cell);

const quoted = (cell: string): string => (/[",;\t\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** A line with its end. Nothing in it is a formula. */
export const csvLine = (cells: readonly string[]): string =>
  `${cells.map(cell => quoted(guarded(cell))).join(',')}\r\n`;

/** What spreadsheets need at the beginning of a file to read it as UTF-8. */
export const CSV_MARK = '\uFEFF';

const DELIMITERS = [',', ';', '\t'] as const;

/** What stands between the cells of a file, by its first line: whichever stands there most. */
export function delimiterOf(line: string): string {
  const plain = line.replaceAll(/"[^"]*"/g, '');
  const count = (delimiter: string): number => plain.split(delimiter).length;
  return DELIMITERS.reduce((best, each) => (count(each) > count(best) ? each : best));
}

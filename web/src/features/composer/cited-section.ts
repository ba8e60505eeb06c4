/** How the API joins the headings above a passage. */
const BETWEEN = ' › ';
const BEGINNING = /^#{1,6}\s+/;
/** A heading may be closed by as many signs as it is begun with, or others. */
const END = / #+$/;

/** A heading's words, without what makes them bold or code; null: the line is none. */
const wordsOf = (line: string): string | null =>
  BEGINNING.test(line) ? line.replace(BEGINNING, '').trimEnd().replace(END, '').replaceAll(/[*_`]/g, '').trim() : null;

/**
 * An article around the section that is cited.
 * @param body Markdown.
 * @param heading the path of headings, from the article's title on.
 * @returns what comes before, the section, and what comes after; the section is empty where none of that name is found.
 */
export function citedSection(body: string, heading: string): readonly [before: string, cited: string, after: string] {
  const lines = body.split('\n');
  const name = heading.split(BETWEEN).at(-1)?.trim();
  const begin = lines.findIndex(line => wordsOf(line) === name);
  if (begin === -1) return [body, '', ''];
  const length = lines.slice(begin + 1).findIndex(line => wordsOf(line) !== null);
  const end = length === -1 ? lines.length : begin + 1 + length;
  const textOf = (from: number, to: number): string => lines.slice(from, to).join('\n').trim();
  return [textOf(0, begin), textOf(begin, end), textOf(end, lines.length)];
}

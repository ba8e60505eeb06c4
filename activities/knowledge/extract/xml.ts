import { Unreadable } from './unreadable.ts';

/** Deeper than any document nests; parsers and what comes behind them go down by recursion. */
const DEPTH = 256;
/** Elements and their attributes: each becomes an object of some hundred bytes. */
const NODES = 400_000;

const SPECIAL: readonly (readonly [open: string, close: string])[] = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
];

/**
 * Refuses XML that costs whoever parses it more than its length, before anybody does: nested too deep, too many nodes,
 * or with a document type, which may define what becomes longer than it is. Looks at each letter once. Source:
 * ECMA-376, Part 2 (2021), 6.5.2: a package's XML holds no document type.
 * @throws Unreadable too_deep, too_large, unsafe_markup, wrong_type.
 */
export function checkXml(text: string): void {
  let [depth, nodes] = [0, 0];
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at)) {
    const special = SPECIAL.find(([open]) => text.startsWith(open, at));
    if (special !== undefined) {
      at = behind(text, special[1], at + special[0].length);
      continue;
    }
    if (text.startsWith('<!', at)) throw new Unreadable('unsafe_markup');
    const { end, attributes } = tagAt(text, at);
    if (text[at + 1] === '/') depth -= 1;
    else if (text[end - 2] !== '/') depth += 1;
    nodes += 1 + attributes;
    if (depth > DEPTH) throw new Unreadable('too_deep');
    if (nodes > NODES) throw new Unreadable('too_large');
    at = end;
  }
}

function behind(text: string, close: string, from: number): number {
  const at = text.indexOf(close, from);
  if (at < 0) throw new Unreadable('wrong_type');
  return at + close.length;
}

/** Where the tag that begins here ends, and how many attributes it has. What stands in quotes ends no tag. */
function tagAt(text: string, from: number): { readonly end: number; readonly attributes: number } {
  let attributes = 0;
  for (let at = from + 1; at < text.length; at++) {
    const letter = text[at];
    if (letter === '>') return { end: at + 1, attributes };
    if (letter === '"' || letter === "'") at = behind(text, letter, at + 1) - 1;
    else if (letter === '=') attributes += 1;
  }
  throw new Unreadable('wrong_type');
}

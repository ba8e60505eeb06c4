import { Unreadable } from './unreadable.ts';

/** Maximum nesting, deeper than any real document; parsers and later steps are recursive. */
const DEPTH = 256;
/** Maximum tags and attributes; each element and attribute becomes an object of some hundred bytes. */
const NODES = 400_000;

const SPECIAL: readonly (readonly [open: string, close: string])[] = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
];

/**
 * Refuses XML that would be expensive to parse, in linear time and before it is parsed: nested too deeply, too many
 * nodes, or with a document type, whose entities can expand. Source: ECMA-376, Part 2 (2021), 6.5.2: a package's XML
 * contains no document type.
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

/** The index after the tag that begins at `from`, and its number of attributes. A `>` in quotes does not end a tag. */
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

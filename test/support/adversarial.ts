/** Texts designed to cost a parser or pattern more than time linear in their length, and a text split into pieces. */

/** Splits a text into pieces of these sizes, used cyclically; a size of 0 counts as 1. */
export function pieces(text: string, sizes: readonly number[]): string[] {
  const found: string[] = [];
  for (let at = 0; at < text.length;) {
    const size = Math.max(sizes[found.length % Math.max(sizes.length, 1)] ?? 1, 1);
    found.push(text.slice(at, at + size));
    at += size;
  }
  return found;
}

/** Snippets to repeat: openings without an end, ends without an opening, near matches, single characters. */
const REPEATED: readonly string[] = [
  // Markdown
  '[a](',
  '[a](b ',
  '[',
  '![',
  '![a](',
  '](',
  '[]',
  '**a',
  '**',
  '*a*',
  '***',
  '__a',
  '_',
  '~~a',
  '# ',
  '#',
  '* ',
  '+ ',
  '\n* \n',
  '<a ',
  '<',
  '>',
  '> ',
  '1. ',
  '- ',
  '|a',
  '|a|\n',
  '`',
  '``a',
  'a\n=\n',
  '&a',
  '&#',
  '<!--',
  '[a]: b\n',
  '\\',
  // Space, signs and letters alone
  ' ',
  '\t',
  '\n',
  '\r',
  '\r\n',
  '\u00A0',
  '-',
  '.',
  ',',
  ', ',
  '!',
  '!!A',
  '"',
  "'",
  '/',
  '@',
  '0',
  'a',
  'A',
  'é',
  '\u{1F600}',
  '\uD83D',
  '\uDB40',
  '\u200B',
  '\u{E0041}',
  // Addresses, figures, money, codes, cards
  'a@',
  'a@b.',
  '@.',
  'a.',
  'www.',
  'http://',
  'https://a.b/',
  'a-1',
  '1-',
  '1 ',
  '1,',
  '1.',
  "1'",
  '€',
  '€ 1',
  '1 €1',
  'r$',
  'eur ',
  'A1 ',
  'DE89 3704 ',
  '4111 ',
  '1234-',
  '١',
  '٣a',
  // Words that rules look for
  'talk ',
  'talk',
  'insan',
  'gercek kisi',
  'insan konus',
  'mensch ',
  'mit einem menschen ',
  'hablar comunicar',
  'соедин',
  'позов человек',
  'التحدث',
  'इंसान',
  '人と',
  'ignore previous ',
  'ignore ',
  'ignor',
  'i will ',
  'we have call',
  'ich werde ',
  'garantier',
  'le rembours',
  'system',
  '{{',
  '}}',
  '{{ ',
  '{{a',
  '{{a}}',
  '{position}',
  // Scripts, and marks in the wrong order
  'ก',
  'ภาษาไทย',
  'ກ',
  'ក',
  'က',
  '中',
  'あ',
  '한',
  'a\u0300',
  '\u0300\u0316',
  '\uFF9E\u0316',
  '\u0640',
  '\uFDFA',
  'A. ',
  'A! b. ',
  'a. b ',
  // JSON of models
  '<think>',
  '</think>',
  '{',
  '}',
  '{"',
  '"reply"',
  '"reply" ',
  '{"reply":"',
  '\\"',
  '\\u00',
  '{"a":',
];

const repeated =
  (text: string) =>
  (length: number): string =>
    text.repeat(Math.ceil(length / text.length)).slice(0, length);

/**
 * Generators of adversarial texts by description; each returns a text of (about) the given number of UTF-16 code units.
 */
export const SHAPES: ReadonlyMap<string, (length: number) => string> = new Map<string, (length: number) => string>([
  ...REPEATED.map(text => [JSON.stringify(text), repeated(text)] as const),
  ['nested brackets', length => repeated('[')(length / 2) + repeated('](a)')(length / 2)],
  ['nested lists', length => stairs(length, depth => `${'  '.repeat(depth)}- a\n`)],
  ['nested quotes', length => stairs(length, depth => `${'>'.repeat(depth)}a\n`)],
  ['longer and longer code marks', length => stairs(length, depth => `${'`'.repeat(depth)}a`)],
  ['one mark, and a long word', length => `**${'a'.repeat(length - 2)}`],
  ['one letter with all the marks', length => `a${'\u0300'.repeat(length / 2)}${'\u0316'.repeat(length / 2 - 1)}`],
  ['a table with a long head', length => `|${'x'.repeat(length / 2)}|\n|-|\n${repeated('|a|\n')(length / 2 - 10)}`],
  [
    'a long address, and references to it',
    length => `[x]: https://a.example/${'a'.repeat(length / 2 - 50)}\n\n${repeated('[x] ')(length / 2)}`,
  ],
  [
    'a long title, and headings under it',
    length => `# ${'\uFDFA'.repeat(Math.min(length / 4, 200))}\n${repeated('## x\ny\n')(length / 2)}`,
  ],
  ['everything, in turn', length => repeated(REPEATED.join(''))(length)],
  ['everything, in words', length => repeated(REPEATED.join(' '))(length)],
]);

function stairs(length: number, step: (depth: number) => string): string {
  let text = '';
  for (let depth = 1; text.length < length; depth++) text += step(depth);
  return text.slice(0, length);
}

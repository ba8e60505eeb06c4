/** Markdown is converted to WhatsApp's formatting as before, however the text is split. */
import { describe, expect, test } from '@jest/globals';
import { fc } from '../support/fast-check.ts';
import { Formatter, MARKDOWN_LIMIT, forWhatsApp } from '../../domain/ai/format.ts';
import { SHAPES, pieces } from '../support/adversarial.ts';
import { size } from '../support/size.ts';

/** What each step does, as a pattern: right, but slow where a text is made for it. */
function byPatterns(markdown: string): string {
  return markdown
    .replace(/[\u00AD\u200B\u200E\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF\u{E0000}-\u{E007F}]/gu, '')
    .replace(/\r\n?/g, '\n')
    .replace(/!\[[^\]]*\]\([^)]*\)/g, '')
    .replace(/\[([^\]]+)\]\(([^)\s]+)[^)]*\)/g, (_, words: string, address: string) =>
      words === address ? address : `${words} (${address})`,
    )
    .replace(/^#{1,6}\s+(.+)$/gm, '*$1*')
    .replace(/\*\*(.+?)\*\*/g, '*$1*')
    .replace(/__(.+?)__/g, '_$1_')
    .replace(/~~(.+?)~~/g, '~$1~')
    .replace(/^\s*[*+]\s+/gm, '- ')
    .replace(/<[^>\n]{1,200}>/g, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

const bits = fc.constantFrom(
  '**',
  '*',
  '_',
  '__',
  '~~',
  '~',
  '[',
  '](',
  ']',
  ')',
  '(',
  '![',
  '!',
  '#',
  '## ',
  '\n',
  '\n\n',
  '\n\n\n',
  ' ',
  'a',
  'b c',
  '* ',
  '+ ',
  '- ',
  '<',
  '>',
  '<b>',
  '</b>',
  '\r\n',
  '\r',
  '\u200B',
  '\u{E0041}',
  '\uDB40',
  '\uDC41',
  'x'.repeat(199),
  '\u2028',
  '\t',
  'https://x.example/y',
  '\u{1F600}',
  '.',
  '30 EUR',
);
// Marks of a heading with nothing behind them are none any more: before, two spaces became bold.
const markdown = fc.array(bits, { maxLength: 25 }).map(parts => `${parts.join('')}.`);
const cuts = fc.array(fc.nat(9), { maxLength: 8 });

describe('Markdown for WhatsApp', () => {
  test('is what it was by patterns', () =>
    fc.assert(
      fc.property(markdown, text => expect(forWhatsApp(text)).toBe(byPatterns(text))),
      { numRuns: size({ quick: 3_000, full: 100_000 }) },
    ));

  test('is told from its beginning after each piece, however long it is', () => {
    const formatter = new Formatter();
    const text = 'Word **by** word. '.repeat(600);
    let told = '';
    for (const piece of pieces(text, [7, 1, 3])) {
      const more = formatter.push(piece);
      expect(more.startsWith(told)).toBe(true);
      told = more;
    }
    expect(told.length).toBeGreaterThan(8_000);
    expect(formatter.end()).toBe(forWhatsApp(text));
  });

  test('is the same in whatever pieces it comes, and what was shown of it stays', () => {
    fc.assert(
      fc.property(markdown, cuts, (text, sizes) => {
        const formatter = new Formatter();
        let shown = '';
        for (const piece of pieces(text, sizes)) {
          const more = formatter.push(piece);
          expect(more.startsWith(shown)).toBe(true);
          shown = more;
        }
        const whole = formatter.end();
        expect(whole.startsWith(shown)).toBe(true);
        expect(whole).toBe(forWhatsApp(text));
      }),
      { numRuns: size({ quick: 1_000, full: 30_000 }) },
    );
  });

  test.each([...SHAPES])('%s: no piece waits for all that comes behind it to be looked at again', (_name, make) => {
    const text = make(2_000);
    const formatter = new Formatter();
    for (const piece of pieces(text, [1, 7, 3])) formatter.push(piece);
    expect(formatter.end()).toBe(forWhatsApp(text));
  });

  test('what is longer than an answer may be is left out, a heading without words is none', () => {
    expect(forWhatsApp('a'.repeat(MARKDOWN_LIMIT + 1))).toBe('a'.repeat(MARKDOWN_LIMIT));
    expect([forWhatsApp('#  \n'), forWhatsApp('# \n\nWords')]).toEqual(['#', '*Words*']);
  });
});

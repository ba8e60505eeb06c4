/** Segmenting text in windows yields the same parts as segmenting all of it, and together they are the text. */
import { describe, expect, test } from '@jest/globals';
import { fc } from '../support/fast-check.ts';
import { plain } from '../../domain/knowledge/words.ts';
import { cutInNormal, normal } from '../../domain/text/normal.ts';
import { sentencesOf, wordsOfRun } from '../../domain/text/segments.ts';
import { SHAPES } from '../support/adversarial.ts';

const whole = (text: string, granularity: 'word' | 'sentence', language: string) => [
  ...new Intl.Segmenter(language, { granularity }).segment(text),
];

describe('sentences', () => {
  const word = fc.constantFrom(
    'Returns',
    'are',
    'free',
    'Mr.',
    '3.50',
    'EUR',
    '“Yes!”',
    'e.g.',
    'https://x.example/a.b',
    '退货',
    '…',
    '🚲',
    'ok?!',
    '\n',
    'Больше',
  );
  const prose = fc
    .array(fc.tuple(word, fc.constantFrom(' ', '. ', '! ', '? ', ', ', '\n')), { maxLength: 900 })
    .map(parts => parts.map(([each, behind]) => each + behind).join(''));
  test('are those of the whole text', () =>
    fc.assert(
      fc.property(prose, text =>
        expect(sentencesOf(text)).toEqual(whole(text, 'sentence', 'en').map(part => part.segment)),
      ),
    ));
  test.each([...SHAPES])('%s: nothing of a text is lost, no sentence is longer than a window', (_name, make) => {
    const text = make(9_000);
    const found = sentencesOf(text);
    expect(found.join('')).toBe(text);
    for (const sentence of found) expect(sentence.length).toBeLessThanOrEqual(2_001);
  });
});

describe('words of scripts without spaces', () => {
  test.each([
    'ร้านเปิดกี่โมง',
    'การจัดส่งสินค้าใช้เวลาสามวันทำการและค่าจัดส่งคือห้าสิบบาท',
    'យើងខ្ញុំបើកពីម៉ោងប្រាំបីព្រឹក',
    'ကျွန်ုပ်တို့၏ဆိုင်သည်မနက်ရှစ်နာရီတွင်ဖွင့်သည်',
    'ຮ້ານເປີດຈັກໂມງ',
  ])('%s: those of the whole run, also of a longer one', run => {
    const words = (text: string): string[] =>
      whole(text, 'word', 'th')
        .filter(part => part.isWordLike === true)
        .map(part => part.segment);
    expect(wordsOfRun(run)).toEqual(words(run));
    const long = run.repeat(Math.ceil(1_500 / run.length));
    expect(wordsOfRun(long).join('')).toBe(words(long).join(''));
  });
});

describe('marks', () => {
  test('more than any script writes are left out, before they are put in order', () => {
    expect(normal(`e${'\u0301'.repeat(40)}x`, 'NFD')).toBe(`e${'\u0301'.repeat(30)}x`);
    expect(Array.from(normal('\uFF9E\u0316'.repeat(5_000), 'NFKC')).length).toBeLessThanOrEqual(30);
    expect(plain(`a${'\u0300\u0316'.repeat(20_000)}`)).toBe('a');
  });
  test('a text is cut by its length in plain form, between characters, and no sooner than it must', () => {
    expect([
      cutInNormal('ﷺﷺﷺ', 53),
      cutInNormal('a🚲b', 2),
      cutInNormal('½½', 6),
      cutInNormal(`${'a'.repeat(5_000)}ﷺ`, 5_017),
      cutInNormal('', 0),
      cutInNormal('a', 0),
    ]).toEqual(['ﷺﷺ', 'a', '½½', 'a'.repeat(5_000), '', '']);
    fc.assert(
      fc.property(
        fc
          .array(fc.constantFrom('a', '🚲', 'ﷺ', '½', 'é', '한', 'ก', '\uD83D'), { maxLength: 60 })
          .map(each => each.join('').repeat(40)),
        fc.nat(4_000),
        (text, max) => {
          const kept = cutInNormal(text, max);
          expect(text.startsWith(kept)).toBe(true);
          expect(normal(kept, 'NFKC').length).toBeLessThanOrEqual(max);
          if (kept !== text)
            expect(
              normal(kept + String.fromCodePoint(text.codePointAt(kept.length) ?? 0), 'NFKC').length,
            ).toBeGreaterThan(max);
        },
      ),
    );
  });
  test('what people write stays as it is', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), text => {
        for (const form of ['NFC', 'NFD', 'NFKC'] as const) expect(normal(text, form)).toBe(text.normalize(form));
      }),
    ));
});

import { describe, expect, test } from '@jest/globals';
import { fc } from '../support/fast-check.ts';
import { parseBody } from '../../api/webhooks/parse-body.ts';
import { cut, repairedText } from '../../domain/text/cut.ts';
import { jsonTextOf, repaired, shown, whyUnfit } from '../../domain/whatsapp/repair.ts';
import { plausibleTime, timeOf } from '../../domain/whatsapp/times.ts';

/** Texts with everything in them that is no text. */
const wild = fc
  .string({ unit: 'binary', maxLength: 30 })
  .chain(text =>
    fc.constantFrom(text, `${text}\ud800`, `\udc00${text}`, `${text}\u0000`, `\u0000${text}\ud83d\u0000\ude00`),
  );
const nested = (levels: number): unknown => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`);

describe('texts', () => {
  test('are well-formed and without U+0000 when they are mended; whole ones stay as they are', () => {
    fc.assert(
      fc.property(wild, text => {
        const mended = repairedText(text);
        expect([mended.isWellFormed(), mended.includes('\u0000')]).toEqual([true, false]);
        if (text.isWellFormed() && !text.includes('\u0000')) expect(mended).toBe(text);
      }),
    );
  });

  test('are never cut through a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 20 }), fc.nat(20), (text, max) => {
        const part = cut(text, max);
        expect([
          part.isWellFormed(),
          text.startsWith(part),
          part.length <= max,
          text.length <= max || part.length >= max - 1,
        ]).toEqual([true, true, true, true]);
      }),
    );
    expect(cut('ab😀', 3)).toBe('ab');
  });
});

describe('values from outside', () => {
  test('come out of a body as JSON.parse says, but for what cannot be stored', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), value => {
        const json = JSON.stringify(value);
        const plain =
          !json.includes('__proto__') &&
          !json.includes(String.raw`\u0000`) &&
          !/\\ud[89a-f]/i.test(json) &&
          !/\d{16}/.test(json);
        const parsed = parseBody(Buffer.from(json));
        if (plain) expect(parsed).toEqual(JSON.parse(json));
        expect(JSON.stringify(parsed)).not.toMatch(/\\u0000|\\ud[89a-f]|"__proto__":/i);
      }),
    );
  });

  test('keep the digits of whole numbers, wherever they stand', () => {
    const number = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });
    fc.assert(
      fc.property(number, wild, (id, text) => {
        const exact = id >= -(2n ** 53n) + 1n && id <= 2n ** 53n - 1n ? Number(id) : String(id);
        const json = `{"a":${id},"b":[ ${id} ,${JSON.stringify(text)}],"${id}":1.25e2,"c":"\\"${id}"}`;
        expect(parseBody(Buffer.from(json))).toEqual({
          a: exact,
          b: [exact, repairedText(text)],
          [String(id)]: 125,
          c: `"${id}`,
        });
      }),
    );
    expect(parseBody(Buffer.from('[1e400,-1E+400,1e308,1.25]'))).toEqual(['1e400', '-1E+400', 1e308, 1.25]);
  });

  test('are written as JSON.stringify does, at any depth', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), value => expect(jsonTextOf(value)).toBe(JSON.stringify(value))),
    );
    expect(jsonTextOf(nested(100_000))).toBe(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
  });

  test('are too deep from 33 levels on, and too large from 256 kB on', () => {
    expect([32, 33, 1_000_000].map(levels => whyUnfit(nested(levels)))).toEqual([null, 'too_deep', 'too_deep']);
    const limit = 256 * 1024;
    expect(
      [
        'x'.repeat(limit),
        'x'.repeat(limit + 1),
        { ['x'.repeat(limit)]: 1 },
        Array.from({ length: limit }, () => 0),
      ].map(whyUnfit),
    ).toEqual([null, 'too_large', 'too_large', 'too_large']);
    expect([shown(nested(32)), shown(nested(33)), shown(null)]).toEqual([
      nested(32),
      { json: JSON.stringify(nested(33)) },
      null,
    ]);
    expect(repaired({ deep: nested(1_000_000), text: 'a\u0000' })).toMatchObject({ text: 'a' });
  });
});

describe('a time that WhatsApp gives', () => {
  const AT = Date.UTC(2026, 0, 5, 12);
  const SKEW_MS = 300_000;
  const BEGAN = Date.UTC(2009, 0, 1);

  test('counts from when WhatsApp began to five minutes from now', () => {
    for (const claimed of [BEGAN, AT - 1, AT, AT + 1, AT + SKEW_MS]) expect(plausibleTime(claimed, AT)).toBe(claimed);
    for (const claimed of [NaN, Infinity, -Infinity, -1, 0, BEGAN - 1, AT + SKEW_MS + 1, 8.64e15, 9e15])
      expect(plausibleTime(claimed, AT)).toBe(AT);
  });

  test('is digits, or a whole number', () => {
    expect(['1', '999999999999', 1_700_000_000, 0].map(timeOf)).toEqual([
      1_000, 999_999_999_999_000, 1_700_000_000_000, 0,
    ]);
    expect(
      ['', '-1', '1.5', '1e3', ' 1', '1234567890123', -1, 1.5, NaN, 2 ** 53, null, undefined, {}, [1], true].map(
        timeOf,
      ),
    ).toEqual(Array.from({ length: 15 }, () => null));
  });
});

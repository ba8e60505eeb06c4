import { describe, expect, test } from '@jest/globals';
import { asksNothing, courtesyIn, isCourtesy, isOnlyCourteous, nothingIn } from '../../domain/ai/asks-nothing.ts';
import { CLOSERS, QUESTIONS } from '../support/closing-words.ts';

describe('what asks nothing', () => {
  test.each(CLOSERS)('%s', text => expect(nothingIn(text)).not.toBeNull());
  test.each(QUESTIONS)('and what does: %s', text => expect(nothingIn(text)).toBeNull());

  test('thanks are told from what is only noted, and from emoji', () => {
    expect([nothingIn('danke'), nothingIn('ok'), nothingIn('👍'), nothingIn('ok thanks')]).toEqual([{ thanks: true, noted: false }, { thanks: false, noted: true }, { thanks: false, noted: false }, { thanks: true, noted: true }]);
  });

  test('“ok”, “yes please” and an emoji answer what was asked; thanks alone do not', () => {
    expect([asksNothing(['ok'], true), asksNothing(['👍'], true), asksNothing(['ja, danke'], true)]).toEqual([null, null, null]);
    expect(asksNothing(['danke'], true)).toEqual({ thanks: true, noted: false });
    expect(asksNothing(['ok'], false)).toEqual({ thanks: false, noted: true });
  });

  test('a burst asks nothing only if all of it does, and one without words asks nothing', () => {
    expect(asksNothing(['thanks', 'how much is it'], false)).toBeNull();
    expect(asksNothing([], true)).toEqual({ thanks: false, noted: false });
  });

  test('nobody can hide a question in a long text', () => expect(nothingIn('thanks '.repeat(100))).toBeNull());
});

describe('a courtesy', () => {
  test('is said in the contact’s language, and known again', () => {
    for (const language of ['en', 'de', 'nl', 'fr', 'es', 'pt', 'it', 'pl', 'tr', 'ru', 'ar', 'hi', 'zh', 'ja']) expect([isCourtesy(courtesyIn(language) ?? ''), isOnlyCourteous(courtesyIn(language) ?? '')]).toEqual([true, true]);
    expect([courtesyIn(null), courtesyIn('tlh')]).toEqual([null, null]);
  });

  test.each(['It costs 5 euros.', 'See https://example.com', 'See example.com', 'Write to a@example.com', 'Anything else?', 'Only €', '', 'x'.repeat(500), '٥ دقائق'])('is not: %s', text => expect(isOnlyCourteous(text)).toBe(false));
});

import { describe, expect, test } from '@jest/globals';
import { asksNothing, courtesyIn, isCourtesy, isOnlyCourteous, nothingIn } from '../../domain/ai/asks-nothing.ts';

/** What people write after a right answer. */
export const CLOSERS: readonly string[] = [
  'ok thanks!', 'Thank you so much', 'thx', 'Great, thanks for your help', 'bye', 'ok', 'Perfect 👍', 'thaaaanks', 'okkk', 'No thanks, that’s all', 'all good', 'Cheers!',
  'Danke schön', 'Vielen Dank für die schnelle Antwort!', 'alles klar, danke', 'Tschüss', 'super', 'Einen schönen Tag noch, danke', 'Bedankt!', 'Dank u wel', 'prima', 'tot ziens',
  'Merci beaucoup', 'D’accord merci', 'Bonne journée, merci', 'parfait', 'Muchas gracias', 'vale, gracias', 'Perfecto', 'Hasta luego', 'Obrigada pela ajuda', 'beleza', 'tchau, obrigado', 'Grazie mille', 'va bene', 'Buona giornata, grazie', 'Dziękuję bardzo', 'super, dzięki', 'Teşekkür ederim', 'tamam', 'teşekkürler',
  'Спасибо большое', 'понятно', 'Хорошо, спасибо', 'до свидания', 'شكرا جزيلا', 'تمام', 'شُكْراً', 'धन्यवाद', 'ठीक है', '谢谢', '好的，谢谢您', '明白了', 'ありがとうございます！', '了解しました', '감사합니다', 'Terima kasih banyak', 'baik', 'תודה רבה', 'ευχαριστώ πολύ',
  '👍', '🙏🏽🙏🏽', '😊', '❤️', '👌 👌', '...', '!!!',
];

/** What they ask, as shortly. */
export const QUESTIONS: readonly string[] = [
  'ok and the price?', 'when', 'how much', 'thanks, where are you', 'ok but why', 'which size', 'and tomorrow', 'thanks but it is broken', 'open today', 'great, what now', 'ok more info', 'help',
  'danke, wann?', 'wie lange', 'und morgen', 'ok, was kostet das', 'Hoe laat', 'bedankt, en de prijs', 'merci, quand ?', 'combien', 'et demain', 'gracias, cuánto cuesta', 'y mañana', 'dónde', 'obrigado, quanto custa', 'e amanhã', 'grazie, quando', 'quanto costa', 'dzięki, kiedy', 'ile kosztuje',
  'tamam, ne zaman', 'kaç para', 'спасибо, а когда', 'сколько стоит', 'شكرا، كم السعر', 'متى', 'धन्यवाद, कितना', 'कब', '谢谢，多少钱', '几点', 'ありがとう、いつですか', 'いくら', '감사합니다 얼마예요', 'Terima kasih, berapa', 'תודה, כמה', 'ok 5', 'thanks 12345', '👍?',
];

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

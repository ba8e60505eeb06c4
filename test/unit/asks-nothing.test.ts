import { describe, expect, test } from '@jest/globals';
import { hasQuestion, mayAsk, wantsAnswer } from '../../domain/ai/asked.ts';
import { asksNothing, nothingIn } from '../../domain/ai/asks-nothing.ts';
import { COURTESIES, courtesyIn, isCourtesy } from '../../domain/ai/courtesies.ts';
import { isOnlyCourteous } from '../../domain/ai/courteous.ts';
import { onlyGreets } from '../../domain/ai/rules.ts';
import { CLOSERS, QUESTIONS } from '../support/closing-words.ts';

describe('what asks nothing', () => {
  test.each(CLOSERS)('%s', text => expect(nothingIn(text)).not.toBeNull());
  test.each(QUESTIONS)('and what does: %s', text => expect(nothingIn(text)).toBeNull());

  test('thanks are told from what is only noted, what decides, and emoji', () => {
    expect(
      ['danke', 'ok', '👍', 'ok thanks', 'no thanks', 'Yes', 'nein', '好的', 'tak', 'haha'].map(nothingIn),
    ).toEqual([
      { thanks: true, noted: false, decides: false },
      { thanks: false, noted: true, decides: false },
      { thanks: false, noted: false, decides: false },
      { thanks: true, noted: true, decides: false },
      { thanks: true, noted: false, decides: false },
      { thanks: false, noted: true, decides: true },
      { thanks: false, noted: false, decides: true },
      { thanks: false, noted: true, decides: true },
      { thanks: true, noted: false, decides: true },
      { thanks: false, noted: false, decides: false },
    ]);
  });

  const [asked, answered, told] = [
    { asked: true, answered: false },
    { asked: false, answered: true },
    { asked: false, answered: false },
  ];
  test('“ok”, “yes please” and an emoji answer what was asked; thanks alone do not', () => {
    expect(['ok', '👍', 'ja, danke', 'tak', 'haha'].map(text => asksNothing([text], asked))).toEqual([
      null,
      null,
      null,
      null,
      null,
    ]);
    expect(asksNothing(['ok'], { asked: true, answered: true })).toBeNull();
    expect(asksNothing(['danke'], asked)).toMatchObject({ thanks: true, noted: false });
    expect(asksNothing(['ok'], told)).toMatchObject({ thanks: false, noted: true });
  });

  test.each([
    'yes',
    'Yes!',
    'no',
    'ja',
    'nein',
    'はい',
    '好的',
    '是的',
    'oui',
    'sí',
    'não',
    'evet',
    'tak',
    'да',
    'نعم',
    'हाँ',
    '네',
    'ja genau',
  ])('“%s” decides, unless an answer was the last thing said', text => {
    expect(asksNothing([text], told)).toBeNull();
    expect(asksNothing([text], answered)).not.toBeNull();
  });

  test('a burst asks nothing only if all of it does, and one without words asks nothing', () => {
    expect(asksNothing(['thanks', 'how much is it'], told)).toBeNull();
    expect(asksNothing(['thanks', 'yes'], told)).toBeNull();
    expect(asksNothing([], asked)).toEqual({ thanks: false, noted: false, decides: false });
  });

  test('nobody can hide a question in a long text', () => expect(nothingIn('thanks '.repeat(100))).toBeNull());
});

describe('what wants an answer', () => {
  test.each([
    'Shall I reserve it for you? 😊',
    'Please reply YES to confirm your appointment.',
    'Keep it? (Answer with yes or no)',
    '要确认吗',
    '要确认吗。',
    'ご予約を確定しますか',
    'ご予約を確定しますか。',
    'รับไหมคะ',
    'Θέλετε να το κρατήσουμε;',
    'Bitte antworten Sie mit JA.',
    'Répondez OUI pour confirmer',
    'Responda SI para confirmar',
    'هل تريد التأكيد؟',
    'İster misiniz',
    'See https://a.example/b?c=1 or shall I?',
    '回复“好的”',
    '예약할까요',
  ])('%s', text => expect(wantsAnswer(text)).toBe(true));
  test.each([
    'You can return a bicycle within 30 days.',
    'Thanks; we open at nine;',
    'See https://a.example/b?c=1',
    'Wir haben von neun bis fünf geöffnet.',
    '我们九点开门。',
    '九時に開きます。',
    'Ανοίγουμε στις εννέα.',
  ])('not: %s', text => expect([hasQuestion(text), wantsAnswer(text)]).toEqual([false, false]));
  test.each(['Ciao', 'Servus', 'नमस्ते', 'สวัสดี', 'สวัสดีครับ', 'İyi günler'])('“%s” may be a greeting', text =>
    expect(onlyGreets([text])).toBe(true),
  );
});

describe('a courtesy', () => {
  test('is said in the contact’s language, and known again', () => {
    for (const language of Object.keys(COURTESIES))
      expect([isCourtesy(courtesyIn(language) ?? ''), isOnlyCourteous(courtesyIn(language) ?? '')]).toEqual([
        true,
        true,
      ]);
    expect([courtesyIn(null), courtesyIn('tlh')]).toEqual([null, null]);
  });

  test.each([
    'It costs 5 euros.',
    'See https://example.com',
    'See example.com',
    'Write to a@example.com',
    'Anything else?',
    'Only €',
    '',
    'x'.repeat(500),
    '٥ دقائق',
  ])('is not: %s', text => expect(isOnlyCourteous(text)).toBe(false));

  test.each([
    'Your order ships tomorrow and is free of charge.',
    'We will refund you in full, no problem!',
    'Der Termin ist am Montag um acht Uhr, gern geschehen!',
    'It costs five euros.',
    'You’re welcome! It is free.',
    'Yes, it is.',
    'Thanks, your answer is no.',
    'Thank you, we are open.',
    'De nada, es gratis.',
    'Prego, domani.',
    '不客气，明天发货。',
    'どういたしまして。無料です。',
    'Thanks! Bye! Take care! Have a nice day!',
    'Thank you. See you on Monday.',
  ])('has no facts: %s', text => expect(isOnlyCourteous(text)).toBe(false));
  test.each([
    'You’re welcome! Have a great day!',
    'My pleasure, happy to help!',
    'No problem, have a nice evening!',
    'Gern geschehen! Einen schönen Tag noch.',
    'Je vous en prie, bonne journée !',
    'De nada, que tengas un buen día.',
    'De nada! Tenha um ótimo dia!',
    'Prego, buona giornata!',
    'Proszę bardzo, miłego dnia!',
    'Пожалуйста, хорошего дня!',
    'Не за что!',
    '不客气，祝您生活愉快！',
  ])('is one: %s', text => expect(isOnlyCourteous(text)).toBe(true));

  test.each([
    'thanks, how long',
    'is it open?',
    'danke, wann',
    'merci, combien',
    'gracias, cuánto cuesta',
    '谢谢，多少钱',
    'ありがとう、いくら',
    'спасибо, когда',
    'تسلم، متى',
  ])('is no answer to what may be asked: %s', text => expect(mayAsk(text)).toBe(true));
  test.each(['thanks a lot, that is kind of them', 'vielen herzlichen Dank euch allen', '谢谢你们', 'ありがとう'])(
    'may be one to: %s',
    text => expect(mayAsk(text)).toBe(false),
  );
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { firstMatch } from '../../domain/acd/rules.ts';
import { mentions } from '../../domain/knowledge/mentions.ts';
import { root } from '../../ops/root.ts';

const given = JSON.parse(readFileSync(join(root, 'test/fixtures/cases/rule-words-scripts.json'), 'utf8')) as {
  cases: [string, string[], string][];
};

/** Whether a rule with these words takes a message with this text. */
function isTaken(text: string, words: readonly string[]): boolean {
  const rule = { id: 'r', name: 'r', when: { words }, route: { queueId: 'q', priority: 0, needs: [] } };
  return (
    firstMatch(
      { rules: [rule], hours: null },
      {
        numberId: 'n',
        kind: 'text',
        text,
        returning: false,
        fromAd: false,
        contact: { language: null, vip: false, tags: [], attributes: {} },
        at: 0,
      },
      () => false,
    ) !== null
  );
}

test.each(given.cases)('rule-words-scripts.json: “%s” and %j', (text, words, was) => {
  expect(isTaken(text, words)).toBe(was === 'no rule');
});

test.each([
  ['退', '我要退款', true],
  ['取り消し', '注文の取り消しをお願いします', true],
  ['คืนเงิน', 'ขอคืนเงินค่ะ', true],
  ['환불', '환불해 주세요', true],
  ['환불', '배송이 안 와요', false],
  ['STRASSE', 'meine Straße', true],
  ['straße', 'MEINE STRASSE', true],
  ['İADE', 'iade istiyorum', true],
  ['iade', 'İADE İSTİYORUM', true],
  ['ısı', 'ISI sorunu', true],
  ['ακύρωση', 'ΘΕΛΩ ΑΚΥΡΩΣΗ', true],
  ['επιστροφής', 'επιστροφησ', true],
  ['еще', 'ещё раз', true],
  ['мой', 'мои', false],
  ['reclamação', 'RECLAMACAO!', true],
  ['crème brûlée', 'une creme brulee svp', true],
  ['ﻻ', 'لا', true],
  ['طلبية', 'طلبيه', true],
  ['refund', 're\u200bfund', true],
  ['refund', 'refunded', false],
  ['refund', 'my refund.', true],
  ['money back', 'I want my money-back', true],
  ['money back', 'back my money', false],
  ['👍', 'ok 👍🏽', true],
  ['👍', 'ok', false],
  ['🇩🇪', 'from 🇩🇪', true],
  ['ｆｕｌｌ', 'full', true],
  ['क', 'किताब', false],
  ['किताब', 'मेरी किताब कहाँ है', true],
  ['', 'anything', false],
  ['…', 'anything', false],
  ['T恤', 'T恤多少钱', true],
  ['T恤', '有没有 T恤', true],
  ['T恤', 'XT恤', false],
  ['A社', 'A社の製品', true],
  ['A社', 'AA社の製品', false],
  ['3月', '3月に届きますか', true],
  ['3月', '13月に', false],
  ['iPhone 手机壳', '我要iPhone手机壳吗', true],
  ['VIP', 'VIPの会員', true],
  ['돈', '돈을 돌려주세요', true],
  ['돈', '제 돈', true],
  ['물', '선물 주세요', false],
  ['3월', '3월에 와요', true],
  ['3월', '13월에', false],
  ['카톡ID', '내카톡ID는', true],
  ['맛', '김치맛이', false],
  ['LINEสาขา', 'มีLINEสาขาไหม', true],
  ['platnosc', 'Moja płatność', true],
  ['płatność', 'PLATNOSC', true],
  ['doi hang', 'tôi muốn đổi hàng', true],
  ['ĐỔI HÀNG', 'doi hang', true],
  ['smorrebrod', 'et smørrebrød', true],
  ['smørrebrød', 'SMORREBROD', true],
  ['coeur', 'mon cœur', true],
  ['cœur', 'coeur', true],
  ['faeroer', 'Færøer', true],
  ['bok', 'bók', true],
  ['thad', 'það', true],
  ['Þór', 'thor', true],
  ['Malta Ħ', 'malta h', true],
  ['שלום', 'שָׁלוֹם לכם', true],
  ['שָׁלוֹם', 'שלום', true],
  ['שלום', 'שלומי', false],
  ['בית', 'בֵּית־ספר', true],
])('“%s” in “%s”: %s', (word, text, is) => expect(mentions(text, [word])).toBe(is));

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { firstMatch } from '../../domain/acd/rules.ts';
import { mentions } from '../../domain/knowledge/mentions.ts';
import { root } from '../../ops/root.ts';

const given = JSON.parse(readFileSync(join(root, 'test/fixtures/cases/rule-words-scripts.json'), 'utf8')) as { cases: [string, string[], string][] };

/** Whether a rule with these words takes a message with this text. */
function isTaken(text: string, words: readonly string[]): boolean {
  const rule = { id: 'r', name: 'r', when: { words }, route: { queueId: 'q', priority: 0, needs: [] } };
  return firstMatch({ rules: [rule], hours: null }, { numberId: 'n', kind: 'text', text, returning: false, fromAd: false, contact: { language: null, vip: false, tags: [], attributes: {} }, at: 0 }, () => false) !== null;
}

test.each(given.cases)('rule-words-scripts.json: “%s” and %j', (text, words, was) => {
  expect(isTaken(text, words)).toBe(was === 'no rule');
});

test.each([
  ['退', '我要退款', true], ['取り消し', '注文の取り消しをお願いします', true], ['คืนเงิน', 'ขอคืนเงินค่ะ', true], ['환불', '환불해 주세요', true], ['환불', '배송이 안 와요', false],
  ['STRASSE', 'meine Straße', true], ['straße', 'MEINE STRASSE', true], ['İADE', 'iade istiyorum', true], ['iade', 'İADE İSTİYORUM', true], ['ısı', 'ISI sorunu', true],
  ['ακύρωση', 'ΘΕΛΩ ΑΚΥΡΩΣΗ', true], ['επιστροφής', 'επιστροφησ', true], ['еще', 'ещё раз', true], ['мой', 'мои', false], ['reclamação', 'RECLAMACAO!', true], ['crème brûlée', 'une creme brulee svp', true],
  ['ﻻ', 'لا', true], ['طلبية', 'طلبيه', true], ['refund', 're\u200bfund', true], ['refund', 'refunded', false], ['refund', 'my refund.', true], ['money back', 'I want my money-back', true], ['money back', 'back my money', false],
  ['👍', 'ok 👍🏽', true], ['👍', 'ok', false], ['🇩🇪', 'from 🇩🇪', true], ['ｆｕｌｌ', 'full', true], ['क', 'किताब', false], ['किताब', 'मेरी किताब कहाँ है', true], ['', 'anything', false], ['…', 'anything', false],
])('“%s” in “%s”: %s', (word, text, is) => expect(mentions(text, [word])).toBe(is));

/**
 * Words allowed in a courtesy, besides those of thanks and goodbye; none of them says when, what, how much or whether.
 */
import { CLOSING, NEGATIONS, spelled } from './closing-words.ts';
import { COURTESIES } from './courtesies.ts';

const list = (words: string): string[] => spelled(words).split(' ');

/** Replies to thanks, such as “Prego” or “Proszę bardzo”. A courtesy needs at least one of these or of `CLOSING`. */
const WELCOME = list(
  'welcome pleasure anytime gern gerne bitte graag prego plaisir gusto placer prazer disponha imagina piacere prosze пожалуйста рады рад рада обращайтесь проше ласка العفو عفوا الرحب स्वागत 천만에요 별말씀을요 בשמחה παρακαλω varsagod bitteschon bitte slobodno szivesen placere rica',
);

/** Words that may accompany them. */
const FILLING = list(
  'you youre are most very so much always my our glad happy to help helped a an have nice great good lovely wonderful day evening weekend night of the for your contacting writing reaching out message patience kind words and take care wishes best kindly we i us was were have been be ' +
    'geschehen schon sehr dafur freut mich uns dass ich helfen konnte konnten wir da immer einen eine schonen schone tag abend woche wochenende noch wunsche wunschen ihnen dir euch fur ihre deine eure nachricht geduld und liebe herzliche grusse alles gute auf ' +
    'avec plaisir je vous vos votre en prie tres heureux heureuse bonne belle excellente journee soiree au et a de pour message patience nous toi te ' +
    'con un una que tengas tenga buen buena bonito excelente lindo dia tarde noche semana por su tu mensaje paciencia y a usted ti feliz ha sido fue encantado encantada ' +
    'foi eu um uma tenha otimo otima bom boa dia tarde noite semana pela sua mensagem paciencia e voce ' +
    'e stato un una buona bella giornata serata a lei te per il suo tuo messaggio la pazienza gedaan fijne prettige mooie dag avond weekend nog een voor je uw bericht ' +
    'bardzo milego dnia wieczoru za wiadomosc i ederim iyi gunler aksamlar size хорошего вам дня вечера доброго всего за ваше сообщение и помочь были на وسعه والسعه على لك لكم يومك سعيد आपका आपकी है שמח לעזור יום טוב נעים σας καλη μερα καλο var sa god gang selv hyggelig bare ole hyva cu za neni zac будь sama',
);

/** A negation makes it an answer instead of a courtesy, unless it is part of one of the `POLITE_PHRASES`. */
export const NEGATED: ReadonlySet<string> = NEGATIONS;
export const POLITE_CORE: ReadonlySet<string> = new Set([...CLOSING, ...WELCOME]);
export const POLITE: ReadonlySet<string> = new Set([...CLOSING, ...WELCOME, ...FILLING]);

/** Phrases in which “no” or “nothing” negates nothing, and our own courtesies; the longest first. */
export const POLITE_PHRASES: readonly string[] = [
  ...Object.values(COURTESIES).map(text =>
    spelled(text)
      .replace(/[^\p{L}\p{M}]+/gu, ' ')
      .trim(),
  ),
  ...'je vous en prie|no problem|no worries|not at all|dont mention it|my pleasure|any time|keine ursache|kein problem|nichts zu danken|geen dank|geen probleem|de rien|il ny a pas de quoi|pas de souci|de nada|no hay de que|por nada|nao ha de que|di niente|di nulla|non ce di che|figurati|nie ma za co|nie ma sprawy|bir sey degil|не за что|لا شكر على واجب|sama sama|gar nicht dafur'
    .split('|')
    .map(spelled),
].sort((a, b) => b.length - a.length);

/** Such phrases in scripts without spaces. */
export const POLITE_UNSPACED: readonly string[] = [
  '不客气',
  '不客氣',
  '不用谢',
  '不用謝',
  '不谢',
  '别客气',
  '谢谢您',
  '谢谢你',
  '謝謝您',
  '谢谢',
  '謝謝',
  '感谢您',
  '祝您生活愉快',
  '祝您愉快',
  '祝您',
  '再见',
  '再見',
  'どういたしまして',
  'ありがとうございました',
  'ありがとうございます',
  'ありがとう',
  '失礼します',
  'ยินดีค่ะ',
  'ยินดีครับ',
  'ด้วยความยินดี',
  'ขอบคุณค่ะ',
  'ขอบคุณครับ',
  'ขอบคุณ',
  'ค่ะ',
  'ครับ',
].sort((a, b) => b.length - a.length);

export const BETWEEN_SENTENCES = /[.!。！…\n]/u;

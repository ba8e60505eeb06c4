/** What asks nothing: thanks, goodbye, “ok”, emoji. Nobody is to be troubled with it, and no model. */
import { plain } from '../knowledge/words.ts';
import { head } from '../text/looked-at.ts';

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));

/** Words that say thanks or goodbye, as `plain` leaves them. */
const CLOSING = set('thanks thank thx tnx ty tysm cheers bye goodbye byebye cya appreciated appreciate grateful ' +
  'danke dankeschon dankesehr bedanke vielen tschuss tschau ciao wiedersehen wiederhoren servus ade dank bedankt dankjewel dankuwel doei tot ziens groetjes ' +
  'merci mercii revoir bye adieu gracias graciass adios chao hasta luego obrigado obrigada obg brigado brigada valeu vlw tchau adeus grazie arrivederci addio ' +
  'dzieki dziekuje dziekuja dzieks pozdrawiam widzenia papa tesekkurler tesekkur sagol sagolun eyvallah gorusuruz hoscakal hoscakalin ' +
  'спасибо спс благодарю пока свидания пасиб спасибочки дякую דяки ' +
  'شكرا شكر مشكور مشكورين تسلم وداعا السلامه تشكر ' +
  'धन्यवाद शुक्रिया अलविदा नमस्ते dhanyavad shukriya ' +
  'terima kasih makasih trims tks dadah תודה רבה ביי להתראות ' +
  'ευχαριστω ευχαριστώ αντιο αντίο 감사합니다 감사해요 고마워요 고맙습니다 고마워 감사 안녕히 tack tak takk kiitos hejda multumesc mersi dekuji diky koszonom');

/** Words that take note of something: they ask nothing, unless they answer a question. */
const NOTED = set('all ok okay okey okok oki okie k kk alright fine good great perfect perfectly awesome amazing excellent super cool nice lovely wonderful brilliant fantastic understood noted gotcha sure yes yep yeah yup right exactly done ' +
  'gut prima klasse spitze toll wunderbar perfekt verstanden alles klar passt genau ja jo jawohl jap einverstanden goed prima top oke duidelijk begrepen mooi ' +
  'parfait super genial bien compris entendu accord oui d daccord cool excellent vale perfecto bueno genial entendido listo claro si excelente estupendo ' +
  'certo perfeito otimo entendi beleza blz sim legal combinado ta bom va bene perfetto capito ottimo benissimo ok si ' +
  'dobrze dobra super swietnie jasne rozumiem tak tamam peki guzel harika anladim evet olur ' +
  'ок окей хорошо ладно понятно понял поняла отлично супер ясно да класс добре зрозуміло ' +
  'حسنا تمام ممتاز رايع فهمت نعم طيب اوكي ' +
  'ठीक है अच्छा बढ़िया समझ गया गयी हां हाँ जी accha thik theek ' +
  'oke baik siap mantap sip paham mengerti ya iya אוקיי אוקי מצוין סבבה הבנתי כן בסדר מעולה 네 넵 예 알겠습니다 알겠어요 좋아요 좋습니다 οκ ενταξει εντάξει ωραια ωραία');

/** Words around thanks, that neither ask nor tell anything by themselves. */
const AROUND = set('you u so much very a lot the for your helping answer reply fast quick that thats it was is been had have helpful nice day evening weekend one again soon see later until next take care best regards kind to and really too this me us team all no nothing else then sir madam help support info information i needed great good ' +
  'noch schon sehr fur die ihre deine ihren eure hilfe antwort auskunft info schnelle einen schonen tag abend auch bis bald dann mir geholfen euch ihnen und nein nichts weiter wochenende gruss grusse mit freundlichen lieben liebe herzlichen herzlich besten auf das war ' +
  'je u wel heel erg voor de het uw hulp antwoord fijne dag avond en nee niets verder beaucoup tres pour votre ton ta aide reponse bonne journee soiree au a bientot et non rien autre vous toi infiniment ' +
  'muchas muchisimas mil por su tu la el ayuda respuesta informacion que tenga tengas un buen dia buena tarde noche nos vemos pronto muy amable y no nada mas muito muita pela pelo sua ajuda resposta informacao um bom boa ate logo mais e nao por ' +
  'mille molte tante per il l aiuto risposta buona giornata serata presto bardzo za pomoc odpowiedz milego dnia do i nie cok ederim ediyorum yardiminiz icin iyi gunler aksamlar size ve hayir ' +
  'большое огромное за вашу помощь ответ вам до хорошего дня всего доброго и нет больше ничего جزيلا لك لكم كثيرا مع الله يعطيك العافيه و لا شيء جدا على المساعده ' +
  'बहुत आपका आपकी मदद के लिए और नहीं banyak atas bantuannya selamat tinggal sampai jumpa tidak ada lagi לך לכם על העזרה ויום טוב נעים πολυ πολύ σας για την βοηθεια βοήθεια tanta');

/** The same in scripts without spaces between words, the longest first. */
const UNSPACED = ['ありがとうございました', 'ありがとうございます', 'どうもありがとう', 'ありがとう', 'ありがと', '承知しました', '承知いたしました', '了解しました', '了解です', '了解', 'わかりました', '分かりました', 'よかったです', '助かりました', '失礼します', 'さようなら', 'またね', 'どうも', 'おつかれさまでした', 'お疲れ様でした', 'はい', 'いいえ', '大丈夫です', 'とても', 'です', 'ました', 'ね', 'よ',
  '非常感谢', '非常感謝', '太感谢了', '感谢您的帮助', '感謝您的幫助', '感谢您', '感謝您', '感谢', '感謝', '谢谢您', '謝謝您', '谢谢你', '謝謝你', '多谢', '多謝', '谢谢', '謝謝', '谢啦', '再见', '再見', '拜拜', '明白了', '知道了', '了解了', '收到', '明白', '好的', '好吧', '好了', '没问题', '沒問題', '可以', '不用了', '没有了', '沒有了', '您', '你', '了', '啦', '的', '好', '嗯', '行',
  'ขอบคุณมากครับ', 'ขอบคุณมากค่ะ', 'ขอบคุณครับ', 'ขอบคุณค่ะ', 'ขอบคุณมาก', 'ขอบคุณ', 'โอเค', 'เข้าใจแล้ว', 'ลาก่อน', 'สวัสดี', 'ครับ', 'ค่ะ', 'คะ', 'ได้', 'มาก', 'แล้ว'].sort((a, b) => b.length - a.length);
const THANKED_UNSPACED = /ありがと|感谢|感謝|谢|謝|ขอบคุณ|さようなら|再见|再見|拜拜|ลาก่อน/u;
const IN_UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

const QUESTION = /[?？؟;¿]/u;
const WORDS = /[\p{L}\p{N}][\p{L}\p{N}\p{M}'’]*/gu;
/** Whoever writes more than this says more than thanks. */
const MOST_WORDS = 20;

/** What a text says that asks nothing; without either it has no words at all, such as emoji. */
export interface Nothing {
  /** It says thanks, or goodbye. */
  readonly thanks: boolean;
  /** It takes note of something, or agrees. */
  readonly noted: boolean;
}

/** @returns null where the text may ask something. */
export function nothingIn(text: string): Nothing | null {
  const spelled = plain(head(text));
  if (QUESTION.test(spelled) || /\d/.test(spelled)) return null;
  const rest = IN_UNSPACED.test(spelled) ? UNSPACED.reduce((left, phrase) => left.replaceAll(phrase, ' '), spelled) : spelled;
  const words = (rest.match(WORDS) ?? []).map(word => unlengthened(word.replaceAll(/['’]/g, '')));
  if (words.length > MOST_WORDS) return null;
  const thanks = (rest !== spelled && THANKED_UNSPACED.test(spelled)) || words.some(word => CLOSING.has(word));
  if (!words.every(word => CLOSING.has(word) || NOTED.has(word) || (thanks && AROUND.has(word)))) return null;
  return { thanks, noted: words.some(word => NOTED.has(word) && !CLOSING.has(word)) || (rest !== spelled && !thanks) };
}

/** “thaaanks”, “okkk”: people stretch such words. */
const unlengthened = (word: string): string => (CLOSING.has(word) || NOTED.has(word) ? word : shortened(word));

/** A letter that stands three times or more in a row stands once. */
function shortened(word: string): string {
  const letters = Array.from(word);
  let text = '';
  for (let at = 0, end = 0; at < letters.length; at = end) {
    while (end < letters.length && letters[end] === letters[at]) end += 1;
    text += end - at > 2 ? (letters[at] ?? '') : letters.slice(at, end).join('');
  }
  return text;
}

/**
 * What a burst of a contact asks, if it asks nothing.
 * @param texts what it says in words; a burst of stickers, cards and what was deleted has none. @param asked whether the company has just asked something: “ok” and an emoji are answers then.
 */
export function asksNothing(texts: readonly string[], asked: boolean): Nothing | null {
  const said = texts.map(nothingIn);
  if (said.some(each => each === null)) return null;
  const [thanks, noted] = [said.some(each => each?.thanks === true), said.some(each => each?.noted === true)];
  return asked && texts.length > 0 && (noted || !thanks) ? null : { thanks, noted };
}

/** What is said to thanks, by language (ISO 639-1): no facts, no promise. */
const COURTESIES: Readonly<Record<string, string>> = {
  en: 'You’re welcome!', de: 'Gern geschehen!', nl: 'Graag gedaan!', fr: 'Avec plaisir !', es: '¡De nada!', pt: 'De nada!', it: 'Prego!', pl: 'Proszę bardzo!', tr: 'Rica ederim!', ru: 'Пожалуйста!', uk: 'Будь ласка!', ar: 'على الرحب والسعة!',
  hi: 'आपका स्वागत है!', zh: '不客气！', ja: 'どういたしまして！', ko: '천만에요!', id: 'Sama-sama!', he: 'בשמחה!', el: 'Παρακαλώ!', sv: 'Varsågod!', da: 'Selv tak!', no: 'Bare hyggelig!', fi: 'Ole hyvä!', cs: 'Není zač!', ro: 'Cu plăcere!', hu: 'Szívesen!', th: 'ยินดีค่ะ',
};

/** A courtesy in the contact's language; null where it is not known how that is said. */
export const courtesyIn = (language: string | null): string | null => (language === null ? null : (COURTESIES[language] ?? null));

/** Whether a text is one of these: nobody is thanked twice. */
export const isCourtesy = (text: string): boolean => Object.values(COURTESIES).includes(text);

const MOST_LETTERS = 160;

/** Whether what a model wrote is a courtesy and nothing else: short, without figures, links, addresses or questions. */
export const isOnlyCourteous = (text: string): boolean => text.trim() !== '' && text.length <= MOST_LETTERS && !/[\p{N}?？؟@/\\]|www\.|\.\p{L}{2,}\b|\p{Sc}|%/u.test(text);

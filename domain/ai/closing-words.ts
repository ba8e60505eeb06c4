/**
 * Words of thanks, goodbye and acknowledgement, in the supported languages. Only words that never ask anything in such
 * a text are listed.
 */
import { folded } from '../knowledge/forms.ts';
import { plain } from '../knowledge/words.ts';

/** The spelling in which words are compared: normalised (`plain`), with one form for each letter (`folded`). */
export const spelled = (text: string): string => folded(plain(text));

const set = (words: string): ReadonlySet<string> => new Set(spelled(words).split(' '));

/** The phrases of a list separated by `|`, by their first word, the longest first. */
function phrases(list: string): ReadonlyMap<string, readonly (readonly string[])[]> {
  const found = new Map<string, (readonly string[])[]>();
  for (const phrase of list.split('|')) {
    const words = spelled(phrase).split(' ');
    const [first = ''] = words;
    found.set(
      first,
      [...(found.get(first) ?? []), words].sort((a, b) => b.length - a.length),
    );
  }
  return found;
}

/** Words that say thanks or goodbye. */
export const CLOSING = set(
  'thanks thank thx tnx ty tysm cheers bye goodbye byebye cya appreciated appreciate grateful ' +
    'danke dankeschon dankesehr bedanke vielen tschuss tschau ciao wiedersehen wiederhoren servus ade dank bedankt dankjewel dankuwel doei tot ziens groetjes ' +
    'merci mercii revoir bye adieu gracias graciass adios chao hasta luego obrigado obrigada obg brigado brigada valeu vlw tchau adeus grazie arrivederci addio ' +
    'dzieki dziekuje dziekuja dzieks pozdrawiam widzenia papa tesekkurler tesekkur sagol sagolun eyvallah gorusuruz hoscakal hoscakalin ' +
    'спасибо спс благодарю пока свидания пасиб спасибочки дякую דяки ' +
    'شكرا شكر مشكور مشكورين تسلم وداعا السلامه تشكر ' +
    'धन्यवाद शुक्रिया अलविदा नमस्ते dhanyavad shukriya ' +
    'terima kasih makasih trims tks dadah תודה רבה ביי להתראות ' +
    'ευχαριστω ευχαριστώ αντιο αντίο 감사합니다 감사해요 고마워요 고맙습니다 고마워 감사 안녕히 tack tak takk kiitos hejda multumesc mersi dekuji diky koszonom koszi hvala благодаря salamat asante arigato arigatou ' +
    'ধন্যবাদ ممنون ممنونم متشكرم مرسی سپاس شکریہ நன்றி ధన్యవాదాలు നന്ദി ਧੰਨਵਾਦ આભાર',
);

/** Words of acknowledgement; they ask nothing, but may answer a question. */
export const NOTED = set(
  'ok okay okey okok oki okie k kk alright fine good great perfect perfectly awesome amazing excellent super cool nice lovely wonderful brilliant fantastic understood noted gotcha sure yes yep yeah yup right exactly done ' +
    'gut prima klasse spitze toll wunderbar perfekt verstanden klar passt genau ja jo jawohl jap einverstanden goed prima top oke duidelijk begrepen mooi ' +
    'parfait super genial bien compris entendu accord oui d daccord cool excellent vale perfecto bueno genial entendido listo claro si excelente estupendo ' +
    'certo perfeito otimo entendi beleza blz sim legal combinado ta bom va bene perfetto capito ottimo benissimo ok si ' +
    'dobrze dobra super swietnie jasne rozumiem tak tamam peki guzel harika anladim evet olur ' +
    'ок окей хорошо ладно понятно понял поняла отлично супер ясно да класс добре зрозуміло ' +
    'حسنا تمام ممتاز رايع فهمت نعم طيب اوكي ' +
    'ठीक है अच्छा बढ़िया समझ गया गयी हां हाँ जी accha thik theek ' +
    'oke baik siap mantap sip paham mengerti ya iya אוקיי אוקי מצוין סבבה הבנתי כן בסדר מעולה 네 넵 예 알겠습니다 알겠어요 좋아요 좋습니다 οκ ενταξει εντάξει ωραια ωραία',
);

/** Words that accompany thanks and neither ask nor say anything by themselves. */
export const AROUND = set(
  'you u so much very a lot the for your helping fast quick that thats it was is been had have helpful nice day evening weekend one again soon see later until next take care best regards kind to and really too this me us team all no nothing else then sir madam i needed great good ' +
    'noch schon sehr fur die ihre deine ihren eure schnelle einen schonen tag abend auch bis bald mir geholfen euch ihnen und nein nichts weiter wochenende gruss grusse mit freundlichen lieben liebe herzlichen herzlich besten auf das war ' +
    'je u wel heel erg voor de het uw fijne dag avond en nee niets verder beaucoup tres pour votre ton ta bonne journee soiree au a bientot et non rien autre vous toi infiniment ' +
    'muchas muchisimas mil por su tu la el que tenga tengas un buen dia buena tarde noche nos vemos pronto muy amable y no nada mas muito muita pela pelo sua um bom boa ate logo mais e nao por ' +
    'mille molte tante per il l buona giornata serata presto bardzo za milego dnia do i nie cok ederim ediyorum yardiminiz icin iyi gunler aksamlar size ve hayir ' +
    'большое огромное за вашу вам до хорошего дня всего доброго и нет больше ничего جزيلا لك لكم كثيرا مع الله يعطيك العافيه و لا شيء جدا على ' +
    'बहुत आपका आपकी के लिए और नहीं banyak atas bantuannya selamat tinggal sampai jumpa tidak ada lagi לך לכם על ויום טוב נעים πολυ πολύ σας για την tanta ' +
    'many million dir dich alles alle bcp вас sa mycket mange meget tusen szepen nagyon frumos mult moc paljon lepo ban nhieu xin mesmo lei hartelijk letting know att det har til',
);

/** What is thanked for; alone, such a word is a request. */
export const HELPED = set(
  'help support info information infos answer reply hilfe antwort auskunft hulp antwoord aide laide linfo reponse informations ayuda respuesta informacion ajuda resposta informacao aiuto laiuto risposta pomoc odpowiedz помощь ответ المساعده मदद העזרה βοηθεια hjalpen hjaelpen hjelpen hjalp hjaelp svaret',
);

/** What precedes `HELPED` in thanks: “for”, or a possessive. */
export const FOR = set(
  'for your fur ihre ihren deine eure pour votre ton ta por su tu pela pelo sua per za uw je voor за вашу على atas על για din deres ditt',
);

/** Object of a plea, right after `HELPED`: “help me”. */
export const FOR_ME = set('me us mir uns moi nous mi');

/**
 * Negations of the word next to them. A “no” that is a whole sentence by itself (nein, нет, hayir) is not one.
 */
export const NEGATIONS = set(
  'no not non nao nie ne pas nicht не لا नहीं tidak nothing nichts niets rien nada niente nic ничего',
);

/** Words for “nothing”: nothing was received, or nothing else is wanted (`PHRASES`). */
export const NOTHINGS = set('nothing nichts niets rien nada niente nic ничего شيء');

/** Yes and no: a decision if a question is open. */
export const DECIDING = set(
  'yes yep yeah yup yea sure right exactly no nope nah ja jo jawohl jap nein nee nej nei oui ouais non si sim nao claro evet hayir tak nie да нет так ні da ne igen nem نعم لا ايوه हां हाँ जी नहीं ya iya tidak כן לא 네 넵 예 아니요 아니오 ναι οχι όχι kylla ei ano',
);

/** Laughter, besides repetitions of ha, he, ja, ха. */
export const LAUGHS = set('xd p lol lmao rofl ه ㅋ ㅋㅋ ㅎ ㅎㅎ');

/**
 * Phrases whose words mean this only together: thanks and goodbye; acknowledgement; a returned wish, or “nothing else”.
 */
export const PHRASES = {
  thanks: phrases(
    'thanks a million|noted with thanks|thanks a ton|thanks a bunch|see you|see you tomorrow|see you later|see you soon|see you then|see ya|good night|talk later|talk soon|take care|have a nice day|have a great day|have a good day|have a good one|have a nice evening|have a nice weekend|' +
      'bis bald|bis dann|bis spater|bis morgen|schonen tag|schonen tag noch|einen schonen tag|einen schonen tag noch|schonen abend|schonen abend noch|schones wochenende|gute nacht|machs gut|auf wiedersehen|auf wiederhoren|dann danke|tot morgen|tot straks|fijne dag|fijne dag nog|fijne avond|prettige dag|' +
      'a bientot|a plus|a plus tard|a demain|bonne journee|bonne soiree|bonne nuit|hasta pronto|hasta manana|nos vemos|buenas noches|que tengas buen dia|que tenga buen dia|ate logo|ate mais|ate breve|ate amanha|boa noite|tenha um bom dia|a presto|a dopo|a domani|ci vediamo|buona giornata|buona serata|buona notte|' +
      'milego dnia|milego wieczoru|do widzenia|do zobaczenia|do uslyszenia|dobranoc|sag ol|sag olun|cok sag olun|iyi gunler|iyi aksamlar|iyi geceler|gorusmek uzere|kendine iyi bak|всего доброго|всего хорошего|хорошего дня|до встречи|до свидания|до завтра|спокойной ночи|до побачення|гарного дня|' +
      'مع السلامه|الله يعطيك العافيه|الى اللقاء|sampai jumpa|selamat tinggal|cam on|tam biet|ha det|hej da|tak skal du have|na shledanou|la revedere|मदद के लिए धन्यवाद',
  ),
  noted: phrases(
    'got it|sounds good|sounds great|looks good|all right|thats fine|thats great|thats good|thats perfect|that helps|that helped|this helps|it helps|makes sense|i see|i understand|will do|of course|no problem|no problems|no worries|no prob|fair enough|good to know|youre welcome|my pleasure|' +
      'alles klar|alles gut|alles super|alles bestens|alles prima|alles verstanden|kein problem|keine ursache|geht klar|passt so|in ordnung|das hilft|das hat geholfen|gern geschehen|geen probleem|graag gedaan|komt goed|helemaal goed|alles duidelijk|' +
      'cest bon|cest parfait|cest note|ca marche|pas de souci|pas de probleme|de rien|tres bien|jai compris|avec plaisir|tout est clair|de nada|esta bien|muy bien|todo bien|todo claro|sin problema|no hay problema|de acuerdo|tudo bem|tudo certo|sem problema|sem problemas|esta bom|ta bom|va bene|tutto chiaro|tutto bene|nessun problema|di niente|di nulla|' +
      'w porzadku|nie ma sprawy|nie ma problemu|nie ma za co|wszystko jasne|sorun degil|sorun yok|rica ederim|bir sey degil|не за что|без проблем|все понятно|все хорошо|все ясно|لا مشكله|لا باس|ठीक है|tidak apa apa|sama sama|khong sao|inga problem|ingen problem|det er fint|det ar bra',
  ),
  aside: phrases(
    'all good|all set|all clear|thats all|that is all|you too|same to you|and you|likewise|dir auch|ihnen auch|euch auch|dir ebenso|gleichfalls|ebenso|ebenfalls|jij ook|u ook|vous aussi|a vous aussi|toi aussi|egalement|igualmente|para ti tambien|a ti|a usted|voce tambem|para voce tambem|pra voce tambem|igualmente|anche a te|anche a lei|altrettanto|wzajemnie|nawzajem|sana da|size de|вам тоже|и вам|и вам того же|взаимно|' +
      'nothing else|nothing more|nichts weiter|nichts mehr|sonst nichts|niets verder|niets meer|rien dautre|rien autre|rien de plus|nada mas|nada mais|mais nada|nientaltro|niente altro|nic wiecej|больше ничего|ничего больше|لا شيء',
  ),
} as const;

/** Words and phrases in scripts without spaces, the longest first. */
export const UNSPACED = [
  'ありがとうございました',
  'ありがとうございます',
  'どうもありがとう',
  'ありがとう',
  'ありがと',
  '承知しました',
  '承知いたしました',
  '了解しました',
  '了解です',
  '了解',
  'わかりました',
  '分かりました',
  'よかったです',
  '助かりました',
  '失礼します',
  'さようなら',
  'またね',
  'どうも',
  'おつかれさまでした',
  'お疲れ様でした',
  'おやすみなさい',
  'おやすみ',
  'では',
  'また',
  'うん',
  'ええ',
  'はい',
  'いいえ',
  '大丈夫です',
  'とても',
  'です',
  'ました',
  'ね',
  'よ',
  '非常感谢',
  '非常感謝',
  '太感谢了',
  '感谢您的帮助',
  '感謝您的幫助',
  '感谢您',
  '感謝您',
  '感谢',
  '感謝',
  '谢谢您',
  '謝謝您',
  '谢谢你',
  '謝謝你',
  '多谢',
  '多謝',
  '谢谢',
  '謝謝',
  '谢啦',
  '再见',
  '再見',
  '拜拜',
  '明白了',
  '知道了',
  '了解了',
  '收到',
  '明白',
  '好的',
  '好吧',
  '好了',
  '没问题',
  '沒問題',
  '可以',
  '不用了',
  '没有了',
  '沒有了',
  '不客气',
  '不客氣',
  '不用谢',
  '不用謝',
  '没事',
  '沒事',
  '没关系',
  '沒關係',
  '晚安',
  '明天见',
  '明天見',
  '回头见',
  '是的',
  '对的',
  '對的',
  '哈哈哈',
  '哈哈',
  '哈',
  '您',
  '你',
  '了',
  '啦',
  '的',
  '好',
  '嗯',
  '行',
  'ขอบคุณมากครับ',
  'ขอบคุณมากค่ะ',
  'ขอบคุณครับ',
  'ขอบคุณค่ะ',
  'ขอบคุณมาก',
  'ขอบคุณ',
  'โอเค',
  'ไม่เป็นไร',
  'ใช่',
  'ราตรีสวัสดิ์',
  'เข้าใจแล้ว',
  'ลาก่อน',
  'สวัสดี',
  'ครับ',
  'ค่ะ',
  'คะ',
  'ได้',
  'มาก',
  'แล้ว',
].sort((a, b) => b.length - a.length);
export const THANKED_UNSPACED = /ありがと|感谢|感謝|谢|謝|ขอบคุณ|さようなら|再见|再見|拜拜|ลาก่อน/u;
export const IN_UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

/** Those of `UNSPACED` that mean yes or no. */
export const DECIDING_UNSPACED: readonly string[] = [
  'はい',
  'いいえ',
  'うん',
  'ええ',
  '大丈夫です',
  '好的',
  '好吧',
  '好',
  '可以',
  '行',
  '嗯',
  '是的',
  '对的',
  '對的',
  '不用了',
  'ได้',
  'ใช่',
];

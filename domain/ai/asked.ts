/**
 * Whether a text awaits an answer: whether a company’s text asks for a yes or an “ok”, and whether a contact’s text may
 * be a question.
 */
import { head } from '../text/looked-at.ts';
import { spelled } from './closing-words.ts';

const MARK = /[?？؟¿՞]/u;
/** Within a web address only a question mark at its end counts. */
const MARK_BEHIND = /[?？؟](?![\p{L}\p{N}])/u;
const ADDRESS = /:\/\/|^www\./u;
const GREEK = /\p{Script=Greek}/u;
const WORDS = /[\p{L}\p{N}][\p{L}\p{N}\p{M}'’]*/gu;
const UNLETTERED = /[^\p{L}\p{M}\p{N}]+/gu;
const BETWEEN = /[.!。！．…;\n]/u;

/** Endings of questions that are often written without a question mark: Chinese, Japanese, Korean, Thai. */
const ENDINGS = [
  '吗',
  '嗎',
  '呢',
  '要不要',
  '好不好',
  '是否',
  'か',
  'かな',
  'でしょう',
  '까요',
  '나요',
  '니까',
  'ไหม',
  'มั้ย',
  'ไหมคะ',
  'ไหมครับ',
  'มั้ยคะ',
  'มั้ยครับ',
  'หรือไม่',
  'หรือเปล่า',
  'หรือยัง',
];
/** Words that occur only in questions: Turkish, Polish, Russian, Arabic, Hebrew, Hindi. */
const PARTICLES = new Set('mi mu misiniz musunuz misin musun czy ли هل האם क्या'.split(' '));

/** Beginnings of words or phrases that invite an answer. */
const INVITES =
  'reply|respond|confirm|rsvp|antworten sie|antworte|bestatigen|bestatige|repondez|reponds|confirmez|confirmer|responda|responde|confirme|confirma|rispond|conferm|odpowiedz|potwierdz|yanitla|onayla|ответьте|подтвердите|підтвердіть|beantwoord|bevestig|balas|konfirmasi|أكد|ارسل|الرد|השב|אשר|पुष्टि|उत्तर दें|απαντηστε|επιβεβαιωστε|svara|bekrafta|svar|bekraeft|bekreft'
    .split('|')
    .map(spelled);
const INVITES_UNSPACED = ['回复', '回覆', '确认', '確認', '返信', 'ご回答', '답장', '회신', '확인', 'ตอบกลับ', 'ยืนยัน'];

/** Whether a text contains a question, anywhere. */
export function hasQuestion(text: string): boolean {
  const whole = head(text);
  if (whole.split(/\s/u).some(word => (ADDRESS.test(word) ? MARK_BEHIND : MARK).test(word))) return true;
  const plainly = spelled(whole);
  if (GREEK.test(plainly) && plainly.includes(';')) return true;
  if ((plainly.match(WORDS) ?? []).some(word => PARTICLES.has(word))) return true;
  return plainly.split(BETWEEN).some(clause => {
    const letters = clause.replace(UNLETTERED, '');
    return ENDINGS.some(ending => letters.endsWith(ending));
  });
}

/** Whether a text of the company wants an answer, as a question or as an invitation (“Please reply YES”). */
export function wantsAnswer(text: string): boolean {
  if (hasQuestion(text)) return true;
  const words = ` ${(spelled(head(text)).match(WORDS) ?? []).join(' ')}`;
  return (
    INVITES.some(invite => words.includes(` ${invite}`)) || INVITES_UNSPACED.some(invite => words.includes(invite))
  );
}

/** Question words, in the supported languages. */
const ASKING = new Set(
  spelled(
    'how what whats when where wheres which who whom whose why can could may would should do does did will ' +
      'wie was wann wo woher wohin welche welcher welches welchen wer wem wen wessen warum wieso weshalb kann konnen konnte konntet darf gibt wieviel hoe wat wanneer waar welk welke wie waarom hoeveel kan kunnen mag ' +
      'comment quand ou quel quelle quels quelles qui pourquoi combien puis peux pouvez como cuando donde cual cuales quien quienes porque cuanto cuanta cuantos cuantas puedo puede pueden quando onde qual quais quem quanto quanta quantos quantas posso pode come dove quale quali chi perche quanti quante puo ' +
      'jak kiedy gdzie ktory ktora ktore kto dlaczego ile czy moge nasil ne zaman nerede hangi kim neden niye kac как что когда где куда какой какая какое какие кто почему зачем сколько можно як що коли де який чому скільки чи ' +
      'كيف ما ماذا متى اين اي من لماذا كم هل कैसे क्या कब कहाँ कहां कौन क्यों कितना कितने कितनी bagaimana apa kapan dimana mana siapa mengapa kenapa berapa איך מה מתי איפה איזה מי למה כמה האם πως τι ποτε που ποιοσ ποια ποιο γιατι ποσο 어떻게 무엇 뭐 언제 어디 누가 왜 얼마 hur nar var vad vem hvordan hvornar hvor hvad',
  ).split(' '),
);
const ASKING_UNSPACED = [
  '什么',
  '什麼',
  '怎么',
  '怎麼',
  '几',
  '幾',
  '多少',
  '哪',
  '谁',
  '誰',
  '为什么',
  '吗',
  '嗎',
  '何',
  'いつ',
  'どこ',
  'いくら',
  'どう',
  'なぜ',
  'だれ',
  'อะไร',
  'เมื่อไหร่',
  'ที่ไหน',
  'เท่าไหร่',
  'ทำไม',
  '얼마',
  '언제',
  '어디',
];

/**
 * Whether a contact’s text may be a question: it has a question mark or a question word. Errs on the side of yes,
 * because people then handle it.
 */
export function mayAsk(text: string): boolean {
  if (hasQuestion(text)) return true;
  const plainly = spelled(head(text));
  return (
    (plainly.match(WORDS) ?? []).some(word => ASKING.has(word)) || ASKING_UNSPACED.some(word => plainly.includes(word))
  );
}

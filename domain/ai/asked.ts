/** What wants an answer: whether a company’s words ask for a yes or an “ok”, and whether a contact’s may be a question. */
import { head } from '../text/looked-at.ts';
import { spelled } from './closing-words.ts';

const MARK = /[?？؟¿՞]/u;
/** In an address a question mark asks only where it is the last. */
const MARK_BEHIND = /[?？؟](?![\p{L}\p{N}])/u;
const ADDRESS = /:\/\/|^www\./u;
const GREEK = /\p{Script=Greek}/u;
const WORDS = /[\p{L}\p{N}][\p{L}\p{N}\p{M}'’]*/gu;
const UNLETTERED = /[^\p{L}\p{M}\p{N}]+/gu;
const BETWEEN = /[.!。！．…;\n]/u;

/** What ends a question where nobody writes its mark: Chinese, Japanese, Korean, Thai. */
const ENDINGS = ['吗', '嗎', '呢', '要不要', '好不好', '是否', 'か', 'かな', 'でしょう', '까요', '나요', '니까', 'ไหม', 'มั้ย', 'ไหมคะ', 'ไหมครับ', 'มั้ยคะ', 'มั้ยครับ', 'หรือไม่', 'หรือเปล่า', 'หรือยัง'];
/** Words that only questions have: Turkish, Polish, Russian, Arabic, Hebrew, Hindi. */
const PARTICLES = new Set('mi mu misiniz musunuz misin musun czy ли هل האם क्या'.split(' '));

/** Invitations to answer, by how their words begin. */
const INVITES = ('reply|respond|confirm|rsvp|antworten sie|antworte|bestatigen|bestatige|repondez|reponds|confirmez|confirmer|responda|responde|confirme|confirma|rispond|conferm|odpowiedz|potwierdz|yanitla|onayla|ответьте|подтвердите|підтвердіть|beantwoord|bevestig|balas|konfirmasi|أكد|ارسل|الرد|השב|אשר|पुष्टि|उत्तर दें|απαντηστε|επιβεβαιωστε|svara|bekrafta|svar|bekraeft|bekreft').split('|').map(spelled);
const INVITES_UNSPACED = ['回复', '回覆', '确认', '確認', '返信', 'ご回答', '답장', '회신', '확인', 'ตอบกลับ', 'ยืนยัน'];

/** Whether a text has a question in it, wherever it stands. */
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
  return INVITES.some(invite => words.includes(` ${invite}`)) || INVITES_UNSPACED.some(invite => words.includes(invite));
}

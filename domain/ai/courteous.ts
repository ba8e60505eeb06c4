/**
 * Whether a model's text is a courtesy and nothing else. Decided by a list of allowed words, because a list of what
 * facts look like could never be complete.
 */
import { BETWEEN_SENTENCES, NEGATED, POLITE, POLITE_CORE, POLITE_PHRASES, POLITE_UNSPACED } from './polite-words.ts';
import { spelled } from './closing-words.ts';

const MOST_LETTERS = 160;
const MOST_WORDS = 16;
const MOST_SENTENCES = 2;
/** Signs of facts: figures, questions, addresses, money. */
const FACTUAL = /[\p{N}?？؟@/\\]|www\.|\.\p{L}{2,}\b|\p{Sc}|%/u;
const WORDS = /[\p{L}][\p{L}\p{M}'’]*/gu;

/**
 * Whether a text only says thanks, you are welcome or goodbye, in at most two sentences: every word must be one of
 * courtesy.
 */
export function isOnlyCourteous(text: string): boolean {
  if (text.trim() === '' || text.length > MOST_LETTERS || FACTUAL.test(text)) return false;
  const whole = spelled(text);
  let [rest, isPolite] = [whole, false];
  for (const phrase of POLITE_UNSPACED) {
    if (!rest.includes(phrase)) continue;
    [rest, isPolite] = [rest.replaceAll(phrase, ' '), true];
  }
  const sentences = whole.split(BETWEEN_SENTENCES).filter(sentence => /\p{L}/u.test(sentence));
  let words = ` ${(rest.match(WORDS) ?? []).map(word => word.replaceAll(/['’]/g, '')).join('  ')} `;
  const count = words.trim() === '' ? 0 : words.trim().split('  ').length;
  for (const phrase of POLITE_PHRASES) {
    const spaced = ` ${phrase.replaceAll(' ', '  ')} `;
    if (!words.includes(spaced)) continue;
    [words, isPolite] = [words.replaceAll(spaced, ' '), true];
  }
  const left = words.split(' ').filter(word => word !== '');
  return (
    sentences.length <= MOST_SENTENCES &&
    count <= MOST_WORDS &&
    left.every(word => POLITE.has(word) && !NEGATED.has(word)) &&
    (isPolite || left.some(word => POLITE_CORE.has(word)))
  );
}

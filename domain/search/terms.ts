/** What is kept of texts so that they are found: words of messages, and parts of names and numbers. */
import { findable, plain, wordsIn } from '../knowledge/words.ts';
import { cut } from '../text/cut.ts';
import { head } from '../text/looked-at.ts';
import { formsOf } from '../whatsapp/phone-number.ts';

/** At most so many different words of one message are kept; no message that a person writes has more. */
const MOST_WORDS = 500;
/** Longer words are kept and asked for by their beginning alone. In UTF-16 code units. */
const LONGEST = 48;
/** Of so many words of a name, and from so many places in each of them, parts are found. */
const NAME_WORDS = 8;
const NAME_PARTS = 24;
/** The shortest part of a number, and of a name in letters, that is looked for. */
const SHORTEST_DIGITS = 3;
const SHORTEST_LETTERS = 2;

/** Scripts in which pairs of characters are kept: there, one character may be a whole word. */
const DENSE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
/** The last character of a run of such a script begins no pair; it is kept alone. */
const LAST_OF_RUN =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}ー](?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}ー])/gu;

/** Whether a word of a single character is worth looking for by its beginning. */
export const isDense = (word: string): boolean => DENSE.test(word);

/** A word as it is kept, and asked for. */
export const term = (word: string): string => cut(word, LONGEST);

/** The words of a message as they are kept, without their stems: normalised, each once, with its codes. */
export function termsOf(text: string): string[] {
  const looked = head(text);
  const words = new Set(wordsIn(looked).map(term));
  for (const code of findable(looked).codes) words.add(term(code.toLowerCase()));
  for (const [last] of plain(looked).matchAll(LAST_OF_RUN)) words.add(last);
  return [...words].slice(0, MOST_WORDS);
}

/** The name of a stem in a language. No word of a text has a colon, so that none is its beginning either. */
export const stemOf = (language: string, stem: string): string => term(`:${language}:${stem}`);

interface Known {
  readonly name: string | null;
  /** By colleagues. */
  readonly given?: string | null;
  readonly username: string | null;
  /** In digits, with the country code. */
  readonly numbers: readonly string[];
  readonly email?: string | null;
}

/** By what contacts with the same e-mail address know each other. As that of a stem it is no word's beginning. */
export const mailTerm = (email: string): string => term(`:email:${email.trim().toLowerCase()}`);

/**
 * What a contact is found by: the ends of the words of its names and of its numbers. What begins with a part of a word
 * is then a range of an index, wherever in the word the part stands.
 */
export function contactTerms({ name, given = null, username, numbers, email = null }: Known): string[] {
  const terms = new Set<string>();
  for (const word of [given, name, username].flatMap(each => wordsIn(head(each ?? '')).slice(0, NAME_WORDS)))
    for (const end of endsOf(term(word), isDense(word) ? 1 : SHORTEST_LETTERS)) terms.add(end);
  for (const number of numbers.flatMap(formsOf)) for (const end of endsOf(number, SHORTEST_DIGITS)) terms.add(end);
  if (email !== null && email.trim() !== '') terms.add(mailTerm(email));
  return [...terms];
}

function endsOf(word: string, shortest: number): string[] {
  const letters = Array.from(word);
  const ends: string[] = [];
  for (let from = 0; from <= Math.min(letters.length - shortest, NAME_PARTS); from++)
    ends.push(letters.slice(from).join(''));
  // A word that is shorter than what is looked for is found as a whole.
  return ends.length === 0 && letters.length > 0 ? [letters.join('')] : ends;
}

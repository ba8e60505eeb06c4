/** Recognises texts that ask nothing: thanks, goodbye, “ok”, emoji. They need neither a person nor a model. */
import { head } from '../text/looked-at.ts';
import {
  AROUND,
  CLOSING,
  DECIDING,
  DECIDING_UNSPACED,
  FOR,
  FOR_ME,
  HELPED,
  IN_UNSPACED,
  LAUGHS,
  NEGATIONS,
  NOTED,
  NOTHINGS,
  PHRASES,
  THANKED_UNSPACED,
  UNSPACED,
  spelled,
} from './closing-words.ts';

const QUESTION = /[?？؟¿՞]/u;
/** In Greek a semicolon is the question mark; elsewhere it only separates clauses. */
const IS_GREEK = /\p{Script=Greek}/u;
const EMOTICONS = [';-)', ';)', ':-)', ':)', ':-d', ':d', '=)', '<3'] as const;
/** Separates sentences and clauses. */
const BETWEEN = /[^\p{L}\p{N}\p{M}'’ \t]+/u;
const WORDS = /[\p{L}\p{N}][\p{L}\p{N}\p{M}'’]*/gu;
const LAUGHING =
  /^(?:a?(?:ha){2,}h?|(?:he){2,}h?|(?:hi){2,}|(?:ja){2,}|(?:je){2,}|(?:rs){2,}|а?(?:ха){2,}х?|(?:хе){2,})$/u;
/** A text with more words than this says more than thanks. */
const MOST_WORDS = 20;

/**
 * What a text that asks nothing says. If all are false it has no words (emoji), or only returns a wish.
 */
export interface Nothing {
  /** It says thanks, or goodbye. */
  readonly thanks: boolean;
  /** It takes note of something, or agrees. */
  readonly noted: boolean;
  /** It says yes or no without thanks, which is a decision if a question was open. */
  readonly decides: boolean;
}

/** A single word, or a phrase of several words. */
type Part = { readonly word: string } | { readonly phrase: keyof typeof PHRASES };

/** What a text says that asks nothing. @returns null if the text may ask something, or complain. */
export function nothingIn(text: string): Nothing | null {
  const whole = EMOTICONS.reduce((left, emoticon) => left.replaceAll(emoticon, ' , '), spelled(head(text)));
  if (QUESTION.test(whole) || /\d/.test(whole) || (whole.includes(';') && IS_GREEK.test(whole))) return null;
  const { rest, found } = withoutUnspaced(whole);
  const clauses = rest.split(BETWEEN).map(wordsOf);
  if (clauses.flat().length > MOST_WORDS) return null;
  const read = clauses.map(partsOf);
  const parts = read.flat();
  const said = (phrase: keyof typeof PHRASES): boolean =>
    parts.some(part => 'phrase' in part && part.phrase === phrase);
  const words = parts.flatMap(part => ('word' in part ? part.word : []));
  const thankedUnspaced = found.length > 0 && THANKED_UNSPACED.test(whole);
  const thanks = thankedUnspaced || said('thanks') || words.some(word => CLOSING.has(word));
  if (
    !words.every(word => means(word) || (thanks && (AROUND.has(word) || HELPED.has(word) || FOR.has(word)))) ||
    read.some(isTurned)
  )
    return null;
  return {
    thanks,
    noted:
      said('noted') ||
      words.some(word => NOTED.has(word) && !CLOSING.has(word)) ||
      (found.length > 0 && !thankedUnspaced),
    // Some words are both: “tak” is yes in Polish and thanks in Danish.
    decides:
      !thankedUnspaced &&
      !said('thanks') &&
      !words.some(word => CLOSING.has(word) && !DECIDING.has(word)) &&
      (words.some(word => DECIDING.has(word)) || found.some(phrase => DECIDING_UNSPACED.includes(phrase))),
  };
}

/** Whether a word is listed as meaningful by itself. */
const means = (word: string): boolean =>
  CLOSING.has(word) || NOTED.has(word) || DECIDING.has(word) || LAUGHS.has(word) || LAUGHING.test(word);

/** Removes known phrases of scripts without spaces. @returns the rest, and the phrases that were found. */
function withoutUnspaced(text: string): { readonly rest: string; readonly found: readonly string[] } {
  const found: string[] = [];
  if (!IN_UNSPACED.test(text)) return { rest: text, found };
  let rest = text;
  for (const phrase of UNSPACED) {
    if (!rest.includes(phrase)) continue;
    found.push(phrase);
    rest = rest.replaceAll(phrase, ' ');
  }
  return { rest, found };
}

const wordsOf = (clause: string): string[] =>
  (clause.match(WORDS) ?? []).map(word => unlengthened(word.replaceAll(/['’]/g, '')));

/** The parts of a clause; the words of a phrase are one part. */
function partsOf(words: readonly string[]): Part[] {
  const parts: Part[] = [];
  for (let at = 0; at < words.length;) {
    const word = words[at] ?? '';
    const [phrase, length] = phraseAt(words, at) ?? [null, 1];
    parts.push(phrase === null ? { word } : { phrase });
    at += length;
  }
  return parts;
}

/** The longest phrase that begins at a word, and its number of words; null: none. */
function phraseAt(words: readonly string[], at: number): [keyof typeof PHRASES, number] | null {
  let longest: [keyof typeof PHRASES, number] | null = null;
  for (const kind of PHRASE_KINDS) {
    for (const phrase of PHRASES[kind].get(words[at] ?? '') ?? []) {
      if (phrase.length > (longest?.[1] ?? 0) && phrase.every((word, index) => words[at + index] === word))
        longest = [kind, phrase.length];
    }
  }
  return longest;
}
const PHRASE_KINDS = Object.keys(PHRASES) as (keyof typeof PHRASES)[];

/**
 * Whether the words of a clause, each of them polite, together make a plea or a complaint: “help” without “for” or
 * “your” before it, thanks for “nothing”, “nothing” understood, a “no” next to praise.
 */
function isTurned(parts: readonly Part[]): boolean {
  const wordAt = (at: number): string => {
    const part = parts[at];
    return part !== undefined && 'word' in part ? part.word : '';
  };
  const isThanks = (word: string): boolean => CLOSING.has(word) || DECIDING.has(word);
  const isPraise = (word: string): boolean =>
    word !== '' && !isThanks(word) && (NOTED.has(word) || AROUND.has(word) || HELPED.has(word));
  let isFor = false;
  for (let at = 0; at < parts.length; at++) {
    const [before, word, next] = [wordAt(at - 1), wordAt(at), wordAt(at + 1)];
    if (FOR.has(word)) isFor = true;
    if (NOTHINGS.has(word) && (isFor || isPraise(before) || isPraise(next))) return true;
    if (NEGATIONS.has(word)) {
      const behind = parts[at + 1];
      if (
        isPraise(next) ||
        (behind !== undefined && 'phrase' in behind && behind.phrase === 'noted') ||
        (NOTED.has(before) && !isThanks(before))
      )
        return true;
      isFor = false;
    }
    if (HELPED.has(word)) {
      if (!isFor || FOR_ME.has(next)) return true;
      // “for your help and support”: “for” still applies after “and”.
      isFor = AND.has(next);
    }
  }
  return false;
}
const AND: ReadonlySet<string> = new Set(['and', 'und', 'et', 'y', 'e', 'en', 'i', 'и', 've', 'og', 'och']);

/** Undoes stretched words: “thaaanks”, “okkk”. */
const unlengthened = (word: string): string => (means(word) || AROUND.has(word) ? word : shortened(word));

/** Three or more of the same letter in a row become one. */
function shortened(word: string): string {
  const letters = Array.from(word);
  let text = '';
  for (let at = 0, end = 0; at < letters.length; at = end) {
    while (end < letters.length && letters[end] === letters[at]) end += 1;
    text += end - at > 2 ? (letters[at] ?? '') : letters.slice(at, end).join('');
  }
  return text;
}

/** What the company said before a burst of the contact. */
export interface Before {
  /** It has just asked something; then “ok” and an emoji are answers. */
  readonly asked: boolean;
  /** Its last message answered a question, so that there is nothing to say yes or no to. */
  readonly answered: boolean;
}

/**
 * What a contact's burst says, if it asks nothing.
 * @param texts the words of its messages; empty for stickers, cards and deleted messages.
 * @returns null if it may ask something, answer a question, or decide something that is open.
 */
export function asksNothing(texts: readonly string[], { asked, answered }: Before): Nothing | null {
  const said = texts.map(nothingIn);
  if (said.some(each => each === null)) return null;
  const some = (what: keyof Nothing): boolean => said.some(each => each?.[what] === true);
  const nothing = { thanks: some('thanks'), noted: some('noted'), decides: some('decides') };
  if (asked && texts.length > 0 && (nothing.noted || nothing.decides || !nothing.thanks)) return null;
  return nothing.decides && !answered ? null : nothing;
}

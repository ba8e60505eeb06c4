/** What somebody asks the search for, taken apart. */
import { plain, searchable, wordsIn } from '../knowledge/words.ts';
import { isDense, term } from './terms.ts';

/** At most so many words are looked for; further ones are left out, so that no question takes long. */
const MOST_WORDS = 8;
const SHORTEST_BEGINNING = 2;

/** A word that is looked for. */
export interface AskedWord {
  readonly word: string;
  /** Of a phrase: no other form of it is meant. */
  readonly exact: boolean;
  /** It is being typed: what begins with it is meant, too. */
  readonly begins: boolean;
}

export interface Asked {
  readonly words: readonly AskedWord[];
  /** Words that must stand one after the other, normalised; of each phrase. */
  readonly phrases: readonly (readonly string[])[];
}

/** Of any language; some of them open in one and close in another. */
const MARKS = /["“”„«»「」『』]/u;

/** What stands inside and outside of quotation marks. A phrase that is not closed reaches to the end. */
function parted(text: string): { readonly inside: readonly string[]; readonly outside: string } {
  const pieces = text.split(MARKS);
  return {
    inside: pieces.filter((_, place) => place % 2 === 1),
    // After a phrase that is not closed, nothing outside is being typed.
    outside: pieces.filter((_, place) => place % 2 === 0).join(' ') + (pieces.length % 2 === 0 ? ' ' : ''),
  };
}

/** Ends with something of a word: one who types has not said yet how it goes on. */
const OPEN_END = /[\p{L}\p{N}\p{M}]$/u;

/** The words and phrases of a question about messages. */
export function asked(text: string): Asked {
  const phrases: string[][] = [];
  const words = new Map<string, AskedWord>();
  const add = (word: string, exact: boolean, begins = false): void => {
    if (words.size < MOST_WORDS || words.has(word)) words.set(word, { word, exact, begins });
  };
  const { inside, outside: loose } = parted(text);
  for (const each of inside) {
    const phrase = wordsIn(each);
    if (phrase.length > 0) phrases.push(phrase);
  }
  const open = OPEN_END.test(loose);
  const typed = wordsIn(loose).map(term);
  for (const [place, word] of typed.entries()) {
    const isLast = place === typed.length - 1 && open;
    add(word, isDense(word), isLast && (isDense(word) || word.length >= SHORTEST_BEGINNING));
  }
  // Pairs of characters say little unless they follow each other as they were typed.
  for (const run of plain(loose).split(/[^\p{L}\p{N}\p{M}ー]+/u)) {
    const pairs = isDense(run) ? searchable(run).match(/[\p{L}\p{N}\p{M}ー]+/gu) : null;
    if (pairs !== null && pairs.length > 1) phrases.push([...pairs]);
  }
  for (const phrase of phrases) for (const word of phrase) add(term(word), true);
  return { words: [...words.values()], phrases };
}

/** Digits with what people write between them, as a run; it is a number when it has enough digits, and stands alone. */
const RUN = /[\d\s+()./\-\u2010-\u2015]+/gu;
const FEWEST_DIGITS = 3;
const MOST_DIGITS = 25;
const LETTER = /\p{L}/u;

/**
 * What is looked for in names and numbers of contacts: words, and numbers without what says from where they are called
 * (`00`, `(0)`, the `0` before an area code). None of them is looked for as a whole: each may be a part.
 */
export function askedOfContacts(text: string): string[] {
  const numbers: string[] = [];
  const spelled = plain(text);
  const rest = spelled.replace(RUN, (written, at: number) => {
    const digits = digitsOf(written);
    const [before, after] = [spelled[at - 1] ?? ' ', spelled[at + written.length] ?? ' '];
    const isAlone = (/^\D/.test(written) || !LETTER.test(before)) && (/\D$/.test(written) || !LETTER.test(after));
    if (digits.length < FEWEST_DIGITS || digits.length > MOST_DIGITS || !isAlone) return written;
    numbers.push(digits);
    return ' ';
  });
  const words = wordsIn(rest).map(term);
  return [...new Set([...numbers, ...words])].slice(0, MOST_WORDS);
}

const digitsOf = (written: string): string => {
  const digits = written.replace(/\(0\)/, '').replaceAll(/\D/g, '');
  return written.trimStart().startsWith('+') ? digits : digits.replace(/^0{1,2}/, '');
};

/** Whether a text has the words of a phrase one after the other. */
export function hasPhrase(words: readonly string[], phrase: readonly string[]): boolean {
  const [first] = phrase;
  if (first === undefined) return true;
  for (let at = words.indexOf(first); at !== -1; at = words.indexOf(first, at + 1))
    if (phrase.every((word, place) => words[at + place] === word)) return true;
  return false;
}

/**
 * How text is split into words before PostgreSQL stems them; the same for indexed text and for queries. Scripts without
 * spaces are segmented here, because PostgreSQL's parser takes a whole Chinese sentence for one word.
 */

import { normal } from '../text/normal.ts';
import { wordsOfRun } from '../text/segments.ts';

/** PostgreSQL's text-search configuration of a language (ISO 639-1); `simple` where it has none. */
const CONFIGURATIONS: Readonly<Record<string, string>> = {
  ar: 'arabic',
  hy: 'armenian',
  eu: 'basque',
  ca: 'catalan',
  da: 'danish',
  nl: 'dutch',
  en: 'english',
  et: 'estonian',
  fi: 'finnish',
  fr: 'french',
  de: 'german',
  el: 'greek',
  hi: 'hindi',
  hu: 'hungarian',
  id: 'indonesian',
  ga: 'irish',
  it: 'italian',
  lt: 'lithuanian',
  ne: 'nepali',
  no: 'norwegian',
  pt: 'portuguese',
  ro: 'romanian',
  ru: 'russian',
  sr: 'serbian',
  es: 'spanish',
  sv: 'swedish',
  ta: 'tamil',
  tr: 'turkish',
  yi: 'yiddish',
};

/** The name of PostgreSQL's text-search configuration. @param language ISO 639-1. */
export const configurationOf = (language: string): string => CONFIGURATIONS[language] ?? 'simple';

/**
 * Scripts without (reliable) spaces between words: CJK and Hangul are indexed as bigrams, pairs of neighbouring
 * characters; Thai, Lao, Khmer and Burmese are split by a segmenter.
 */
const PAIRED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}ー]+/gu;
const SEGMENTED = /[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]+/gu;

// eslint-disable-next-line no-misleading-character-class -- the combining marks themselves are meant
const ARABIC_MARKS = /[\u0640\u064B-\u065F\u0670\u06D6-\u06ED]/g;
const ARABIC_FORMS: readonly (readonly [RegExp, string])[] = [
  [/[أإآٱ]/g, 'ا'],
  [/ى/g, 'ي'],
  [/ة/g, 'ه'],
  [/ؤ/g, 'و'],
  [/ئ/g, 'ي'],
  [/ک/g, 'ك'],
  [/ی/g, 'ي'],
];
const ZEROS = [0x0660, 0x06f0, 0x0966, 0x09e6, 0x0e50] as const;
/** Invisible characters: zero-width ones, soft hyphens, and those that control the writing direction. */
const INVISIBLE = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]/g;

const ASCII = /^\p{ASCII}*$/u;
const ARABIC = /\p{Script=Arabic}/u;

/**
 * A normalised spelling, in which texts are compared and indexed: unifies width (NFKC), case, accents of Latin letters,
 * Arabic letter forms and digits, and removes invisible characters.
 */
export function plain(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  let result = normal(text, 'NFKC').replace(INVISIBLE, '').toLowerCase().replace(ARABIC_MARKS, '');
  if (ARABIC.test(result)) for (const [form, letter] of ARABIC_FORMS) result = result.replace(form, letter);
  result = result.replace(/[٠-٩۰-۹०-९০-৯๐-๙]/g, digit => {
    const code = digit.codePointAt(0) ?? 0;
    return String(code - (ZEROS.findLast(zero => zero <= code) ?? code));
  });
  return normal(normal(result, 'NFD').replace(/(\p{Script=Latin})\p{M}+/gu, '$1'), 'NFC');
}

/** Text as passed to `to_tsvector`: normalised (`plain`), with words separated by spaces. */
export const searchable = (text: string): string => parted(plain(text));

function parted(spelled: string): string {
  return spelled
    .replace(PAIRED, run => ` ${pairs(run).join(' ')} `)
    .replace(SEGMENTED, run => ` ${wordsOfRun(run).join(' ')} `);
}

function pairs(run: string): string[] {
  const letters = Array.from(run);
  return letters.length < 2 ? letters : letters.slice(1).map((letter, index) => `${letters[index] ?? ''}${letter}`);
}

const WORDS = /[\p{L}\p{N}\p{M}]+/gu;

/** The normalised words of a text in order; for lengths, overlap and diffs. */
export const wordsIn = (text: string): string[] => searchable(text).match(WORDS) ?? [];

/** The search data of a text. */
export interface Findable {
  /** As returned by `searchable`. */
  readonly searchable: string;
  /** How many words it has. */
  readonly words: number;
  /** As returned by `codesIn`. */
  readonly codes: readonly string[];
}

/** All search data of a text, computed in one pass. */
export function findable(text: string): Findable {
  const spelled = plain(text);
  const words = parted(spelled);
  return { searchable: words, words: words.match(WORDS)?.length ?? 0, codes: codesOf(spelled) };
}

/** The search data of consecutive texts as one, as if joined by spaces. */
export const together = (parts: readonly Findable[]): Findable => ({
  searchable: parts.map(part => part.searchable).join(' '),
  words: parts.reduce((sum, part) => sum + part.words, 0),
  codes: [...new Set(parts.flatMap(part => part.codes))],
});

/**
 * Codes that must be found exactly as they are: order numbers, article codes, e-mail addresses; in capitals and without
 * separators.
 */
export const codesIn = (text: string): string[] => codesOf(plain(text));

function codesOf(spelled: string): string[] {
  const found = spelled.match(/[\p{L}\p{N}][\p{L}\p{N}\-_/.@+]*[\p{L}\p{N}]/gu) ?? [];
  const codes = found.filter(word =>
    word.includes('@')
      ? isAddress(word)
      : /\d/.test(word) &&
        (/\d{5}/.test(word) ||
          (/\p{Script=Latin}/u.test(word) &&
            word.length >= 4 &&
            !/^\d+(st|nd|rd|th|er|eme|x|h|kg|km|cm|mm|g|l|ml|gb|mb)$/.test(word))),
  );
  return [...new Set(codes.map(word => word.toUpperCase().replace(/[^\p{L}\p{N}@]/gu, '')))];
}

/** One @ between something and a domain: something, a dot, something. */
function isAddress(word: string): boolean {
  const [name = '', domain = '', ...more] = word.split('@');
  const dot = domain.indexOf('.', 1);
  return name !== '' && more.length === 0 && dot > 0 && dot < domain.length - 1;
}

/** Filler words of questions, which say nothing about what is asked. */
const FILLERS = new Set(
  (
    'please hello hi hey thanks thank question questions many much does did want wants need needs like would could should tell know get got give let help possible also just still really within maybe ' +
    'bitte hallo danke frage fragen wieviel wieviele viele viel mochte moechte möchte will wollen brauche brauchen konnen können konnte könnte kannst konnt könnt sagen wissen gibt hilfe moglich möglich auch noch mal denn ' +
    'bonjour merci question combien veux voudrais besoin peux pouvez savoir dire avoir aide possible aussi ' +
    'hola gracias pregunta cuantos cuantas cuanto cuanta quiero quisiera necesito puedo puede pueden saber decir tener ayuda posible tambien favor ' +
    'ola obrigado obrigada pergunta quantos quantas quanto quanta quero gostaria preciso posso pode podem saber dizer ter ajuda possivel tambem'
  ).split(' '),
);

/** A question without its filler words; the whole question if nothing else would be left. */
export function withoutFillers(question: string): string {
  const left = question
    .split(/(?<=[\s,;.!?¿¡])/u)
    .filter(part => !FILLERS.has(plain(part).replace(/[^\p{L}\p{N}\p{M}]/gu, '')))
    .join('');
  return left.trim() === '' ? question : left;
}

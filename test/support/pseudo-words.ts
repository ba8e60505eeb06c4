import type { Words } from '../../web/src/lib/i18n-language.ts';

const PLAIN = 'aceginorsuyzACEGINORSUYZ';
const STRANGE = 'àçéĝíñöřšúýžÀÇÉĜÍÑÖŘŠÚÝŽ';
/** How much longer other languages are than English, of which German and Portuguese are the measure. */
const LONGER = 0.4;
/** What is filled in, and nested keys: they stay as they are. */
const PLACES = /(\{\{[^{}]*\}\}|\$t\([^()]*\))/;

/** A text of the pseudo-locale: letters with accents, 40 % longer, its ends marked, so that one sees what is cut off. */
export function pseudo(text: string): string {
  const parts = text.split(PLACES);
  const strange = parts.map(part =>
    PLACES.test(part) ? part : part.replace(/[a-z]/gi, letter => STRANGE[PLAIN.indexOf(letter)] ?? letter),
  );
  const length = parts.filter(part => !PLACES.test(part)).join('').length;
  return `[${strange.join('')}${'·'.repeat(Math.ceil(length * LONGER))}]`;
}

/** All words of a namespace in the pseudo-locale. */
export const pseudoWords = (words: Words): Words =>
  Object.fromEntries(
    Object.entries(words).map(([key, value]) => [key, typeof value === 'string' ? pseudo(value) : pseudoWords(value)]),
  );

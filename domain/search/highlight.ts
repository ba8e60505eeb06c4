/** What is shown of a hit: a part of its text, and which of it was looked for. */
import { plain } from '../knowledge/words.ts';
import { head } from '../text/looked-at.ts';
import { wordsOfRun } from '../text/segments.ts';
import { isDense, term } from './terms.ts';

/** A part of a text, in UTF-16 code units; `end` is not part of it. */
export interface Range {
  readonly start: number;
  readonly end: number;
}
export interface Snippet {
  readonly text: string;
  /** In order, and apart from each other. */
  readonly ranges: readonly Range[];
}

/** So much of a text is shown, and so much of it before the first word that was looked for. In UTF-16 code units. */
const SHOWN = 200;
const BEFORE = 60;
const MOST_RANGES = 20;

const RUN = /[\p{L}\p{N}\p{M}\p{Cf}ー]+/gu;
const MARK = /[\p{M}\p{Cf}]/u;
const SEGMENTED = /[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

type Script = 'dense' | 'segmented' | 'spaced';
const scriptOf = (letter: string): Script =>
  isDense(letter) || letter === 'ー' ? 'dense' : SEGMENTED.test(letter) ? 'segmented' : 'spaced';

/** Runs of letters of one kind of script: marks belong to the letter before them. */
function* runsOf(text: string): Generator<{ readonly run: string; readonly index: number; readonly script: Script }> {
  for (const { 0: letters, index } of text.matchAll(RUN)) {
    let [from, at] = [0, 0];
    let script: Script | null = null;
    for (const letter of letters) {
      const next: Script = script !== null && MARK.test(letter) ? script : scriptOf(letter);
      if (script !== null && next !== script) {
        yield { run: letters.slice(from, at), index: index + from, script };
        from = at;
      }
      script = next;
      at += letter.length;
    }
    if (script !== null) yield { run: letters.slice(from), index: index + from, script };
  }
}

/** Each word of a text where it stands, as it is kept. Pairs of characters overlap. */
function* placesOf(text: string): Generator<Range & { readonly word: string }> {
  for (const { run, index, script } of runsOf(text)) {
    if (script === 'dense') {
      const letters = Array.from(run);
      let start = index;
      for (const [at, letter] of letters.entries()) {
        const next = letters[at + 1];
        yield { word: plain(letter), start, end: start + letter.length };
        if (next !== undefined) yield { word: plain(letter + next), start, end: start + letter.length + next.length };
        start += letter.length;
      }
    } else if (script === 'segmented') {
      let from = 0;
      for (const word of wordsOfRun(run)) {
        const at = run.indexOf(word, from);
        yield { word: term(plain(word)), start: index + at, end: index + at + word.length };
        from = at + word.length;
      }
    } else yield { word: term(plain(run)), start: index, end: index + run.length };
  }
}

/** The words of a text as they are kept, each once: what `isMeant` of `snippetOf` is asked about. */
export const markable = (text: string): string[] => [...new Set([...placesOf(head(text))].map(({ word }) => word))];

/** The part of a text in which the first words stand that are meant, with these. */
export function snippetOf(text: string, isMeant: (word: string) => boolean): Snippet {
  const looked = head(text);
  const ranges = joined([...placesOf(looked)].filter(({ word }) => isMeant(word)));
  return cutOut(looked, ranges);
}

/** A name or a number, whole, with the parts that are meant: wherever in a word they stand. */
export function partsOf(text: string, parts: readonly string[]): Snippet {
  const { letters, places } = spelled(text);
  const found: Range[] = [];
  for (const part of parts)
    for (let at = letters.indexOf(part); at !== -1 && part !== ''; at = letters.indexOf(part, at + part.length))
      found.push({ start: places[at]?.start ?? 0, end: places[at + part.length - 1]?.end ?? text.length });
  return { text, ranges: joined(found) };
}

/** A normalised text, and of each of its code units the letter that it comes from. */
function spelled(text: string): { readonly letters: string; readonly places: readonly Range[] } {
  let letters = '';
  const places: Range[] = [];
  let start = 0;
  for (const letter of text) {
    const normal = plain(letter);
    const end = start + letter.length;
    letters += normal;
    for (let unit = 0; unit < normal.length; unit++) places.push({ start, end });
    start = end;
  }
  return { letters, places };
}

/** Ranges in order; those that overlap are one. */
function joined(found: readonly Range[]): Range[] {
  const ranges: { start: number; end: number }[] = [];
  for (const { start, end } of [...found].sort((a, b) => a.start - b.start || a.end - b.end)) {
    const last = ranges.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else ranges.push({ start, end });
  }
  return ranges;
}

function cutOut(text: string, ranges: readonly Range[]): Snippet {
  const first = ranges[0]?.start ?? 0;
  const start = text.length <= SHOWN || first <= BEFORE ? 0 : beginNear(text, first - BEFORE, first);
  const end = start + SHOWN >= text.length ? text.length : endNear(text, start + SHOWN);
  const [before, after] = [start > 0 ? '…' : '', end < text.length ? '…' : ''];
  const moved = start - before.length;
  return {
    text: before + text.slice(start, end).replaceAll(/\s/g, ' ') + after,
    ranges: ranges
      .filter(range => range.start >= start && range.end <= end)
      .slice(0, MOST_RANGES)
      .map(range => ({ start: range.start - moved, end: range.end - moved })),
  };
}

/** After a space, where there is one before `latest`; never inside of a character. */
function beginNear(text: string, wanted: number, latest: number): number {
  const space = text.slice(wanted, latest).search(/\s/);
  if (space !== -1) return wanted + space + 1;
  return isInside(text, wanted) ? wanted + 1 : wanted;
}

const endNear = (text: string, wanted: number): number => {
  const space = text.slice(wanted - BEFORE, wanted).search(/\s\S*$/);
  if (space !== -1) return wanted - BEFORE + space;
  return isInside(text, wanted) ? wanted - 1 : wanted;
};

const isInside = (text: string, at: number): boolean => /[\uDC00-\uDFFF]/.test(text.charAt(at));

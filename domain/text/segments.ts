/**
 * Texts cut where people would: into words where a script has no spaces, and into sentences. The engine's segmenter
 * takes time and memory by the square of what it is given (each segment comes with a copy of the whole, and a run of
 * letters that is in no dictionary is tried in every way), so it is given windows.
 */

/** Longer than nearly all runs of Thai, Lao, Khmer or Burmese that people write without a space. */
const RUN = 200;
/** Longer than any sentence; one that is not is cut at a space. */
const SENTENCE = 2_000;

const WORDS = new Intl.Segmenter('th', { granularity: 'word' });
const SENTENCES = new Intl.Segmenter('en', { granularity: 'sentence' });

/** The words of a run in a script that parts none. */
export function wordsOfRun(run: string): string[] {
  const words: string[] = [];
  for (const { segment, isWordLike } of inWindows(run, WORDS, RUN)) if (isWordLike) words.push(segment);
  return words;
}

/** The sentences of a text, with the space behind each; together they are the text. */
export function sentencesOf(text: string): string[] {
  const sentences: string[] = [];
  for (const { segment } of inWindows(text, SENTENCES, SENTENCE)) sentences.push(segment);
  return sentences;
}

interface Part {
  readonly segment: string;
  readonly isWordLike: boolean;
}

/** What the segmenter finds, window by window. A window's last part may go on behind it: it begins the next. */
function* inWindows(text: string, segmenter: Intl.Segmenter, size: number): Generator<Part> {
  for (let from = 0; from < text.length;) {
    const window = text.slice(from, endOf(text, from, size));
    const isLast = from + window.length === text.length;
    let held: Part | null = null;
    let done = 0;
    for (const { segment, isWordLike } of segmenter.segment(window)) {
      if (held !== null) {
        yield held;
        done += held.segment.length;
      }
      held = { segment, isWordLike: isWordLike === true };
    }
    if (held !== null && (isLast || done === 0)) {
      yield held;
      done += held.segment.length;
    }
    from += done;
  }
}

/** Behind the last space of a window, where there is one in its second half; never inside a letter. */
function endOf(text: string, from: number, size: number): number {
  const end = from + size;
  if (end >= text.length) return text.length;
  const space = text.slice(from, end).lastIndexOf(' ');
  if (space >= size / 2) return from + space + 1;
  return isLowSurrogate(text.charCodeAt(end)) ? end + 1 : end;
}

const isLowSurrogate = (code: number): boolean => code >= 0xdc00 && code <= 0xdfff;

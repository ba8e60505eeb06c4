/**
 * Segments text into words, for scripts without spaces, and into sentences. `Intl.Segmenter` takes quadratic time and
 * memory (each segment comes with a copy of the whole input, and a run of letters that is in no dictionary is tried in
 * every way), so it is given limited windows.
 */

/** Window in characters; longer than nearly all runs of Thai, Lao, Khmer or Burmese without a space. */
const RUN = 200;
/** Window in characters; longer than any usual sentence. A longer one is cut at a space. */
const SENTENCE = 2_000;

const WORDS = new Intl.Segmenter('th', { granularity: 'word' });
const SENTENCES = new Intl.Segmenter('en', { granularity: 'sentence' });

/** The words of a run of a script that does not separate words. */
export function wordsOfRun(run: string): string[] {
  const words: string[] = [];
  for (const { segment, isWordLike } of inWindows(run, WORDS, RUN)) if (isWordLike) words.push(segment);
  return words;
}

/** The sentences of a text, each with the space after it; joined they give the text. */
export function sentencesOf(text: string): string[] {
  const sentences: string[] = [];
  for (const { segment } of inWindows(text, SENTENCES, SENTENCE)) sentences.push(segment);
  return sentences;
}

interface Part {
  readonly segment: string;
  readonly isWordLike: boolean;
}

/** The segments, window by window. A window's last segment may continue after it, so it begins the next window. */
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

/** The window's end: after its last space if that is in its second half; never inside a surrogate pair. */
function endOf(text: string, from: number, size: number): number {
  const end = from + size;
  if (end >= text.length) return text.length;
  const space = text.slice(from, end).lastIndexOf(' ');
  if (space >= size / 2) return from + space + 1;
  return isLowSurrogate(text.charCodeAt(end)) ? end + 1 : end;
}

const isLowSurrogate = (code: number): boolean => code >= 0xdc00 && code <= 0xdfff;

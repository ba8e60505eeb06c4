/** Wildcard patterns, matched in linear time whatever the pattern or the text contains. */

/** The part of `String` that a text needs. */
export interface Letters {
  readonly length: number;
  charCodeAt(at: number): number;
}

/**
 * Whether the beginning of a text matches a pattern: `*` matches any characters, including none; a `$` at the pattern's
 * end requires the end of the text.
 */
export function fits(pattern: string, text: Letters): boolean {
  const isWhole = pattern.endsWith('$');
  const end = isWhole ? pattern.length - 1 : pattern.length;
  let to = endOfPart(pattern, 0, end);
  if (!standsAt(text, 0, pattern.slice(0, to))) return false;
  let at = to;
  while (to < end) {
    const from = to + 1;
    to = endOfPart(pattern, from, end);
    const part = pattern.slice(from, to);
    if (to === end && isWhole)
      return text.length - part.length >= at && standsAt(text, text.length - part.length, part);
    // The leftmost match leaves the most text for the parts that follow.
    const next = behind(text, at, part);
    if (next === null) return false;
    at = next;
  }
  return !isWhole || at === text.length;
}

function endOfPart(pattern: string, from: number, end: number): number {
  const star = pattern.indexOf('*', from);
  return star < 0 ? end : Math.min(star, end);
}

function standsAt(text: Letters, at: number, part: string): boolean {
  if (text.length - at < part.length) return false;
  for (let index = 0; index < part.length; index++)
    if (text.charCodeAt(at + index) !== part.charCodeAt(index)) return false;
  return true;
}

/**
 * The index after the first `part` from `from` on; null: there is none. Source: Knuth, Morris, Pratt, “Fast Pattern
 * Matching in Strings” (1977).
 */
function behind(text: Letters, from: number, part: string): number | null {
  if (part === '') return from;
  if (text.length - from < part.length) return null;
  const shorter = bordersOf(part);
  let held = 0;
  for (let at = from; at < text.length; at++) {
    const letter = text.charCodeAt(at);
    while (held > 0 && part.charCodeAt(held) !== letter) held = shorter[held - 1] ?? 0;
    if (part.charCodeAt(held) === letter) held += 1;
    if (held === part.length) return at + 1;
  }
  return null;
}

/** The prefix function of Knuth, Morris and Pratt: for each prefix, the length of its longest proper border. */
function bordersOf(part: string): Int32Array {
  const borders = new Int32Array(part.length);
  let held = 0;
  for (let at = 1; at < part.length; at++) {
    while (held > 0 && part.charCodeAt(held) !== part.charCodeAt(at)) held = borders[held - 1] ?? 0;
    if (part.charCodeAt(held) === part.charCodeAt(at)) held += 1;
    borders[at] = held;
  }
  return borders;
}

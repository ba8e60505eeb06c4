/**
 * The demo's embeddings: words and their trigrams, hashed to dimensions. They do not capture meaning, but tolerate
 * misspellings ("bycicle") and place forms of a word near each other.
 */
export const DEMO_EMBEDDING_MODEL = 'demo-hash-1';
const DIMENSIONS = 256;
const PIECE = 3;
/** A trigram tells less than the whole word. */
const PIECE_WEIGHT = 0.4;

const segmenter = new Intl.Segmenter('en', { granularity: 'word' });

/** The embedding of a text: a vector of length 1, or of zeros when the text has no words. */
export function vectorOf(text: string): number[] {
  const vector = new Array<number>(DIMENSIONS).fill(0);
  const add = (what: string, weight: number): void => {
    const hash = hashOf(what);
    const place = hash % DIMENSIONS;
    vector[place] = (vector[place] ?? 0) + ((hash >>> 16) % 2 === 0 ? weight : -weight);
  };
  for (const part of segmenter.segment(text.normalize('NFKC').toLowerCase())) {
    if (part.isWordLike !== true) continue;
    const word = `<${part.segment}>`;
    // Short words occur everywhere, and tell little.
    const weight = part.segment.length > 3 ? 1 : 0.2;
    add(word, weight);
    for (let at = 0; at + PIECE <= word.length; at++) add(word.slice(at, at + PIECE), weight * PIECE_WEIGHT);
  }
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map(value => Number((value / length).toFixed(6)));
}

/** FNV-1a with a final mixing step. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const letter of text) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  hash ^= hash >>> 15;
  return Math.imul(hash, 0x2c1b3c6d) >>> 0;
}

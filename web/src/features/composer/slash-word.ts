/** A word that begins with a slash, up to where one writes: what is looked for, and where it stands. */
export interface SlashWord {
  readonly query: string;
  readonly from: number;
  readonly to: number;
}

/** No shortcut is longer. */
const MOST = 40;

/** The word that begins with a slash and ends at the caret; null: one writes something else there. */
export function slashWordAt(text: string, caret: number): SlashWord | null {
  const word =
    text
      .slice(Math.max(0, caret - MOST - 2), caret)
      .split(/\s/)
      .at(-1) ?? '';
  const from = caret - word.length;
  const query = word.slice(1);
  return word.startsWith('/') && !query.includes('/') && query.length <= MOST ? { query, from, to: caret } : null;
}

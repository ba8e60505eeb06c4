interface Person {
  readonly id: string;
  readonly name: string;
}

/** A word that begins with an at sign, up to where one writes: of whom the name may begin so, and where it stands. */
export interface AtWord {
  readonly query: string;
  readonly from: number;
  readonly to: number;
}

/** No name is longer. */
const MOST = 100;
/** What a name goes on with: an address of e-mail mentions nobody. */
const LETTER = /[\p{L}\p{N}_]/u;

/** What begins with an at sign and ends at the caret; null: one writes something else there. */
export function atWordAt(text: string, caret: number): AtWord | null {
  const from = text.lastIndexOf('@', caret - 1);
  if (from === -1 || caret - from > MOST + 1) return null;
  const query = text.slice(from + 1, caret);
  const before = from === 0 ? '' : text.charAt(from - 1);
  return LETTER.test(before) || /[\n\r]|^\s/.test(query) ? null : { query, from, to: caret };
}

const base = new Intl.Collator(undefined, { usage: 'search', sensitivity: 'base' });
const beginsWith = (text: string, beginning: string): boolean =>
  base.compare(text.slice(0, beginning.length), beginning) === 0;

/** Those whose name, or a part of it, begins so; whose name begins so first. */
export function fitting<T extends Person>(people: readonly T[], query: string): readonly T[] {
  const fits = ({ name }: T): boolean =>
    [...name.matchAll(/(?:^|[\s-])(?=\S)/g)].some(({ index, 0: gap }) =>
      beginsWith(name.slice(index + gap.length), query),
    );
  return people.filter(fits).sort((a, b) => Number(beginsWith(b.name, query)) - Number(beginsWith(a.name, query)));
}

/** Whom a text mentions. Of names that begin alike the longest one that stands there is meant; of the same name all. */
export function mentionedIn(text: string, people: readonly Person[]): readonly string[] {
  const places = [...text.matchAll(/@/g)].map(({ index }) => index);
  const ids = new Set<string>();
  for (const at of places) {
    if (at > 0 && LETTER.test(text.charAt(at - 1))) continue;
    const meant = people.filter(
      ({ name }) => text.startsWith(name, at + 1) && !LETTER.test(text.charAt(at + 1 + name.length)),
    );
    const longest = Math.max(...meant.map(({ name }) => name.length));
    for (const { id, name } of meant) if (name.length === longest) ids.add(id);
  }
  return [...ids].slice(0, 20);
}

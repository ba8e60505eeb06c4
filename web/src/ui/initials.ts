/** The first letter of a word, with the marks that belong to it. */
const LETTER = /\p{L}\p{M}*/u;

/**
 * The letters that stand for a person: of the first and the last word of the name where the script has capital letters
 * (`AL`), else one (`李`, `ر`): two of them side by side would be read as a word, or join each other.
 * @returns null where the name has no letters, as a telephone number.
 */
export function initialsOf(name: string): string | null {
  const letters = name.split(/\s+/).flatMap(word => LETTER.exec(word)?.[0] ?? []);
  const [first, last] = [letters[0], letters.at(-1)];
  if (first === undefined || last === undefined) return null;
  if (first.toUpperCase() === first.toLowerCase()) return first;
  return [first, ...(letters.length > 1 ? [last] : [])].map(letter => Array.from(letter.toUpperCase())[0]).join('');
}

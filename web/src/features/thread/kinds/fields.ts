/** What a message holds, as WhatsApp has it: any of it may be missing, or be of another type than it is said to be. */
export type Fields = Readonly<Record<string, unknown>>;

export const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};

/** So many parts are shown at most. */
const MOST = 50;

export const listOf = (value: unknown): readonly Fields[] =>
  Array.isArray(value) ? value.slice(0, MOST).map(fieldsOf) : [];

/** A text with something in it; null: there is none. */
export const textOf = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value : null;

/** A number, also one that is written as a text; null: there is none. */
export function numberOf(value: unknown): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

import type { Field, FillableTemplate, Values } from '../../lib/template-slots.ts';
import { fieldsOf, filledText, shownSlots } from '../../lib/template-slots.ts';

/** As many characters as the API takes of a field, where it is not as many as of most. */
const MOST: Readonly<Record<string, number>> = {
  code: 15,
  catalogue: 100,
  product: 100,
  thumbnail: 100,
  placeName: 1_000,
  address: 1_000,
  token: 2_000,
  // Each of them has its limit, not the list.
  products: Infinity,
};
const MOST_OF_OTHERS = 1_024;

/** How many characters of a field are too many; white space around them is not sent. */
export function tooManyOf({ kind, label }: Field, value: string): number {
  if (kind !== 'text') return 0;
  const most = ('words' in label ? MOST[label.words] : undefined) ?? MOST_OF_OTHERS;
  return Math.max(0, value.trim().length - most);
}

/** Whether everything stands in it that it needs, and nothing that is too long. */
export function isFilled(template: FillableTemplate, values: Values): boolean {
  const slots = shownSlots(template);
  return slots
    .flatMap(slot => fieldsOf(slot, slots))
    .every(field => {
      const value = values[field.key] ?? '';
      return (!field.required || value !== '') && tooManyOf(field, value) === 0;
    });
}

/** How a filled template reads, as one text; of one without words its name. */
export function templateWords(template: FillableTemplate, values: Values): string {
  const slots = shownSlots(template);
  const words = template.components.flatMap(({ type, text }) =>
    text === undefined ? [] : [filledText(text, type.toLowerCase(), null, slots, values)],
  );
  return words.length === 0 ? template.name : words.join('\n\n');
}

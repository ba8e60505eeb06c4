/** What stands between two pairs of braces on one line, as the API's canned responses have it. */
const PLACE = /\{\{([^{}\n]{1,100})\}\}/g;

/** A place in a text that somebody or something has to fill in, such as `{{attributes.order}}`. */
export interface TextPlace {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** The places that are left in a text, in order. */
export const placesIn = (text: string): readonly TextPlace[] =>
  [...text.matchAll(PLACE)].map(({ index, 0: whole, 1: name = '' }) => ({
    name: name.trim(),
    from: index,
    to: index + whole.length,
  }));

/** Their names for a sentence, each once: from left to right, whichever way the sentence goes. */
export const placeNames = (places: readonly TextPlace[]): readonly string[] => [
  ...new Set(places.map(({ name }) => `\u2066{{${name}}}\u2069`)),
];

/**
 * Marks in a row on one letter, beyond what any script writes: putting them in order takes time by the square of their
 * number. Source: UAX #15, “Stream-Safe Text Format” (30). The half-width voicing marks of Japanese become such marks.
 */
const MARKS = /[\p{M}\uFF9E\uFF9F]+/gu;
const MOST_MARKS = 30;

const fewer = (marks: string): string => (marks.length <= MOST_MARKS ? marks : Array.from(marks).slice(0, MOST_MARKS).join(''));

/** A text in a Unicode normalisation form, in time that grows with its length alone; marks beyond 30 on one letter are left out. */
export const normal = (text: string, form: 'NFC' | 'NFD' | 'NFKC'): string => text.replace(MARKS, fewer).normalize(form);

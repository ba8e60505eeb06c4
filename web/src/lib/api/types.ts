/** What the API takes and gives. By itself, so that rules that need nothing of a browser are tested without one. */
export type * from '../../../../client/schema.ts';

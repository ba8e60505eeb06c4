/** What is written instead of a text; null: a text is. */
export type Choosing = 'template' | 'interactive' | null;

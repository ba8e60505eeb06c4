import type { Values } from '../../lib/template-slots.ts';
import { keptForms } from './kept-form.ts';

/** A template that is chosen and filled. */
export interface FilledTemplate {
  /** Null: none is chosen yet. */
  readonly id: string | null;
  readonly values: Values;
  /** Of which template the key is; another one is another message. */
  readonly sentId: string | null;
}

/** Templates as they are being filled. */
export const templateForms = keptForms<FilledTemplate>('template');

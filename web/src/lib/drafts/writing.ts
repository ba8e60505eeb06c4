import type { MessageDraft, Upload } from '../api/index.ts';

export type DraftKind = MessageDraft['kind'];

/** What is written: text, the message it replies to, a file, and the key it is to be sent with. */
export interface Writing {
  readonly text: string;
  readonly quotes: string | null;
  readonly file: Upload | null;
  /** Null while nothing is written. */
  readonly key: string | null;
}

export const NOTHING: Writing = { text: '', quotes: null, file: null, key: null };

/** What the server keeps, as what is written. */
export const writingOf = ({ text, quotes, key }: MessageDraft): Writing =>
  text === null ? NOTHING : { text, quotes, file: null, key };

/** Two texts as paragraphs of one. */
export const joined = (before: string, after: string): string =>
  after.trim() === '' ? before : before.trim() === '' ? after : `${before.trimEnd()}\n\n${after}`;

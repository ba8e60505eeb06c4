import type { MessageDraft, Upload } from '../api/types.ts';
import type { Used } from '../outbox/entry.ts';
import { takesCaption } from '../outbox/entry.ts';

export type DraftKind = MessageDraft['kind'];

/** What is written: text, the message it replies to, files, and the key it is to be sent with. */
export interface Writing {
  readonly text: string;
  readonly quotes: string | null;
  /** In the order in which they are to be sent. */
  readonly files: readonly Upload[];
  /** Null while nothing is written. */
  readonly key: string | null;
}

export const NOTHING: Writing = { text: '', quotes: null, files: [], key: null };

/** What the server keeps, as what is written. */
export const writingOf = ({ text, quotes, key }: MessageDraft): Writing =>
  text === null ? NOTHING : { text, quotes, files: [], key };

/** Two texts as paragraphs of one. */
export const joined = (before: string, after: string): string =>
  after.trim() === '' ? before : before.trim() === '' ? after : `${before.trimEnd()}\n\n${after}`;

/** What is written and was handed over to be sent. */
export interface Taken extends Writing {
  readonly key: string;
  readonly used: Used | null;
}

/** One message of those that what is written is sent as. */
export interface Part extends Omit<Writing, 'files' | 'key'> {
  readonly file: Upload | null;
  readonly key: string;
  readonly used: Used | null;
}

/**
 * What was handed over to be sent, as messages: WhatsApp takes each file as one of its own. The words go with the first
 * file that can have some under it, or else come last. The message with the words has the key of the whole.
 */
export function partsOf({ files, ...whole }: Taken): readonly Part[] {
  const captioned = files.findIndex(takesCaption);
  const place = captioned < 0 ? files.length - 1 : captioned;
  if (files.length < 2) return [{ ...whole, file: files[0] ?? null }];
  return files.map((file, at) => ({
    file,
    key: at === place ? whole.key : `${whole.key}-${file.id}`,
    text: at === place ? whole.text : '',
    used: at === place ? whole.used : null,
    // What is answered is shown once.
    quotes: at === 0 ? whole.quotes : null,
  }));
}

import type { Upload } from '../api/types.ts';
import type { InteractiveForm } from '../interactive.ts';

/** A filled template. */
interface TemplateAddressee {
  readonly kind: 'template';
  readonly name: string;
  /** As the API takes it. */
  readonly template: object;
  /** What it was made of, to be written anew: the id of the template, and what stands in its fields. */
  readonly form: { readonly id: string; readonly values: Readonly<Record<string, string>> };
}

/** Something to choose from. */
interface InteractiveAddressee {
  readonly kind: 'interactive';
  /** As the API takes it. */
  readonly interactive: object;
  /** What it was made of, to be written anew. */
  readonly form: InteractiveForm;
}

/**
 * To whom something goes: the contact, in words, by a template or with something to choose from; colleagues, or one
 * colleague who is asked.
 */
export type Addressee =
  | { readonly kind: 'reply' }
  | TemplateAddressee
  | InteractiveAddressee
  | {
      readonly kind: 'note';
      readonly privateTo: readonly string[];
      /** Who is told of it; left out: nobody. */
      readonly mentions?: readonly string[];
    }
  | { readonly kind: 'consult'; readonly agentId: string };

/** Whether the contact is to read it. */
export const isToContact = ({ kind }: Addressee): boolean =>
  kind === 'reply' || kind === 'template' || kind === 'interactive';

export const HINDRANCES = ['forgotten', 'customer_wrote', 'unseen', 'late', 'refused', 'changed'] as const;
/**
 * Why an entry does not go on by itself. `customer_wrote`: it may be no answer to that. `unseen`: it was written
 * before the conversation was shown. `late`: too much time has passed. `refused`: the API said why. `changed`: its key
 * was used for another text, which was taken. `forgotten`: it was tried so long ago that the API does not know its key
 * any more.
 */
export type Hindrance = (typeof HINDRANCES)[number];

/** The AI's words that are in a text. */
export interface Used {
  /** Of the suggestion. */
  readonly id: string;
  readonly text: string;
}

/** What is handed over to be sent. */
export interface Sendable {
  /** Idempotency-Key. */
  readonly key: string;
  readonly conversationId: string;
  readonly to: Addressee;
  /** Of a template: how it reads, filled. Of something to choose from: its words and choices. */
  readonly text: string;
  readonly quotes: string | null;
  readonly file: Upload | null;
  /** The newest message of the customer that was shown when it was sent off; undefined: none were shown. */
  readonly answers: string | null | undefined;
  readonly used: Used | null;
}

/**
 * What was sent off and is not known to be taken. A text's key is that of its first letter, a template's is made when
 * it is sent off: it is taken once.
 */
export interface OutboxEntry extends Sendable {
  /** Its place: smaller ones go first. */
  readonly order: number;
  /** Whether it outlives the page; false: there was no room. */
  readonly isKept: boolean;
  /** Epoch milliseconds. */
  readonly sentOffAt: number;
  /** Until then it can be taken back; epoch milliseconds. */
  readonly notBefore: number;
  /** It could be sent when it was sent off: nothing can have come in between. */
  readonly isPrompt: boolean;
  /** How often it was tried: from the first time on it may have been taken although the answer never came. */
  readonly attempts: number;
  /** Epoch milliseconds of the first attempt with its key; null: there was none. */
  readonly triedAt: number | null;
  readonly state: 'waiting' | 'sending' | 'held';
  readonly hindrance: { readonly why: Hindrance; readonly message: string | null } | null;
  /** Why the last attempt came to nothing; it is tried again by itself. */
  readonly trouble: string | null;
}

/** What a recorded voice note is called: WhatsApp plays it as one. */
export const VOICE_NOTE = 'voice-note.ogg';
const TAKES_CAPTION = new Set(['image', 'video', 'document']);
/** WhatsApp's limits (Cloud API reference, "Messages"): of a text, and of the words under a file. */
const TEXT_LIMIT = 4096;
const CAPTION_LIMIT = 1024;

/** Whether words can stand under a file. */
export const takesCaption = ({ type }: Upload): boolean => TAKES_CAPTION.has(type);
/** How many characters may be written to the contact, beside these files. */
export const limitOf = (files: readonly Upload[]): number => (files.some(takesCaption) ? CAPTION_LIMIT : TEXT_LIMIT);

/** One message as the API takes it. */
export interface MessageCall {
  readonly key: string;
  readonly body: object;
}

/**
 * The messages of an entry to the contact, each with its key. A file's words are its caption where it can have one,
 * and a message of their own otherwise.
 */
export function messagesOf({ to, text, file, quotes, key }: Sendable): readonly MessageCall[] {
  if (to.kind === 'template') return [{ key, body: { type: 'template', template: to.template } }];
  if (to.kind === 'interactive') return [{ key, body: { type: 'interactive', interactive: to.interactive } }];
  const context = quotes === null ? {} : { context: { messageId: quotes } };
  const words = text.trim() === '' ? [] : [{ key, body: { text: { body: text }, ...context } }];
  if (file === null) return words;
  const isVoice = file.type === 'audio' && file.fileName === VOICE_NOTE;
  const source = { uploadId: file.id, ...(isVoice ? { voice: true } : {}) };
  if (words.length > 0 && !takesCaption(file))
    return [{ key: `${key}-file`, body: { type: file.type, [file.type]: source, ...context } }, ...words];
  const caption = words.length === 0 ? {} : { caption: text };
  return [{ key, body: { type: file.type, [file.type]: { ...source, ...caption }, ...context } }];
}

/**
 * Whether the API may have taken something of an entry. What it refused at the first attempt it has not taken, but for
 * an entry of several messages: those before the refused one have arrived.
 */
export const mayBeTaken = (entry: OutboxEntry): boolean =>
  entry.attempts > (entry.hindrance?.why === 'refused' && messagesOf(entry).length === 1 ? 1 : 0);

import type { Message, Page, Upload } from './api.ts';
import { ApiError, api } from './api.ts';
import type { Draft, Outgoing, Problem } from './drafts.ts';
import { lettersChanged } from './letters-changed.ts';

const TAKES_CAPTION = new Set(['image', 'video', 'document']);
/** WhatsApp's limits (Cloud API reference, "Messages"): of a text, and of the words under a file. */
const TEXT_LIMIT = 4096;
const CAPTION_LIMIT = 1024;
/** How many messages of a conversation are shown: the newest. */
export const SHOWN_MESSAGES = 100;
const IN_FLIGHT_MS = 1_000;
const IN_FLIGHT_TRIES = 10;

/** How many characters may be written. */
export const limitOf = (file: Upload | null): number =>
  file !== null && TAKES_CAPTION.has(file.type) ? CAPTION_LIMIT : TEXT_LIMIT;

/**
 * The messages of what was written, each with its key. A file's words are its caption where it can have one, and a
 * message of their own otherwise.
 */
function messagesOf({ text, file, quotes, key }: Outgoing): { readonly key: string; readonly body: object }[] {
  const context = quotes === null ? {} : { context: { messageId: quotes } };
  const words = text.trim() === '' ? [] : [{ key, body: { text: { body: text }, ...context } }];
  if (file === null) return words;
  if (words.length === 0 || TAKES_CAPTION.has(file.type))
    return [
      {
        key,
        body: {
          type: file.type,
          [file.type]: { uploadId: file.id, ...(words.length === 0 ? {} : { caption: text }) },
          ...context,
        },
      },
    ];
  return [{ key: `${key}-file`, body: { type: file.type, [file.type]: { uploadId: file.id }, ...context } }, ...words];
}

/** The id of the customer's newest message; null: there is none; undefined: no messages are shown (yet). */
export const newestOf = (messages: readonly Message[] | undefined): string | null | undefined =>
  messages === undefined ? undefined : (messages.find(message => message.direction === 'inbound')?.id ?? null);

/**
 * Sends what is written, once, whatever is pressed meanwhile. What was tried before is not sent if the customer has
 * written since, unless one says so: it may be no answer to that.
 * @param answers as `newestOf` what is shown.
 */
export async function sendWritten(
  conversationId: string,
  draft: Draft,
  answers: string | null | undefined,
  anyway = false,
): Promise<void> {
  const path = `/conversations/${conversationId}/messages`;
  const { tried, outgoing } = draft.get();
  if (outgoing !== null) return;
  if (tried !== null && !anyway && (await hasWritten(path, tried.answers, draft))) return;
  const taken = draft.take(answers);
  if (taken === null) return;
  const used = draft.used;
  try {
    for (const { key, body } of messagesOf(taken)) await postOnce(path, body, key);
  } catch (error) {
    return draft.failed(problemOf(error));
  }
  // What became of the AI's words is known only now.
  if (used !== null) {
    const distance = lettersChanged(used.text, taken.text);
    void api(
      'POST',
      `/conversations/${conversationId}/suggestions/${used.id}/decide`,
      distance === 0 ? { state: 'accepted' } : { state: 'edited', distance },
    ).catch(() => undefined);
  }
  await draft.taken();
}

/** Whether the customer may have written since; then it is asked whether to send it all the same. */
async function hasWritten(path: string, answers: string | null | undefined, draft: Draft): Promise<boolean> {
  try {
    // As many as are shown: who answers at length would otherwise seem to have been written to.
    const { items } = await api<Page<Message>>('GET', `${path}?limit=${SHOWN_MESSAGES}`);
    if (newestOf(items) === answers) return false;
    draft.complain({
      message: `${
        answers === undefined ? 'You wrote this before the conversation was shown.' : 'The customer has written since.'
      } Read it first: does your message still answer it?`,
      next: 'anyway',
    });
  } catch (error) {
    draft.complain(problemOf(error));
  }
  return true;
}

/** @throws ApiError. An earlier call with the key that is still being carried out is waited for. */
async function postOnce(path: string, body: object, key: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return void (await api('POST', path, body, { 'idempotency-key': key }));
    } catch (error) {
      if (!(error instanceof ApiError && error.code === 'idempotency_in_flight') || tries === IN_FLIGHT_TRIES)
        throw error;
      await new Promise(resolve => setTimeout(resolve, IN_FLIGHT_MS));
    }
  }
}

/** Why something was not sent, for people. */
export function problemOf(error: unknown): Problem {
  if (!(error instanceof ApiError)) return { message: String(error), next: 'again' };
  if (error.code === 'idempotency_key_reused')
    return {
      message:
        'It was sent already as it was before you changed it; it stands above. What stands here would be another message.',
      next: 'other',
    };
  if (error.status === 0 || error.status >= 500)
    return {
      message: `Not sent, as far as is known: ${error.message} Trying again does not send it twice.`,
      next: 'again',
    };
  return { message: `Not sent: ${error.message}`, next: 'again' };
}

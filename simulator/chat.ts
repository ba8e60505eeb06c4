/** One chat as the customer's phone shows it, and what the customer can press in it. */
import type { Phones } from './phones.ts';
import type { SimulatorState } from './state.ts';
import type { FilledTemplate, SentTemplate, SimulatedTemplate } from './template-filling.ts';
import { fillTemplate } from './template-filling.ts';

type Message = Readonly<Record<string, unknown>>;

/** A button of a template that answers: what it says, and what the business is told. */
interface QuickReply {
  readonly text: string;
  readonly payload: string;
}

export interface ChatItem {
  readonly id: string;
  readonly mine: boolean;
  readonly at: number;
  readonly type: unknown;
  readonly text: string | null;
  readonly media: string | null;
  /** What it holds by its type, for those that are more than words: places, cards, orders, interactive messages. */
  readonly content: unknown;
  readonly template: (FilledTemplate & { readonly quickReplies: readonly QuickReply[] }) | null;
  /** The message that it answers; null also where that one is not in this chat. */
  readonly quotes: { readonly id: string; readonly text: string } | null;
  /** The customer's and the business's, as far as they stand. */
  readonly reactions: readonly { readonly mine: boolean; readonly emoji: string }[];
  readonly edited: boolean;
  readonly revoked: boolean;
  /** Of the customer's own: `waiting` on the phone, `sent`, or `read` by the business. */
  readonly state: 'waiting' | 'sent' | 'read';
  /** The business shows that it is writing an answer to this. */
  readonly answering: boolean;
}

/** A typing indicator is shown this long, or until the answer comes. */
const TYPING_MS = 25_000;
/** They change how another message is shown, and are none by themselves. */
const ABOUT_OTHERS = new Set(['reaction', 'edit', 'revoke']);

/** A message's content: the member that is named after its type. */
const contentOf = (message: Message): Record<string, unknown> =>
  (message[String(message['type'])] ?? {}) as Record<string, unknown>;

function wordsOf(message: Message): string | null {
  const { body, caption, filename } = contentOf(message) as {
    body?: string | { text?: string };
    caption?: string;
    filename?: string;
  };
  return (typeof body === 'object' ? body.text : body) ?? caption ?? filename ?? tappedIn(message);
}

/** What was chosen by a tap. */
function tappedIn(message: Message): string | null {
  const { text, button_reply, list_reply, nfm_reply } = contentOf(message) as {
    text?: string;
    button_reply?: { title: string };
    list_reply?: { title: string };
    nfm_reply?: { body: string };
  };
  return text ?? button_reply?.title ?? list_reply?.title ?? nfm_reply?.body ?? null;
}

const mediaIdOf = (message: Message): string | null =>
  typeof contentOf(message)['id'] === 'string' ? (contentOf(message)['id'] as string) : null;

/** A template message as the phone shows it; null for other messages, and when the template has changed since. */
function filledOf(message: Message, templates: readonly SimulatedTemplate[]): ChatItem['template'] {
  if (message['type'] !== 'template') return null;
  const sent = message['template'] as SentTemplate;
  const filled = fillTemplate(
    templates.map(each => ({ ...each, status: 'APPROVED' })),
    sent,
  );
  if ('code' in filled) return null;
  const buttons =
    templates
      .find(each => each.name === sent.name && each.language === sent.language.code)
      ?.components.find(each => each.type === 'BUTTONS')?.buttons ?? [];
  const payloadAt = (index: number): unknown =>
    sent.components
      ?.find(part => part.type === 'button' && Number(part.index) === index)
      ?.parameters?.find(parameter => parameter['type'] === 'payload')?.['payload'];
  const quickReplies = buttons.flatMap(({ type, text = '' }, index) => {
    const payload = payloadAt(index);
    return type === 'QUICK_REPLY' ? [{ text, payload: typeof payload === 'string' ? payload : text }] : [];
  });
  return { ...filled, quickReplies };
}

const original = (message: Message): string | null => {
  const { message_id, original_message_id } = contentOf(message) as {
    message_id?: string;
    original_message_id?: string;
  };
  return message_id ?? original_message_id ?? null;
};

interface Written {
  readonly id: string;
  readonly mine: boolean;
  readonly at: number;
  readonly message: Message;
  readonly state: ChatItem['state'];
}

/** Everything of the chat, the oldest first. What the business sent while the phone has no network is not there yet. */
function writtenIn(state: SimulatorState, phones: Phones, phoneNumberId: string, contact: string): Written[] {
  const offSince = phones.offSince(contact) ?? Infinity;
  const mine = state.inbound
    .filter(entry => entry.phoneNumberId === phoneNumberId && entry.from === contact)
    .map(({ wamid, at, message }) => ({
      id: wamid,
      mine: true,
      at,
      message,
      state: state.readByBusiness.has(wamid) ? ('read' as const) : ('sent' as const),
    }));
  const waiting = phones
    .waiting(contact)
    .filter(entry => entry.phoneNumberId === phoneNumberId)
    .map(({ id, at, message }) => ({ id, mine: true, at, message, state: 'waiting' as const }));
  const theirs = state.ledger
    .filter(entry => entry.phoneNumberId === phoneNumberId && entry.to === contact && entry.acceptedAt < offSince)
    .map(({ wamid, acceptedAt, body }) => ({
      id: wamid,
      mine: false,
      at: acceptedAt,
      message: body,
      state: 'sent' as const,
    }));
  return [...mine, ...waiting, ...theirs].sort((a, b) => a.at - b.at);
}

/** The chat of a contact with a number, the oldest message first. */
export function chatOf(
  { state, phones }: { readonly state: SimulatorState; readonly phones: Phones },
  { phoneNumberId, contact }: { readonly phoneNumberId: string; readonly contact: string },
  templates: readonly SimulatedTemplate[],
  now = Date.now(),
): ChatItem[] {
  const written = writtenIn(state, phones, phoneNumberId, contact);
  const byId = new Map(written.map(each => [each.id, each]));
  const about = new Map<string | null, Written[]>();
  for (const each of written)
    if (ABOUT_OTHERS.has(String(each.message['type']))) {
      const target = original(each.message);
      about.set(target, [...(about.get(target) ?? []), each]);
    }
  const shownAs = (each: Written) => {
    const later = about.get(each.id) ?? [];
    const edit = later.findLast(({ message }) => message['type'] === 'edit');
    const message = (edit === undefined ? null : contentOf(edit.message)['message']) ?? each.message;
    return { message: message as Message, later, isEdited: edit !== undefined };
  };
  return written
    .filter(({ message }) => !ABOUT_OTHERS.has(String(message['type'])))
    .map(each => {
      const { message, later, isEdited } = shownAs(each);
      const quoted = byId.get(quotedBy(each.message) ?? '');
      return {
        id: each.id,
        mine: each.mine,
        at: each.at,
        type: message['type'],
        text: wordsOf(message),
        media: mediaIdOf(message),
        content: message[String(message['type'])] ?? null,
        template: filledOf(message, templates),
        quotes:
          quoted === undefined
            ? null
            : { id: quoted.id, text: wordsOf(shownAs(quoted).message) ?? String(quoted.message['type']) },
        reactions: reactionsIn(later),
        edited: isEdited,
        revoked: later.some(each => each.message['type'] === 'revoke'),
        state: each.state,
        answering: now < (state.typing.get(each.id) ?? 0) + TYPING_MS,
      };
    });
}

/** The id of the message that another one answers: customers' say `id`, those of businesses `message_id`. */
function quotedBy({ context }: Message): string | null {
  const { id, message_id } = (context ?? {}) as { id?: string; message_id?: string };
  return id ?? message_id ?? null;
}

/** Of each side the last one counts; one without an emoji takes it back. */
function reactionsIn(later: readonly Written[]): ChatItem['reactions'] {
  const emojiOf = (isMine: boolean): string => {
    const last = later.findLast(({ mine, message }) => mine === isMine && message['type'] === 'reaction');
    const emoji = last === undefined ? null : contentOf(last.message)['emoji'];
    return typeof emoji === 'string' ? emoji : '';
  };
  return [true, false].flatMap(mine => (emojiOf(mine) === '' ? [] : [{ mine, emoji: emojiOf(mine) }]));
}

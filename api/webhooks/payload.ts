/**
 * Splits a webhook body into items. Each message, status, error and other change becomes one item; an entry, change or
 * element that cannot be understood becomes a `malformed` item, so that nothing is lost and nothing blocks its
 * neighbours. Unknown fields are kept in `raw`. Shapes: Cloud API webhook reference.
 */
import { z } from 'zod';
import { recordOf } from '../../domain/whatsapp/record.ts';
import { cut } from '../../domain/text/cut.ts';
import type {
  InboundKind,
  InboundMessage,
  InboundStatus,
  MalformedItem,
  Sender,
  WebhookItem,
} from '../../domain/whatsapp/inbound.ts';
import { INBOUND_KINDS } from '../../domain/whatsapp/inbound.ts';
import { jsonTextOf, whyUnfit } from '../../domain/whatsapp/repair.ts';
import { readSharedNumber } from '../../domain/whatsapp/phone-number.ts';
import { timeOf } from '../../domain/whatsapp/times.ts';
import { ID_LENGTH, NAME_LENGTH, SenderNames, namedTogether, shortText } from './sender-names.ts';

/**
 * Items read from one body: as many as the shortest text messages that fit into 3 MB. WhatsApp sends up to 1,000
 * updates in one body ("Webhooks", batches).
 */
const MOST_ITEMS = 20_000;
/** Malformed items of one body that are quarantined one by one; those beyond it are combined into one item. */
const MOST_BROKEN = 1_000;
const FIELD_LENGTH = 100;
const STATUS_LENGTH = 64;

const messageId = z.string().min(1).max(ID_LENGTH);
const name = z.string().min(1).max(NAME_LENGTH);

const messageSchema = z.looseObject({
  id: messageId,
  type: z.string().default('unsupported'),
  from: name.optional(),
  from_user_id: name.optional(),
  from_parent_user_id: name.optional(),
  group_id: z.string().optional(),
});
type WebhookMessage = z.infer<typeof messageSchema>;

const statusSchema = z.looseObject({
  id: messageId,
  status: z.string().min(1).max(STATUS_LENGTH),
  recipient_id: z.string().max(NAME_LENGTH).optional(),
  recipient_participant_id: z.string().max(NAME_LENGTH).optional(),
});

const media = z.looseObject({
  id: z.string(),
  mime_type: z.string().optional(),
  sha256: z.string().optional(),
  caption: z.string().optional(),
});
const original = z.looseObject({ original_message_id: messageId });

/** What a message must contain to count as its kind. `content` is the parsed object, unknown fields included. */
const BODIES: {
  readonly [K in Exclude<InboundKind, 'unsupported' | 'request_welcome'>]: z.ZodType<Record<string, unknown>>;
} = {
  text: z.looseObject({ body: z.string() }),
  image: media,
  video: media,
  audio: media,
  document: media,
  sticker: media,
  location: z.looseObject({ latitude: z.number(), longitude: z.number() }),
  contacts: z.looseObject({ contacts: z.array(z.looseObject({})) }),
  interactive: z.looseObject({ type: z.string() }),
  button: z.looseObject({ text: z.string().optional(), payload: z.string().optional() }),
  reaction: z.looseObject({ message_id: messageId, emoji: z.string().optional() }),
  order: z.looseObject({ product_items: z.array(z.looseObject({})) }),
  system: z.looseObject({ type: z.string().optional(), body: z.string().optional() }),
  edit: original,
  revoke: original,
};

/** A part of the body that becomes one item, which `read` makes of it. */
interface Part {
  readonly raw: unknown;
  readonly phoneNumberId: string | null;
  readonly read: () => WebhookItem;
}

/**
 * The items of a body, of any shape: a body that does not look like WhatsApp's is one malformed item.
 * @param body as `parseBody` returns it.
 */
export function itemsOf(body: unknown): WebhookItem[] {
  const taken = new TakenItems();
  const entries = recordOf(body)?.['entry'];
  if (Array.isArray(entries)) taken.each(entries, null, entry => takeEntry(taken, entry));
  else taken.take(broken('body_entry', body));
  return taken.all();
}

/**
 * Collects items within the limits. What exceeds `MOST_ITEMS` or `MOST_BROKEN` is kept unread in one item
 * `too_many_items`, and does not affect the items that were read.
 */
class TakenItems {
  readonly #items: WebhookItem[] = [];
  #broken = 0;
  readonly #rest: unknown[] = [];
  readonly #numbersOfRest = new Set<string | null>();

  take({ raw, phoneNumberId, read }: Part): void {
    const unfit = whyUnfit(raw);
    const item = unfit === null ? read() : malformed(unfit, phoneNumberId, asText(raw));
    if (item.item === 'malformed' && ++this.#broken > MOST_BROKEN) this.#leave(raw, phoneNumberId);
    else this.#items.push(item);
  }

  /** Calls `look` with each element of a list up to `MOST_ITEMS` items in all; the rest of the list is kept unread. */
  each(list: readonly unknown[], phoneNumberId: string | null, look: (one: unknown) => void): void {
    for (let at = 0; at < list.length; at++) {
      if (this.#items.length >= MOST_ITEMS) return this.#leave(list.slice(at), phoneNumberId);
      look(list[at]);
    }
  }

  #leave(raw: unknown, phoneNumberId: string | null): void {
    this.#rest.push(raw);
    this.#numbersOfRest.add(phoneNumberId);
  }

  all(): WebhookItem[] {
    if (this.#rest.length === 0) return this.#items;
    const [only = null, ...others] = this.#numbersOfRest;
    return [...this.#items, malformed('too_many_items', others.length === 0 ? only : null, asText(this.#rest))];
  }
}

/** JSON text in place of a value that is too deep or too large for recursive code. */
const asText = (raw: unknown): { json: string } => ({ json: jsonTextOf(raw) });

const malformed = (reason: string, phoneNumberId: string | null, raw: unknown): MalformedItem => ({
  item: 'malformed',
  reason,
  phoneNumberId,
  raw,
});

const broken = (reason: string, raw: unknown, phoneNumberId: string | null = null): Part => ({
  raw,
  phoneNumberId,
  read: () => malformed(reason, phoneNumberId, raw),
});

function takeEntry(taken: TakenItems, entry: unknown): void {
  const record = recordOf(entry);
  const changes = record?.['changes'];
  if (record === null || !Array.isArray(changes)) taken.take(broken('entry_changes', entry));
  else taken.each(changes, null, change => takeChange(taken, record, change));
}

/**
 * What surrounds the items of a change. `time` distinguishes a redelivered update (same time) from the same thing
 * happening again (another time).
 */
interface Envelope {
  readonly wabaId: string;
  readonly time: unknown;
  readonly field: string;
  readonly phoneNumberId: string | null;
}

const LISTS = ['messages', 'statuses', 'errors'] as const;

function takeChange(taken: TakenItems, entry: Readonly<Record<string, unknown>>, change: unknown): void {
  const [field, value] = [shortText(recordOf(change)?.['field'], FIELD_LENGTH), recordOf(recordOf(change)?.['value'])];
  const [id, time] = [entry['id'], entry['time']];
  if (field === null || value === null)
    return taken.take(broken(field === null ? 'change_field' : 'change_value', { id, time, change }));
  const wabaId = shortText(typeof id === 'number' ? String(id) : id, NAME_LENGTH) ?? '';
  const envelope: Envelope = {
    wabaId,
    time,
    field,
    phoneNumberId: shortText(recordOf(value['metadata'])?.['phone_number_id'], NAME_LENGTH),
  };
  const lists = field === 'messages' ? LISTS.filter(list => isFilled(value[list])) : [];
  if (lists.length === 0) return taken.take(updatePart(envelope, value));
  const names = new SenderNames(value['contacts'], value['messages']);
  for (const list of lists) takeList(taken, list, value[list], envelope, names);
  // Contacts beside messages name the senders, and went into `names`. Beside statuses alone they name recipients.
  if (envelope.phoneNumberId !== null && lists.includes('statuses') && !lists.includes('messages'))
    takeNames(taken, envelope.phoneNumberId, value['contacts']);
}

function takeNames(taken: TakenItems, phoneNumberId: string, contacts: unknown): void {
  taken.each(namedTogether(contacts), phoneNumberId, sender =>
    taken.take({
      raw: sender,
      phoneNumberId,
      read: () => ({ item: 'names', phoneNumberId, sender: sender as Sender, raw: sender }),
    }),
  );
}

const isFilled = (list: unknown): boolean =>
  Array.isArray(list) ? list.length > 0 : list !== undefined && list !== null;

function takeList(
  taken: TakenItems,
  list: (typeof LISTS)[number],
  found: unknown,
  { wabaId, time, phoneNumberId }: Envelope,
  names: SenderNames,
): void {
  if (!Array.isArray(found)) return taken.take(broken(`${list}_shape`, { wabaId, time, [list]: found }, phoneNumberId));
  taken.each(found, phoneNumberId, raw => {
    switch (list) {
      case 'messages':
        return taken.take({ raw, phoneNumberId, read: () => messageItem(raw, phoneNumberId, names) });
      case 'statuses':
        return taken.take({ raw, phoneNumberId, read: () => statusItem(raw, phoneNumberId) });
      case 'errors':
        return taken.take(errorPart({ wabaId, time, phoneNumberId, field: 'errors' }, raw));
    }
  });
}

function updatePart({ wabaId, time, field, phoneNumberId }: Envelope, value: unknown): Part {
  const raw = { wabaId, time, field, value };
  return { raw, phoneNumberId, read: () => ({ item: 'update', wabaId, phoneNumberId, field, value, raw }) };
}

function errorPart({ wabaId, time, field, phoneNumberId }: Envelope, error: unknown): Part {
  const raw = { wabaId, time, field, raw: error };
  return recordOf(error) === null
    ? broken('error_shape', raw, phoneNumberId)
    : {
        raw,
        phoneNumberId,
        read: () => ({ item: 'update', wabaId, phoneNumberId, field: 'messages.errors', value: error, raw }),
      };
}

/** A cheap check ahead of the schemas: a body may hold a million elements that are not a message or status at all. */
function brokenAtAGlance(raw: unknown): 'shape' | 'id' | null {
  const record = recordOf(raw);
  if (record === null) return 'shape';
  return shortText(record['id'], ID_LENGTH) === null ? 'id' : null;
}

/**
 * A message or status without members that only say that something is absent: null at any depth and, at the top level,
 * "", which some senders of webhooks write instead.
 */
const present = (raw: unknown): unknown =>
  Object.fromEntries(
    Object.entries(recordOf(raw) ?? {}).flatMap(([key, value]) =>
      value === null || value === '' ? [] : [[key, withoutNull(value)]],
    ),
  );

function withoutNull(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNull);
  const record = recordOf(value);
  return record === null
    ? value
    : Object.fromEntries(
        Object.entries(record).flatMap(([key, part]) => (part === null ? [] : [[key, withoutNull(part)]])),
      );
}

function messageItem(raw: unknown, phoneNumberId: string | null, names: SenderNames): InboundMessage | MalformedItem {
  const broken = brokenAtAGlance(raw);
  if (broken !== null) return malformed(`message_${broken}`, phoneNumberId, raw);
  const parsed = messageSchema.safeParse(present(raw));
  if (!parsed.success)
    return malformed(`message_${String(parsed.error.issues[0]?.path[0] ?? 'shape')}`, phoneNumberId, raw);
  if (phoneNumberId === null) return malformed('message_without_number', null, raw);
  const message = parsed.data;
  const { kind, content } = contentOf(message);
  const sender = withSharedNumber(senderOf(message, names, kind === 'system' ? content : null), message);
  if (sender.userId === null && (sender.parentUserId ?? null) === null && sender.waId === null)
    return malformed('message_without_sender', phoneNumberId, raw);
  const about =
    kind === 'reaction'
      ? content['message_id']
      : kind === 'edit' || kind === 'revoke'
        ? content['original_message_id']
        : undefined;
  const [sentAt, context] = [timeOf(message['timestamp']), contextOf(message['context'])];
  return {
    item: 'message',
    phoneNumberId,
    wamid: message.id,
    sender,
    sentAt: sentAt ?? 0,
    kind,
    content,
    contextWamid: context.wamid,
    target: typeof about === 'string' ? { kind: kind as 'reaction' | 'edit' | 'revoke', wamid: about } : null,
    opensWindow: kind !== 'system' && message.group_id === undefined,
    raw: sentAt !== null && context.whole && isWholeIn(message, kind) ? null : raw,
  };
}

/**
 * Who sent a message. A system notice that a user id has changed is about the person with the previous id, whichever
 * sender it names.
 */
function senderOf(
  message: WebhookMessage,
  names: SenderNames,
  notice: Readonly<Record<string, unknown>> | null,
): Sender {
  const sender = names.of(message);
  const [before, parentBefore] = [
    shortText(notice?.['previous_user_id'], NAME_LENGTH),
    shortText(notice?.['previous_parent_user_id'], NAME_LENGTH),
  ];
  return {
    ...sender,
    userId: before ?? sender.userId,
    parentUserId: parentBefore ?? (before === null ? (sender.parentUserId ?? null) : null),
  };
}

/**
 * Adds the phone number that a person shared: whoever was asked for their number and taps “share” sends their own
 * contact card, which links the number to the user id. Only such cards count (`origin` is `contact_request/…`): a card
 * that was forwarded or written by hand may be anybody's. Source: Cloud API, "Business-scoped user IDs", contact
 * requests.
 */
function withSharedNumber(sender: Sender, message: WebhookMessage): Sender {
  const { origin, contacts } = message;
  if (
    sender.waId !== null ||
    typeof origin !== 'string' ||
    !origin.startsWith('contact_request') ||
    !Array.isArray(contacts) ||
    contacts.length !== 1
  )
    return sender;
  const phones = recordOf(contacts[0])?.['phones'];
  const phone = Array.isArray(phones) && phones.length === 1 ? recordOf(phones[0]) : null;
  const [waId, number] = [shortText(phone?.['wa_id'], NAME_LENGTH), shortText(phone?.['phone'], NAME_LENGTH)];
  const digits = waId !== null && /^\d{7,15}$/.test(waId) ? waId : number === null ? null : readSharedNumber(number);
  return digits === null ? sender : { ...sender, waId: digits };
}

/** The wamid of the message that is replied to. `whole`: `context` holds nothing else that would be lost. */
function contextOf(context: unknown): { readonly wamid: string | null; readonly whole: boolean } {
  if (context === undefined) return { wamid: null, whole: true };
  const record = recordOf(context);
  const wamid = shortText(record?.['id'], ID_LENGTH);
  return {
    wamid,
    whole:
      record !== null &&
      (wamid !== null || record['id'] === undefined) &&
      Object.keys(record).every(part => part === 'id' || part === 'from'),
  };
}

/** Members of a message that are kept in fields of the item, so that `raw` is not needed for them. */
const TYPED: ReadonlySet<string> = new Set([
  'id',
  'timestamp',
  'type',
  'from',
  'from_user_id',
  'from_parent_user_id',
  'group_id',
  'context',
  'referral',
]);

/** Whether the item's fields hold everything of the message, so that `raw` need not be kept. */
function isWholeIn(message: WebhookMessage, kind: InboundKind): boolean {
  return kind !== 'unsupported' && Object.keys(message).every(key => TYPED.has(key) || key === kind);
}

/** A message's kind and content. One of a known type without what `BODIES` requires becomes `unsupported`. */
function contentOf(message: WebhookMessage): { kind: InboundKind; content: Record<string, unknown> } {
  const { type } = message;
  const extra = message.group_id === undefined ? {} : { group_id: message.group_id };
  if (type === 'request_welcome') return { kind: type, content: extra };
  if (type === 'unsupported' || !(INBOUND_KINDS as readonly string[]).includes(type)) {
    return {
      kind: 'unsupported',
      content: { type: cut(type, NAME_LENGTH), ...extra, ...pick(message, ['errors', 'unsupported']) },
    };
  }
  const kind = type as keyof typeof BODIES;
  const body = kind === 'contacts' ? { contacts: message[kind] } : message[kind];
  const parsed = BODIES[kind].safeParse(body);
  if (!parsed.success)
    return { kind: 'unsupported', content: { type, reason: 'malformed', ...pick(message, ['errors']) } };
  return { kind, content: { ...parsed.data, ...extra, ...pick(message, ['referral']) } };
}

function pick(from: Record<string, unknown>, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(keys.filter(key => from[key] !== undefined).map(key => [key, from[key]]));
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

function statusItem(raw: unknown, phoneNumberId: string | null): InboundStatus | MalformedItem {
  const broken = brokenAtAGlance(raw);
  if (broken !== null) return malformed(`status_${broken}`, phoneNumberId, raw);
  const parsed = statusSchema.safeParse(present(raw));
  if (!parsed.success)
    return malformed(`status_${String(parsed.error.issues[0]?.path[0] ?? 'shape')}`, phoneNumberId, raw);
  if (phoneNumberId === null) return malformed('status_without_number', null, raw);
  const status = parsed.data;
  const opaque = status['biz_opaque_callback_data'];
  return {
    item: 'status',
    phoneNumberId,
    wamid: status.id,
    status: status.status,
    recipient: status.recipient_participant_id ?? status.recipient_id ?? '',
    attemptId: typeof opaque === 'string' && UUID.test(opaque) ? opaque.toLowerCase() : null,
    at: timeOf(status['timestamp']) ?? 0,
    detail: pick(status, ['errors', 'pricing', 'conversation', 'recipient_type']),
    raw,
  };
}
